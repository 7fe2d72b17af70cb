/** The role that updates an account's stacks, and the one that only reads for a preview: one table, two columns. */
import { type PolicyDocument, policy, type Statement, trustRoles } from "../../catalog/iam/document";
import {
  type AccountKind,
  columns,
  lookups,
  parts,
  type Row,
  rights,
  rightsStatements,
} from "../../catalog/iam/rights";
import type { Access } from "../../catalog/naming";
import { updateGuards } from "./guards";
import type { AccountPlace } from "./place";

export interface UpdatePlace extends AccountPlace {
  /** Whether the toolchain account has a network for builds. */
  buildNetwork: boolean;
}

/** Admits exactly the account's run role of the same access, and its role for Pulumi Deployments where that works in it. */
export function accountRoleTrust(place: AccountPlace, access: Access): PolicyDocument {
  const { names, partition, accountId, storeAccountId, alias, enteredBy = ["runs"] } = place;
  const admit = (sid: string, account: string, roleArn: string) =>
    trustRoles(sid, {
      partition,
      accountId: account,
      roleArns: [roleArn],
      ...(place.organizationId ? { organizationId: place.organizationId } : {}),
    });
  const callers = {
    runs: () => admit("Run", storeAccountId, names.runRoleArn(partition, storeAccountId, alias, access)),
    deployments: () =>
      admit("Deployments", accountId, names.platformRoleArn(partition, accountId, `deployments-${access}`)),
  };
  return policy(...enteredBy.map((each) => callers[each]()));
}

/** Parts that an account has with a network only; those of environments always have one. */
const ofNetworks: readonly string[] = ["network", "edges"];

/**
 * Policies by name, generated from the table of rights: an update has all its columns, a preview what reads. The
 * toolchain's account holds pipelines and no environment, every other one environments only.
 */
export function accountRolePolicies(
  place: UpdatePlace,
  access: Access,
  table: readonly Row[] = [...rights, ...lookups],
): Record<string, PolicyDocument> {
  const kind: AccountKind = place.accountId === place.toolchainId ? "toolchain" : "target";
  const documents = parts[kind]
    .filter((part) => kind === "target" || place.buildNetwork || !ofNetworks.includes(part))
    .map((part): [string, Statement[]] => {
      const rows = table.filter((row) => row.parts[kind] === part);
      return [part, rightsStatements(rows, place, access === "update" ? columns : ["read"])];
    })
    .filter(([, statements]) => statements.length > 0)
    .map(([part, statements]) => [part, policy(...statements)]);
  return {
    ...Object.fromEntries(documents),
    ...(access === "update" ? { guards: policy(...updateGuards(place)) } : {}),
  };
}
