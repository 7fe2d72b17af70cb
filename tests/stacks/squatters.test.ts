/**
 * Policies name roles that may not exist yet, so whoever could make a role of such a name, or change one, would have
 * what the policy gives.
 */
import assert from "node:assert/strict";
import { type Inventory, inventoryOf, type Role } from "../../analysis/authorization/inventory";
import { decide, readPolicy, type Statement } from "../../catalog/iam";
import { list } from "../components/statements";
import { fixtureGraph, ownGraph, type Recorded } from "./graphs";
import { peopleGraph } from "./people-graph";

/** Everything that makes a role, or changes whom it admits and what it may do. */
const takeovers = [
  "iam:CreateRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:PutRolePolicy",
  "iam:AttachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:DeleteRolePermissionsBoundary",
  "iam:CreatePolicyVersion",
];

/** Documents that admit somebody: trusts, and the policies of keys, buckets, topics, repositories and functions. */
function admitting({ graph, roles }: Inventory): string[] {
  const properties = ["policy", "assumeRolePolicy", "repositoryPolicy", "registryPolicy"];
  const owned = graph.stacks.flatMap(({ resources }) =>
    resources
      .filter(({ type }) => !type.startsWith("aws:iam/") && !type.startsWith("aws:organizations/"))
      .flatMap(({ inputs }) => properties.map((property) => inputs[property]))
      .filter((text): text is string => typeof text === "string" && text.includes('"Statement"')),
  );
  return [...owned, ...roles.map(({ trust }) => String(trust?.document))];
}

/** ARNs and patterns of the roles that a statement names as callers, or excepts from a denial. */
function named({ Principal, Condition = {} }: Statement): string[] {
  const principals = Principal && Principal !== "*" ? list(Principal.AWS) : [];
  const conditions = Object.values(Condition).flatMap((keys) =>
    Object.entries(keys)
      .filter(([key]) => key.toLowerCase() === "aws:principalarn")
      .flatMap(([, values]) => list(values)),
  );
  return [...principals, ...conditions].filter((arn) => arn.includes(":role/"));
}

function namedRoles(inventory: Inventory): string[] {
  const statements = admitting(inventory).flatMap((text) => readPolicy(text).Statement);
  return [...new Set(statements.flatMap(named))].sort();
}

/** A role that the pattern stands for. */
const example = (pattern: string) => pattern.replaceAll("*", "x").replaceAll("?", "0");

/** Roles, by ARN, whose own rights let them take over the other; guardrails of the organisation are left aside. */
function squatters(roles: Role[], victim: string, boundary: string | undefined): string[] {
  const account = victim.split(":")[4]!;
  return roles
    .filter(({ accountId, arn }) => accountId === account && arn !== victim)
    .filter((role) =>
      takeovers.some((action) => {
        const resource = action === "iam:CreatePolicyVersion" ? victim.replace(":role/", ":policy/") : victim;
        const asked = decide(
          {
            caller: { kind: "principal", arn: role.arn, accountId: account },
            action,
            resource,
            resourceAccount: account,
            context: boundary ? { "iam:PermissionsBoundary": boundary } : {},
          },
          {
            identity: role.identity.map(({ name, document }) => {
              assert.ok(document, `${name} is shown by the graph`);
              return { name, document };
            }),
            ...(role.boundary?.document
              ? { boundary: { name: role.boundary.name, document: role.boundary.document } }
              : {}),
          },
        );
        return asked.verdict === "allowed";
      }),
    )
    .map(({ arn }) => arn)
    .sort();
}

describe("who could make or change a role that a policy names", function () {
  this.timeout(60_000);

  for (const [title, recorded] of [
    ["the example", ownGraph],
    ["the other company", fixtureGraph],
    ["a company with people", peopleGraph],
  ] as const) {
    describe(title, () => {
      let found: Recorded;
      let inventory: Inventory;
      let names: string[];

      before(async () => {
        found = await recorded();
        inventory = inventoryOf(found.graph);
        names = namedRoles(inventory);
      });

      const boundaryOf = (arn: string) => found.catalog.names.boundaryArn("aws", arn.split(":")[4]!);

      it("names roles of the company's own accounts, and by their whole path", () => {
        assert.ok(names.length > 20);
        const accounts = Object.values(found.catalog.organization.accounts);
        for (const name of names) {
          assert.ok(accounts.includes(name.split(":")[4]!), name);
          const known = name.split(/[*?]/)[0]!;
          assert.ok(known === name || /:role\/(slipway|services|aws-reserved)\/.*[a-z]/.test(known), name);
        }
      });

      it("is nobody but an administrator, for every role outside the path of services", () => {
        const outside = names.filter((name) => !name.includes(":role/services/"));
        assert.ok(outside.some((name) => name.includes(":role/slipway/")));
        for (const name of outside) {
          for (const boundary of [undefined, boundaryOf(name)]) {
            assert.deepEqual(squatters(inventory.roles, example(name), boundary), [], name);
          }
        }
      });

      it("is the update role that makes the account's services, and break-glass, for theirs, and inside the boundary only", () => {
        const { names: naming, organization } = found.catalog;
        const services = names.filter((name) => name.includes(":role/services/"));
        assert.ok(services.length > 0);
        for (const name of services) {
          const account = name.split(":")[4]!;
          const owners = ["update", ...(organization.people?.breakGlass ? ["break-glass" as const] : [])] as const;
          assert.deepEqual(
            squatters(inventory.roles, example(name), boundaryOf(name)),
            owners.map((role) => naming.platformRoleArn("aws", account, role)).sort(),
            name,
          );
          const rights = [
            "iam:CreateRole",
            "iam:PutRolePolicy",
            "iam:PutRolePermissionsBoundary",
            "iam:AttachRolePolicy",
          ];
          for (const role of inventory.roles.filter(({ accountId }) => accountId === account)) {
            for (const action of rights) {
              const { verdict } = decide(
                {
                  caller: { kind: "principal", arn: role.arn, accountId: account },
                  action,
                  resource: example(name),
                  resourceAccount: account,
                  context: { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" },
                },
                { identity: role.identity.map(({ name, document }) => ({ name, document: document! })) },
              );
              assert.notEqual(verdict, "allowed", `${role.arn} ${action} ${name}`);
            }
          }
        }
      });
    });
  }

  it("would be found: a role that may make any role below /slipway/", async () => {
    const inventory = inventoryOf((await fixtureGraph()).graph);
    const [role] = inventory.roles.filter(({ arn }) => arn.endsWith("/globex-gates"));
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "iam:Create*", Resource: "arn:aws:iam::444455556666:role/slipway/*" }],
    });
    const wider = { ...role!, identity: [...role!.identity, { name: "wider", document }] } as Role;
    const victim = "arn:aws:iam::444455556666:role/slipway/globex-pipeline";
    assert.deepEqual(squatters([wider], victim, undefined), [role!.arn]);
  });
});
