/** The stacks that follow from the files, in an order in which they can be applied. */
import { deployedFromCloud } from "./deployments/accounts";
import { partitionOf } from "./regions";
import type { Service, Stage } from "./service-types";
import { didYouMean } from "./suggest";
import { awaitsImage } from "./targets";
import { stagesOf } from "./tracks";
import type { Catalog, Environment, StackKind, StackPlan, StateLocation } from "./types";

/** Account that holds the state store of all, and the pipelines. */
const toolchain = "toolchain";

/** Kinds that no role of the platform may change. */
const administratorKinds: readonly StackKind[] = ["state", "organization", "account", "deployments"];

/** A plan follows only from what its own stack needs, so that a new file changes no existing plan. */
export function deriveStacks(catalog: Omit<Catalog, "stacks">): StackPlan[] {
  const { organization, state, environments, services, governance } = catalog;
  // An account without an environment, such as the management account, has nothing that the platform works on.
  const used = Object.keys(organization.accounts).filter((alias) =>
    environments.some(({ account }) => account === alias),
  );
  const aliases = [toolchain, ...used];
  // Pulumi Cloud keeps the state of its environments, so they have neither a store nor a key of ours.
  const kept = environments.filter(({ backend }) => backend === "s3");
  const targets = used.filter((alias) => alias !== toolchain && kept.some(({ account }) => account === alias));
  const own = state.placement === "account";
  const storeOf = (alias: string) => (own ? alias : toolchain);
  const home = (alias: string) => ({ account: alias, region: organization.home, backend: "s3" as const });
  const at = ({ account, region, backend, name }: Environment) => ({ account, region, backend, environment: name });
  const cloudAccounts = used.filter((alias) => deployedFromCloud(catalog, alias)).map((alias) => `${alias}.account`);
  const plan = planner(catalog);

  return [
    plan("state", "state", home(toolchain), []),
    ...(own ? targets.map((alias) => plan(`${alias}.store`, "state", home(alias), ["state"])) : []),
    ...kept.map((each) => {
      const before = own ? ["state", `${each.account}.store`] : ["state"];
      // The key is beside the store, whatever account the environment is in.
      return plan(`${each.name}.state`, "state", { ...home(storeOf(each.account)), environment: each.name }, before);
    }),
    ...(governance ? [plan("organization", "organization", home(governance.account), ["state"])] : []),
    ...aliases.map((alias) => {
      const before = own && targets.includes(alias) ? ["state", `${alias}.store`] : ["state"];
      // Guardrails are there before the first role whose name they keep.
      return plan(`${alias}.account`, "account", home(alias), governance ? [...before, "organization"] : before);
    }),
    plan(toolchain, "toolchain", home(toolchain), ["state", `${toolchain}.account`]),
    ...environments.map((each) => {
      if (each.backend === "cloud") return plan(each.name, "environment", at(each), [`${each.account}.account`]);
      // A run's own roles are in the account of the store, its target's roles in the account of the environment.
      const accounts = new Set([`${storeOf(each.account)}.account`, `${each.account}.account`]);
      return plan(each.name, "environment", at(each), [...accounts, `${each.name}.state`]);
    }),
    ...services.flatMap((service) =>
      appliedStages(service, stagesOf(service)).map((name) => {
        const environment = environments.find((each) => each.name === name)!;
        const place = { ...at(environment), service: service.name };
        return plan(`${service.name}.${name}`, "service", place, [name]);
      }),
    ),
    ...services.flatMap((service) =>
      service.tracks.map(({ name, waves: ofTrack }) => {
        const targets = ofTrack.flatMap(({ stages }) =>
          appliedStages(service, stages).map((environment) => `${service.name}.${environment}`),
        );
        const place = { ...home(toolchain), service: service.name, ...(name ? { track: name } : {}) };
        return plan(pipelineStackName(service.name, name), "pipeline", place, [toolchain, ...targets]);
      }),
    ),
    // It makes the stacks in Pulumi Cloud and says how they are run; the roles that they run with are there before.
    ...(catalog.deployments ? [plan("deployments", "deployments", home(toolchain), ["state", ...cloudAccounts])] : []),
  ];
}

/** Environments of the stages that have a stack: the others wait for their service's first image. */
function appliedStages(service: Service, stages: readonly Stage[]): string[] {
  return stages.map(({ environment }) => environment).filter((environment) => !awaitsImage(service, environment));
}

