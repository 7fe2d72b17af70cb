/** The packages that one stand-in program serves: what differs between them is the configuration of a provider. */
import { checkPulumiCloudProvider } from "../model/pulumi-cloud";
import type { ChangeKind, CheckFailure, Properties } from "../model/types";
import { type Configured, configure } from "./configured";
import type { Laptop } from "./laptop";
import { configurePulumiCloud, diffPulumiCloud } from "./pulumi-cloud";
import { checkSettings, diffSettings } from "./settings";

export type PackageName = "aws" | "pulumiservice";

export interface PackageSettings {
  checkSettings(inputs: Properties): CheckFailure[];
  diffSettings(olds: Properties, news: Properties): Record<string, ChangeKind>;
  /** Throws what the cloud would refuse. */
  configure(laptop: Laptop, inputs: Properties, environment: NodeJS.ProcessEnv): Promise<Configured>;
}

const packages: Record<PackageName, PackageSettings> = {
  aws: { checkSettings, diffSettings, configure },
  pulumiservice: {
    checkSettings: checkPulumiCloudProvider,
    diffSettings: diffPulumiCloud,
    configure: configurePulumiCloud,
  },
};

export function settingsOf(name: PackageName): PackageSettings {
  return packages[name];
}

/** The package that a stand-in was started for. */
export function packageNamed(name: string | undefined): PackageName {
  if (name === "aws" || name === "pulumiservice") return name;
  throw new Error(`The stand-in serves ${Object.keys(packages).join(" and ")}, not "${name}".`);
}
