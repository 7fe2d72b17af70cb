/** The federated roles that the files ask for, all of them in the toolchain account. */
import type { Access } from "../naming";
import { partitionOf } from "../regions";
import type { Catalog } from "../types";
import type { Binding } from "./bindings";
import { type IdentityProvider, identityProviders } from "./issuers";
import { federatedRoleArn } from "./names";
import type { FederationPlace } from "./trust";

export interface FederatedRolePlan extends FederationPlace {
  /** Name of the federation. */
  name: string;
  access: Access;
  roleArn: string;
  bindings: [Binding, ...Binding[]];
  /** Run roles that it enters, by alias of their account: for previews the previewing, for updates both. */
  enters: { account: string; access: Access; roleArn: string }[];
  sessionSeconds?: number;
}

type Declared = Pick<Catalog, "organization" | "state" | "names">;

/** In the order of the files, previews first. */
export function federatedRoles(catalog: Declared): FederatedRolePlan[] {
  const { organization, names } = catalog;
  const { accounts, home, federation } = organization;
  const place = { partition: partitionOf(home)!, accountId: accounts["toolchain"]! };
  return Object.entries(federation).flatMap(([name, settings]) =>
    (["preview", "update"] as const).flatMap((access): FederatedRolePlan[] => {
      const [first, ...others] = settings[access] ?? [];
      if (first === undefined) return [];
      const entered: Access[] = access === "update" ? ["preview", "update"] : ["preview"];
      return [
        {
          ...place,
          name,
          access,
          roleArn: federatedRoleArn(place, names.prefix, name, access),
          bindings: [first, ...others],
          enters: settings.accounts.flatMap((account) =>
            entered.map((each) => ({ account, access: each, roleArn: runRoleArn(catalog, place, account, each) })),
          ),
          ...(settings.sessionSeconds === undefined ? {} : { sessionSeconds: settings.sessionSeconds }),
        },
      ];
    }),
  );
}

/** A run role is in the account of the store that keeps the account's state. */
function runRoleArn({ organization, state, names }: Declared, place: FederationPlace, account: string, access: Access) {
  const store = organization.accounts[state.placement === "one" ? "toolchain" : account]!;
  return names.runRoleArn(place.partition, store, account, access);
}

/** The identity providers that those roles need, each issuer once. */
export function federatedProviders(roles: FederatedRolePlan[]): IdentityProvider[] {
  return identityProviders(roles.flatMap(({ bindings }) => bindings));
}

/** The federated roles that may have the run roles of one account, by the run role's access. */
export function federatedCallers(roles: FederatedRolePlan[], account: string): Record<Access, string[]> {
  const of = (access: Access) =>
    roles
      .filter(({ enters }) => enters.some((each) => each.account === account && each.access === access))
      .map(({ roleArn }) => roleArn);
  return { preview: of("preview"), update: of("update") };
}
