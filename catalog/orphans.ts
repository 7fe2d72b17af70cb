/** Stacks that exist although no file declares them any more; only an explicit destroy removes them. */
import { locate } from "./stacks";
import type { StoredPlan } from "./stored";
import type { Catalog, StackKind } from "./types";

/** What a store shows of an undeclared stack. */
export interface Orphan {
  name: string;
  /** `<account>/<scope>`: the folder that its checkpoint lies in. */
  prefix: string;
  /** Account and region that its providers worked in. */
  accountId: string;
  region: string;
}

/** Names among the existing ones that no file declares. */
export function orphans(catalog: Catalog, existing: readonly string[]): string[] {
  const declared = new Set(catalog.stacks.map(({ name }) => name));
  return existing.filter((name) => !declared.has(name));
}

/** A plan to destroy an orphan by: where its state lies follows from the folder, everything else from its state. */
export function orphanPlan(catalog: Catalog, { name, prefix, accountId, region }: Orphan): StoredPlan {
  const [owner = "", scope = ""] = prefix.split("/");
  const byAdministrator = scope === "administrator";
  const kind = kindOf(name, byAdministrator);
  const { accounts } = catalog.organization;
  const account = Object.keys(accounts).find((alias) => accounts[alias] === accountId) ?? owner;
  const place = { account: byAdministrator ? account : owner, region, backend: "s3" as const, environment: scope };
  return {
    name,
    kind,
    account,
    accountId,
    region,
    partition: catalog.stacks[0]!.partition,
    backend: "s3",
    dependsOn: [],
    appliedBy: byAdministrator ? "administrator" : "update",
    state: locate(catalog, name, kind, place),
  };
}

/** A stack's name tells its kind. */
function kindOf(name: string, byAdministrator: boolean): StackKind {
  if (byAdministrator && (name === "organization" || name === "deployments")) return name;
  if (byAdministrator) return name.endsWith(".account") ? "account" : "state";
  if (/\.pipeline(-[a-z0-9]+)?$/.test(name)) return "pipeline";
  return name.includes(".") ? "service" : "environment";
}
