/** The three kinds of accounts that people's rights differ in. */
import type { Catalog } from "../types";

export const zones = ["toolchain", "non-production", "production"] as const;
export type Zone = (typeof zones)[number];

/** An account is production when one of its environments is, and when it has none: nothing says that it is harmless. */
export function zoneOf({ environments }: Pick<Catalog, "environments">, alias: string): Zone {
  if (alias === "toolchain") return "toolchain";
  const own = environments.filter(({ account }) => account === alias);
  return own.length > 0 && own.every(({ production }) => !production) ? "non-production" : "production";
}
