import type { Catalog } from "./types";

/** Id by alias of the accounts that the platform may work in: all but the organisation's management account. */
export function memberAccounts({ organization, governance }: Pick<Catalog, "organization" | "governance">) {
  return Object.fromEntries(Object.entries(organization.accounts).filter(([alias]) => alias !== governance?.account));
}
