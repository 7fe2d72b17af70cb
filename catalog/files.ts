/** Finds the files of a directory and reads each by its schema. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { readYaml } from "./read";
import { checkFile } from "./schema/check";
import { type DeploymentsFile, deploymentsFileSchema } from "./schema/deployments";
import { type EnvironmentSettings, environmentFileSchema } from "./schema/environment";
import { type GovernanceSettings, governanceFileSchema } from "./schema/governance";
import { projectSchema } from "./schema/organization";
import { type ServiceSettings, serviceSchema } from "./schema/service";
import { stateFileSchema, stateSchema } from "./schema/state";
import { toolchainFileSchema, toolchainSchema } from "./schema/toolchain";
import type { Problem } from "./types";

/** A file that names something: an environment or a service. */
export interface Declared<T> {
  name: string;
  file: string;
  /** Undefined when the file itself has a problem; what it names exists all the same. */
  settings?: T;
}

export interface Files {
  project?: z.output<typeof projectSchema>;
  environments: Declared<EnvironmentSettings>[];
  services: Declared<ServiceSettings>[];
  state: z.output<typeof stateSchema>;
  /** Undefined when there is no file, and when it has a problem. */
  governance?: GovernanceSettings;
  /** Undefined when there is no file; without settings when it has a problem. */
  deployments?: { settings?: DeploymentsFile };
  /** Undefined when the file has a problem. */
  toolchain?: z.output<typeof toolchainSchema>;
  /** Problems of single files. */
  problems: Problem[];
}

const organizationKey = "slipway:organization";
/** Paths inside the files, for problems that only several files together show. */
export const inOrganization = ["config", organizationKey, "value"] as const;
export const inEnvironment = ["config", "slipway:environment"] as const;
export const inState = ["config", "slipway:state"] as const;
export const inDeployments = ["config", "slipway:deployments"] as const;
export const inGovernance = ["config", "slipway:governance"] as const;

export const projectFile = "Pulumi.yaml";
export const stateFile = "Pulumi.state.yaml";
export const toolchainFile = "Pulumi.toolchain.yaml";
export const deploymentsFile = "Pulumi.deployments.yaml";
export const governanceFile = "Pulumi.organization.yaml";

export function readFiles(directory: string): Files {
  const problems: Problem[] = [];
  const entries = list(directory);
  const services = list(join(directory, "services")).map((name) => `services/${name}`);
  problems.push(...misnamed([...entries.filter((name) => /^Pulumi(\..*)?\.ya?ml$/i.test(name)), ...services]));

  const read = <T extends z.ZodType>(file: string, schema: T): z.output<T> | undefined => {
    const { settings, problems: found } = checkFile(schema, readYaml(directory, file));
    problems.push(...found);
    return settings;
  };
  const optional = <T extends z.ZodType, S>(file: string, schema: T, pick: (settings: z.output<T>) => S, none: S) => {
    if (!entries.includes(file)) return none;
    const settings = read(file, schema);
    return settings === undefined ? undefined : pick(settings);
  };

  let project: Files["project"];
  if (entries.includes(projectFile)) project = read(projectFile, projectSchema);
  else problems.push({ file: projectFile, path: "", message: missingProject(directory) });
  const environments = entries.flatMap((file) => {
    const name = /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1];
    if (name === undefined || [stateFile, toolchainFile, governanceFile, deploymentsFile].includes(file)) return [];
    return [{ name, file, settings: read(file, environmentFileSchema)?.config["slipway:environment"] }];
  });
  return {
    project,
    environments,
    services: services.flatMap((file) => {
      const name = /^services\/([^.]+)\.yaml$/.exec(file)?.[1];
      return name === undefined ? [] : [{ name, file, settings: read(file, serviceSchema) }];
    }),
    state:
      optional(stateFile, stateFileSchema, ({ config }) => config["slipway:state"], stateSchema.parse({})) ??
      stateSchema.parse({}),
    governance: optional(governanceFile, governanceFileSchema, ({ config }) => config["slipway:governance"], undefined),
    deployments: entries.includes(deploymentsFile)
      ? { settings: read(deploymentsFile, deploymentsFileSchema)?.config["slipway:deployments"] }
      : undefined,
    toolchain: optional(
      toolchainFile,
      toolchainFileSchema,
      ({ config }) => config["slipway:toolchain"],
      toolchainSchema.parse({}),
    ),
    problems,
  };
}

/** Names of files and folders, in an order that no machine changes: by the name without its extension. */
function list(directory: string): string[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) return [];
  const stem = (name: string) => name.replace(/\.ya?ml$/i, "");
  return readdirSync(directory)
    .filter((name) => !name.startsWith("."))
    .sort((a, b) => (stem(a) < stem(b) ? -1 : 1));
}

function missingProject(directory: string): string {
  return existsSync(directory)
    ? "is missing: it holds the project's name and slipway:organization; take another directory with -C, or begin with a copy of the example"
    : `is missing, as is its directory ${directory}: take another one with -C`;
}

/** Files that look like ours, and that nothing would read. */
function misnamed(files: string[]): Problem[] {
  return files.flatMap((file): Problem[] => {
    const problem = (message: string) => [{ file, path: "", message }];
    if (file === projectFile || /^(Pulumi\.|services\/)[^.]+\.yaml$/.test(file)) return [];
    if (/\.yml$/i.test(file) || /^pulumi/.test(file)) {
      const name = file.replace(/^pulumi/i, "Pulumi").replace(/\.ya?ml$/i, ".yaml");
      return problem(`is not read under this name; rename it to ${name}`);
    }
    if (/^Pulumi\..*\.yaml$/.test(file)) {
      return problem(
        "is the settings file of a single stack, which Slipway has none of: move what it says into the file of its environment or service, and delete it",
      );
    }
    if (/\.yaml$/i.test(file)) return problem("is not read under this name; a service is services/<name>.yaml");
    return [];
  });
}
