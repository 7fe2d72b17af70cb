/** What a command works with: the catalog, the cloud, the CLI and the way to talk. */
import { resolve } from "node:path";
import { loadCatalog } from "../catalog/load";
import type { Catalog } from "../catalog/types";
import { findPulumi, type PulumiCli } from "./cli";
import { awsCloud } from "./cloud/aws";
import type { Cloud } from "./cloud/types";
import { RefusedError, UsageError } from "./exit";
import { type Terminal, terminal } from "./terminal";

export interface GlobalOptions {
  /** Directory of the files (`-C`). */
  directory?: string;
  json?: boolean;
  /** `laptop` or `aws`. Default: `SLIPWAY_CLOUD`, else the laptop for example account ids and AWS for real ones. */
  cloud?: string;
}

export interface Session {
  catalog: Catalog;
  terminal: Terminal;
  cloud(): Promise<Cloud>;
  pulumi(): Promise<PulumiCli>;
}

export function directoryOf(options: GlobalOptions): string {
  return resolve(options.directory ?? process.env.SLIPWAY_DIRECTORY ?? ".");
}

export function openSession(options: GlobalOptions): Session {
  const catalog = loadCatalog(directoryOf(options));
  const talk = terminal({ json: options.json ?? false });
  return {
    catalog,
    terminal: talk,
    cloud: once(() => openCloud(catalog, options.cloud ?? process.env.SLIPWAY_CLOUD)),
    pulumi: once(() => findPulumi({ onProgress: talk.progress })),
  };
}

async function openCloud(catalog: Catalog, wanted: string | undefined): Promise<Cloud> {
  if (wanted !== undefined && wanted !== "laptop" && wanted !== "aws") {
    throw new UsageError(`--cloud is 'laptop' or 'aws', not '${wanted}'.`);
  }
  // With it come AWS clients, which a command that only reads files does not need.
  const { isExampleAccount, laptopCloud } = await import("./cloud/laptop");
  const examples = Object.values(catalog.organization.accounts).filter(isExampleAccount);
  const kind = wanted ?? (examples.length > 0 ? "laptop" : "aws");
  if (kind === "laptop") return laptopCloud(catalog);
  if (examples.length > 0) {
    throw new RefusedError(
      `Pulumi.yaml: accounts ${examples.join(", ")} are examples and exist only on the laptop cloud. ` +
        "Fill in your own account ids, or leave out `--cloud aws`.",
    );
  }
  return awsCloud();
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