/** A stack that is not there yet, as its service has no image. */
export interface WaitingStack {
  name: string;
  /** What it waits for and what is to do, for people. */
  until: string;
}

/** Stacks of functions that wait for the first image of their service. */
export function waitingStacks({ services }: Pick<Catalog, "services">): WaitingStack[] {
  return services.flatMap((service) =>
    service.tracks.flatMap((track) =>
      track.waves
        .flatMap(({ stages }) => stages.map(({ environment }) => environment))
        .filter((environment) => awaitsImage(service, environment))
        .map((environment) => ({
          name: `${service.name}.${environment}`,
          until:
            `waits for the first image of ${service.name}: apply ${pipelineStackName(service.name, track.name)}, let its ` +
            `pipeline build once, and write the image with its digest to target.placeholder.${environment} of ${service.file}`,
        })),
    ),
  );
}

/** `orders.pipeline`, or `orders.pipeline-prod` for a track of branch mode. */
export function pipelineStackName(service: string, track?: string): string {
  return `${service}.pipeline${track ? `-${track}` : ""}`;
}

type Place = Pick<StackPlan, "account" | "region" | "backend" | "environment" | "service" | "track">;

function planner(catalog: Omit<Catalog, "stacks">) {
  const { accounts } = catalog.organization;
  return (name: string, kind: StackKind, place: Place, dependsOn: string[]): StackPlan => ({
    name,
    kind,
    ...place,
    accountId: accounts[place.account]!,
    partition: partitionOf(place.region)!,
    dependsOn,
    appliedBy: administratorKinds.includes(kind) ? "administrator" : "update",
    ...(place.backend === "s3" ? { state: locate(catalog, name, kind, place) } : {}),
  });
}

export function locate(catalog: Omit<Catalog, "stacks">, stack: string, kind: StackKind, place: Place): StateLocation {
  const { names, organization, state, project } = catalog;
  const { accounts, home, administrator } = organization;
  const partition = partitionOf(home)!;
  const administrated = administratorKinds.includes(kind);
  const account = administrated ? toolchain : place.account;
  const scope = administrated ? "administrator" : account === toolchain ? toolchain : place.environment!;
  const accountId = accounts[state.placement === "account" ? account : toolchain]!;
  const bucket = names.stateBucket(accountId);
  const prefix = `${account}/${scope}`;
  const administratorRole = `arn:${partition}:iam::${accounts[toolchain]!}:role/${administrator}`;
  return {
    bucket,
    region: home,
    accountId,
    prefix,
    table: names.lockTable,
    lockId: `${bucket}/${prefix}/${project}/${stack}`,
    keyAlias: names.stateKeyAlias(account, scope),
    previewRole: administrated ? administratorRole : names.runRoleArn(partition, accountId, account, "preview"),
    updateRole: administrated ? administratorRole : names.runRoleArn(partition, accountId, account, "update"),
  };
}

/** The stack of this name; an `Error` that names near ones when there is none. */
export function stackNamed(catalog: Catalog, name: string): StackPlan {
  const plan = catalog.stacks.find((each) => each.name === name);
  if (plan) return plan;
  const waiting = waitingStacks(catalog).find((each) => each.name === name);
  if (waiting) throw new UnknownStackError(`${name} ${waiting.until}.`);
  const known = catalog.stacks.map((each) => each.name);
  throw new UnknownStackError(
    `no file declares a stack "${name}".${didYouMean(name, known)} Stacks: ${known.join(", ")}.`,
  );
}

export class UnknownStackError extends Error {
  override name = "UnknownStackError";
}

/**
 * Stacks in waves: each needs only stacks of earlier waves, so those of one wave can be applied at once.
 * With names, only those; what lies between two of them still keeps them apart.
 */
export function waves(catalog: Catalog, names?: readonly string[]): string[][] {
  const wanted = new Set(
    (names ?? catalog.stacks.map(({ name }) => name)).map((name) => stackNamed(catalog, name).name),
  );
  // The number of wanted stacks on the longest way down to each stack, itself included.
  const depths = new Map<string, number>();
  const result: string[][] = [];
  for (const { name, dependsOn } of catalog.stacks) {
    const depth = Math.max(0, ...dependsOn.map((each) => depths.get(each)!)) + (wanted.has(name) ? 1 : 0);
    depths.set(name, depth);
    if (!wanted.has(name)) continue;
    result[depth - 1] ??= [];
    result[depth - 1]!.push(name);
  }
  return result;
}
