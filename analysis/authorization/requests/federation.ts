/** What runs of CI outside AWS ask for: a federated role for their token, and with it run roles. */
import { PolicyError, readPolicy, type Statement } from "../../../catalog/iam";
import { list } from "../../../catalog/iam/statement";
import type { Inventory, Role, ShownPolicy } from "../inventory";
import { type Asking, accountOf, assumeRole, roleCaller, roleName, type WantedRequest, wanted } from "./request";

const exchange = "sts:AssumeRoleWithWebIdentity";

export function federationRequests(inventory: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  return inventory.roles.flatMap((role) => {
    const admitting = allowing(role.trust, exchange);
    if (admitting.length === 0) return [];
    const ask = asking(role.stack.name);
    return [
      ...admitting.flatMap((statement) => tokenRequests(ask, role, statement)),
      ...entered(role).map((roleArn) =>
        assumeRole(ask, `CI enters ${roleName(roleArn)}`, roleCaller(ask, role.arn), roleArn),
      ),
    ];
  });
}

/** A token that says what the statement asks for; whether an identity provider takes it is for the prover to see. */
function tokenRequests(ask: Asking, role: Role, { Sid, Principal, Condition = {} }: Statement): WantedRequest[] {
  const claims = Object.values(Condition).flatMap((keys) => Object.entries(keys));
  const context = Object.fromEntries(claims.map(([key, values]) => [key, sampleOf(list(values)[0] ?? "")]));
  return list(typeof Principal === "object" ? Principal.Federated : undefined).map((provider) =>
    wanted(ask, `a token gets ${roleName(role.arn)} by ${Sid ?? "its trust"}`, {
      caller: { kind: "federated", provider },
      action: exchange,
      resource: role.arn,
      resourceAccount: accountOf(role.arn),
      context,
    }),
  );
}

/** Text that a pattern matches. */
function sampleOf(pattern: string): string {
  return pattern.replaceAll("?", "0").replaceAll("*", "any");
}

/** A right without a wildcard is meant to enter each role that it names. */
function entered({ identity }: Role): string[] {
  return identity
    .flatMap((policy) => allowing(policy, "sts:AssumeRole"))
    .flatMap(({ Resource }) => list(Resource))
    .filter((arn) => !/[*?]/.test(arn));
}

/** Statements that allow this very action; none of a document that cannot be read, which the prover tells. */
function allowing(policy: ShownPolicy | undefined, action: string): Statement[] {
  if (policy?.document === undefined) return [];
  try {
    const { Statement } = readPolicy(policy.document, policy.name);
    return Statement.filter(({ Effect, Action }) => Effect === "Allow" && list(Action).includes(action));
  } catch (error) {
    if (error instanceof PolicyError) return [];
    throw error;
  }
}
