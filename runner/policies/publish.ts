/** Puts the pack into Pulumi Cloud, from a copy that needs nothing else of this repository. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { policyPackName } from "../../catalog/deployments/policy-group";
import { packageRoot } from "../../catalog/package-root";
import { pulumiApi } from "../cloud/pulumi-token";
import { type PulumiResult, runPulumi } from "../engine/pulumi";
import type { Workspace } from "../engine/workspace";
import { FailedError, RefusedError } from "../exit";
import type { Session } from "../session";
import { type PinnedPack, pinnedPack } from "./pack";
import { readAnalysis } from "./state";

export interface PublishOptions {
  /** Organisation in Pulumi Cloud. */
  organization: string;
  /** Only makes the copy and loads it from there, with today's configuration. */
  dryRun: boolean;
}

export interface Published {
  organization: string;
  name: string;
  version: string;
  digest: string;
  files: string[];
  /** Undefined after a dry run. */
  output?: string;
}

/** `pulumi policy publish` works in the folder of `main`, so here that is the folder itself. */
const entry = "index.js";

/** @throws RefusedError before anything is published, FailedError when Pulumi Cloud does not take it. */
export async function publishPack(session: Session, options: PublishOptions): Promise<Published> {
  const { organization, dryRun } = options;
  if (!dryRun && !process.env["PULUMI_ACCESS_TOKEN"]) {
    throw new RefusedError(
      "slipway policies publish: PULUMI_ACCESS_TOKEN is not set. Pulumi Cloud asks for a token that may publish policy packs of " +
        `${organization}; \`--dry-run\` needs none.`,
    );
  }
  const pack = pinnedPack(session.catalog);
  // Not below the files: Pulumi keeps its login here, which goes with the folder.
  const scratch = mkdtempSync(join(tmpdir(), "slipway-publish-"));
  try {
    const folder = join(scratch, "pack");
    const files = copyPack(pack.folder, folder);
    const workspace = workspaceIn(scratch, folder);
    const { command } = await session.pulumi();
    await load(command, workspace, { ...pack, folder });
    const name = policyPackName;
    const about = { organization, name, version: pack.version, digest: pack.digest, files };
    if (dryRun) return about;
    const args = ["policy", "publish", organization, "--non-interactive", "--color", "never"];
    const { code, stdout, stderr } = await runPulumi(command, workspace, { args });
    if (code === 0) return { ...about, output: stdout.trim() };
    throw new FailedError(
      `Policy pack ${name} ${pack.version} was not published in ${organization}. A version is published once: raise it in policies/package.json and PulumiPolicy.yaml after a change.\n${stdout}\n${stderr}`.trim(),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A pack of three files; its dependencies are installed by whoever downloads it. */
export function copyPack(from: string, to: string): string[] {
  mkdirSync(to, { recursive: true });
  copyFileSync(join(from, "dist", "index.js"), join(to, entry));
  const settings = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));
  writeFileSync(join(to, "package.json"), `${JSON.stringify({ ...settings, main: entry }, null, 2)}\n`);
  const project = parse(readFileSync(join(from, "PulumiPolicy.yaml"), "utf8"));
  writeFileSync(join(to, "PulumiPolicy.yaml"), stringify({ ...project, main: entry }));
  return [entry, "package.json", "PulumiPolicy.yaml"];
}

/** Loads the copy with today's configuration, which its rules accept or refuse, over a state with nothing to judge. */
async function load(command: string, workspace: Workspace, pack: PinnedPack): Promise<void> {
  // In the place of an installation; what is published never holds dependencies.
  symlinkSync(join(packageRoot(), "node_modules"), join(pack.folder, "node_modules"), "junction");
  const state = join(workspace.directory, "..", "state.json");
  const manifest = { time: "2027-01-01T00:00:00Z", magic: "", version: "" };
  const type = "pulumi:pulumi:Stack";
  const resources = [{ urn: `urn:pulumi:none::slipway::${type}::slipway-none`, type, custom: false }];
  writeFileSync(state, JSON.stringify({ version: 3, deployment: { manifest, resources } }));
  const args = ["policy", "analyze", "--file", state, "--json", "--non-interactive", "--color", "never"];
  const scratch = { ...workspace, directory: join(workspace.directory, "..") };
  const result = await runPulumi(command, scratch, { args, pack });
  if (!readAnalysis("", result.stdout)) throw notLoaded(result);
}

function notLoaded({ stdout, stderr }: PulumiResult): RefusedError {
  return new RefusedError(
    `The policy pack cannot be loaded from a copy of its folder; nothing was published.\n${stdout}\n${stderr}`,
  );
}

/** With a home of its own, so that the user's login to a backend stays as it is. */
function workspaceIn(scratch: string, directory: string): Workspace {
  const { PULUMI_BACKEND_URL: backend = "", ...rest } = process.env;
  return {
    directory,
    environment: {
      ...rest,
      PULUMI_HOME: join(scratch, "home"),
      PULUMI_BACKEND_URL: /^https?:/.test(backend) ? backend : pulumiApi,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
