/** What must not be taken away while stacks that need it still exist in a store. */
import type { Catalog, StackPlan } from "./types";

/** A stack that has a checkpoint in a store of ours, declared or not. */
export interface Existing {
  name: string;
  /** `<account>/<scope>`: the folder that its checkpoint lies in. */
  prefix: string;
  bucket: string;
}

type Removed = Pick<StackPlan, "name" | "kind" | "accountId">;

/**
 * Names of the existing stacks that could neither be changed nor destroyed without this one: without an account's
 * roles, without the roles of its runs, without its store, or without its secrets key. Applied by an administrator,
 * other account stacks need only the store.
 */
export function needing({ names }: Pick<Catalog, "names">, plan: Removed, existing: readonly Existing[]): string[] {
  const [subject = "", part] = plan.name.split(".");
  const own = names.stateBucket(plan.accountId);
  const needs = ({ prefix, bucket }: Existing): boolean => {
    const [owner, scope] = prefix.split("/");
    if (plan.kind === "account") return scope !== "administrator" && (owner === subject || bucket === own);
    if (plan.kind !== "state") return false;
    return part === "state" ? scope === subject : bucket === own;
  };
  return existing.filter((each) => each.name !== plan.name && needs(each)).map(({ name }) => name);
}

/** Aliases that the files no longer have, with the stacks that still exist in their accounts. */
export function lostAccounts({ organization }: Pick<Catalog, "organization">, existing: readonly Existing[]) {
  const lost = new Map<string, string[]>();
  for (const { name, prefix } of existing) {
    const [owner = "", scope] = prefix.split("/");
    const alias = scope === "administrator" ? /^([^.]+)\.(?:account|store)$/.exec(name)?.[1] : owner;
    if (alias === undefined || organization.accounts[alias] !== undefined) continue;
    lost.set(alias, [...(lost.get(alias) ?? []), name]);
  }
  return [...lost].map(([alias, stacks]) => ({ alias, stacks: stacks.sort() }));
}
