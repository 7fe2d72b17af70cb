/** Whom the files let into the roles of one account, and who else may run Slipway. */
import type { Catalog } from "../types";
import { type Zone, zoneOf } from "./zones";

export interface PeopleAccess {
  zone: Zone;
  developer: string[];
  operator: string[];
  breakGlass: string[];
  /** Region that the break-glass role is entered in, whose alarm hears of it. */
  alarmRegion: string;
  /** Accounts that keep state, whose run roles admit the toolchain account's break-glass role. */
  storeAccountIds: string[];
}

type Declared = Pick<Catalog, "organization" | "state" | "environments" | "names">;

export function peopleAccess(catalog: Declared, alias: string): PeopleAccess {
  const { organization, state, environments } = catalog;
  const { developer = [], operator = [], breakGlass = [] } = organization.people ?? {};
  const stores = ["toolchain", ...(state.placement === "account" ? environments.map(({ account }) => account) : [])];
  return {
    zone: zoneOf(catalog, alias),
    developer,
    operator,
    breakGlass,
    alarmRegion: organization.home,
    storeAccountIds: [...new Set(stores.map((store) => organization.accounts[store]!))],
  };
}

/** ARNs of the roles that may have run roles: operators, and in an emergency the toolchain account's break-glass role. */
export function runCallers({ organization, names }: Pick<Catalog, "organization" | "names">): string[] {
  const { operators, people, accounts } = organization;
  const toolchain = accounts["toolchain"]!;
  const partition = operators[0]!.split(":")[1]!;
  return [...operators, ...(people?.breakGlass ? [names.platformRoleArn(partition, toolchain, "break-glass")] : [])];
}
