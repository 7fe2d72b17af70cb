/** Kind `state`: a store with the keys of its administrators and toolchain, or the secrets key of one environment. */
import { enteredByRuns } from "../catalog/deployments/accounts";
import { memberAccounts } from "../catalog/member-accounts";
import { platformPath } from "../catalog/naming";
import { isStored, type StoredPlan } from "../catalog/stored";
import type { Catalog, StackPlan } from "../catalog/types";
import { SecretsKey } from "../components/state/secrets-key";
import { StateStore } from "../components/state/state-store";
import { type StackContext, targetProvider } from "./provider";

/** Which of the three a `state` stack is follows from its plan: only an environment's key names an environment. */
export async function stateStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const opts = { provider: targetProvider(context) };
  if (stack.environment) {
    const environment = catalog.environments.find(({ name }) => name === stack.environment)!;
    const inScope = stored(catalog).filter(
      ({ kind, environment }) => kind !== "state" && environment === stack.environment,
    );
    return { secretsProviders: secretsKeys(context, inScope, environment.production, opts) };
  }
  const store = new StateStore(
    "state",
    {
      ...owner(context),
      bucket: catalog.names.stateBucket(stack.accountId),
      table: catalog.names.lockTable,
      keyAlias: catalog.names.stateStoreKeyAlias,
      ...storeUsers(catalog, stack),
      noncurrentDays: catalog.state.noncurrentDays,
      ...(catalog.state.replica ? { replica: replica(catalog, stack, catalog.state.replica) } : {}),
    },
    opts,
  );
  return {
    bucket: store.bucket,
    table: store.table,
    backendUrl: store.backendUrl,
    terraformBackendConfig: store.terraformBackendConfig,
    secretsProviders: secretsKeys(context, lasting(catalog, stack), true, opts),
  };
}

/** One key for each alias that the stacks use, by alias. */
function secretsKeys(
  context: StackContext,
  stacks: StoredPlan[],
  guarded: boolean,
  opts: { provider: ReturnType<typeof targetProvider> },
): Record<string, string> {
  const aliases = [...new Set(stacks.map(({ state }) => state.keyAlias))].sort();
  return Object.fromEntries(
    aliases.map((alias) => {
      const users = stacks.map(({ state }) => state).filter(({ keyAlias }) => keyAlias === alias);
      const writers = unique(users.map(({ updateRole }) => updateRole));
      const readers = unique(users.map(({ previewRole }) => previewRole)).filter((role) => !writers.includes(role));
      const scope = alias.split("/").slice(-2).join("/");
      const key = new SecretsKey(
        `secrets-${scope.replace("/", "-")}`,
        { ...owner(context), alias, scope, readers, writers, guarded },
        opts,
      );
      return [alias, key.secretsProvider];
    }),
  );
}

/** Stacks whose state is in this store and that do not come and go with an environment. */
function lasting(catalog: Catalog, store: StackPlan): StoredPlan[] {
  return stored(catalog).filter(({ environment, state }) => !environment && state.accountId === store.accountId);
}

/** Stacks that are kept in a store of ours; Pulumi Cloud has its own secrets keys. */
function stored(catalog: Catalog): StoredPlan[] {
  return catalog.stacks.filter(isStored);
}

/** Every run role of the accounts whose state is here, so that a new environment changes nothing. */
function storeUsers(catalog: Catalog, store: StackPlan): { readers: string[]; writers: string[] } {
  const { names, state } = catalog;
  const aliases = Object.entries(memberAccounts(catalog))
    .filter(([alias, id]) => enteredByRuns(catalog, alias) && (state.placement === "one" || id === store.accountId))
    .map(([alias]) => alias);
  const runs = (access: "preview" | "update") =>
    aliases.map((alias) => names.runRoleArn(store.partition, store.accountId, alias, access));
  const here = lasting(catalog, store);
  const writers = unique([
    administrator(catalog, store),
    ...runs("update"),
    ...here.map(({ state }) => state.updateRole),
  ]);
  const readers = unique([...runs("preview"), ...here.map(({ state }) => state.previewRole)]);
  return { writers, readers: readers.filter((role) => !writers.includes(role)) };
}

function owner({ catalog, stack }: StackContext) {
  return {
    partition: stack.partition,
    accountId: stack.accountId,
    region: stack.region,
    ...(catalog.organization.id ? { organizationId: catalog.organization.id } : {}),
    administrators: [administrator(catalog, stack)],
  };
}

function administrator({ organization }: Catalog, { partition, accountId }: StackPlan): string {
  return `arn:${partition}:iam::${accountId}:role/${organization.administrator}`;
}

function replica({ names }: Catalog, { accountId }: StackPlan, region: string) {
  return {
    region,
    bucket: names.stateReplicaBucket(accountId),
    roleName: names.stateReplicationRole,
    rolePath: platformPath,
  };
}

function unique(values: string[]): string[] {
  return [...new Set(values)].sort();
}
