/**
 * A scratch project for one run. Pulumi writes secrets settings into the project it works in; here that is a
 * throw-away folder, so the work tree and the user's own Pulumi settings stay as they are.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Access } from "../../catalog/naming";
import type { Catalog, StackPlan } from "../../catalog/types";
import { tokenFileVariable } from "../cloud/pulumi-token";
import type { Cloud, Credentials } from "../cloud/types";
import { compiledRooms, quickStart } from "./quick-start";

export interface Workspace {
  /** Folder of the scratch project: the working directory of the CLI. */
  directory: string;
  environment: NodeJS.ProcessEnv;
  remove(): void;
}

export interface WorkspaceOptions {
  catalog: Catalog;
  plan: StackPlan;
  cloud: Cloud;
  credentials: Credentials | undefined;
  access: Access;
  backendUrl: string;
  /** Lock id of a run that may write. */
  lockId?: string;
  /** Passphrase of a local backend, for the bootstrap only. */
  passphrase?: string;
  /** Access token of Pulumi Cloud: of the backend, or of the provider of its settings. */
  accessToken?: string;
}

/** Folder for what Slipway keeps beside the files; it ignores itself in git. */
export function privateFolder(directory: string, ...parts: string[]): string {
  const root = join(directory, ".slipway");
  mkdirSync(join(root, ...parts), { recursive: true });
  writeFileSync(join(root, ".gitignore"), "*\n");
  return join(root, ...parts);
}

export function openWorkspace(options: WorkspaceOptions): Workspace {
  const { catalog, plan } = options;
  const runs = privateFolder(catalog.directory, "runs");
  sweep(runs);
  const directory = mkdtempSync(join(runs, `${plan.name}-`));
  const project = parse(readFileSync(join(catalog.directory, "Pulumi.yaml"), "utf8"));
  writeFileSync(join(directory, "Pulumi.yaml"), stringify({ ...project, ...program() }));
  const settings = join(directory, "settings.yaml");
  writeFileSync(settings, stringify({ config: environmentConfig(catalog, plan) }));
  return {
    directory,
    environment: environmentOf(options, settings),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Removes what killed runs left a day ago or longer: an engine that outlived its runner may still use its folder. */
function sweep(runs: string): void {
  for (const name of readdirSync(runs)) {
    const folder = join(runs, name);
    const idle = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (idle > 24 * 3600 * 1000) rmSync(folder, { recursive: true, force: true });
  }
}

/** The program that the engine runs, compiled: in every run anew it would take seconds. */
function program(): { main: string; runtime: unknown } {
  const main = join(compiledRooms(), "stacks", "index.js");
  return { main, runtime: { name: "nodejs", options: { typescript: false } } };
}

/** The engine's configuration of an environment's stack is the one of its file; other stacks have none. */
function environmentConfig(catalog: Catalog, plan: StackPlan): Record<string, unknown> {
  const environment = catalog.environments.find(({ name }) => name === plan.environment);
  if (plan.kind !== "environment" || !environment) return {};
  return parse(readFileSync(join(catalog.directory, environment.file), "utf8")).config ?? {};
}

function environmentOf(options: WorkspaceOptions, settings: string): NodeJS.ProcessEnv {
  const { catalog, plan, cloud, credentials, access, lockId, passphrase, accessToken } = options;
  const variables: NodeJS.ProcessEnv = {
    ...process.env,
    ...cloud.environment,
    ...(credentials
      ? {
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_SESSION_TOKEN: credentials.sessionToken,
        }
      : {}),
    AWS_REGION: (plan.state ?? plan).region,
    // The event log is among the options that Pulumi shows to other programs only.
    PULUMI_DEBUG_COMMANDS: "true",
    PULUMI_BACKEND_URL: options.backendUrl,
    PULUMI_OPTION_CONFIG_FILE: settings,
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: plan.state ? "true" : undefined,
    NODE_OPTIONS: quickStart(process.env["NODE_OPTIONS"]),
    // A passphrase in the caller's environment would silently convert a KMS-encrypted state.
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
    PULUMI_ACCESS_TOKEN: accessToken,
    [tokenFileVariable]: undefined,
    SLIPWAY_DIRECTORY: catalog.directory,
    SLIPWAY_ACCESS: access,
    SLIPWAY_RUN: lockId ? `${plan.name}:${lockId}` : undefined,
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
