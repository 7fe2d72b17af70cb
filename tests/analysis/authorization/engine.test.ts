/** The engine's own requests: the table of rights against the graphs of both organisations. */
import assert from "node:assert/strict";
import { type Proof, proveRequests } from "../../../analysis/authorization";
import { inventoryOf } from "../../../analysis/authorization/inventory";
import { typesWithoutRights } from "../../../analysis/authorization/requests/engine";
import type { Graph } from "../../../analysis/graph/types";
import { columns, lookups, type Row, rights } from "../../../catalog/iam/rights";
import { accountRolePolicies, type UpdatePlace } from "../../../components/account/update-role";
import { fixtureGraph, ownGraph, type Recorded } from "../../stacks/graphs";
import { resourcesOf } from "./organization-graph";

const engine = ({ request }: Proof) => request.engine === true;
const failing = ({ verdict }: Proof) => verdict.verdict !== "allowed";

/** The graph with roles that were written from another table, as an account has them until its stack is applied. */
function withRoles({ catalog, graph }: Recorded, alias: string, table: readonly Row[]): Graph {
  const copy = structuredClone(graph);
  const accountId = catalog.organization.accounts[alias]!;
  const toolchainId = catalog.organization.accounts["toolchain"]!;
  const place: UpdatePlace = {
    names: catalog.names,
    partition: "aws",
    accountId,
    alias,
    toolchainId,
    storeAccountId: toolchainId,
    buildNetwork: catalog.toolchain.network !== undefined,
  };
  let written = 0;
  for (const access of ["update", "preview"] as const) {
    for (const [name, document] of Object.entries(accountRolePolicies(place, access, [...table, ...lookups]))) {
      const policyName = `${catalog.names.platformRole(access)}-${name}`;
      for (const each of resourcesOf(copy, "aws:iam/policy:Policy", policyName)) {
        if (each.provider?.account !== accountId) continue;
        each.inputs["policy"] = JSON.stringify(document);
        written += 1;
      }
    }
  }
  assert.ok(written > 0, `no policy of ${alias} was found`);
  return copy;
}

/** The table without an action of one type. */
function without(type: string, action: string): Row[] {
  const table = rights.map((row) =>
    row.type === type
      ? {
          ...row,
          ...Object.fromEntries(
            columns.map((column) => [
              column,
              row[column].map((need) => ({ ...need, actions: need.actions.filter((each) => each !== action) })),
            ]),
          ),
        }
      : row,
  );
  assert.notDeepEqual(table, rights, `${type} has no ${action}`);
  return table;
}

describe("requests of the engine", function () {
  this.timeout(120_000);
  const organizations: [string, () => Promise<Recorded>][] = [
    ["the organisation of the top-level files", ownGraph],
    ["the tests' organisation", fixtureGraph],
  ];

  for (const [name, graphOf] of organizations) {
    it(`have a row for every type that an update role makes in ${name}`, async () => {
      const { graph } = await graphOf();
      assert.deepEqual(typesWithoutRights(inventoryOf(graph)), []);
    });

    it(`are all allowed in ${name}, to update and preview roles of each account with stacks of theirs`, async () => {
      const { catalog, graph } = await graphOf();
      const proofs = proveRequests(graph).filter(engine);
      assert.deepEqual(
        proofs.filter(failing).map(({ request, verdict }) => `${request.id}: ${JSON.stringify(verdict)}`),
        [],
      );
      for (const { name: stack, appliedBy } of catalog.stacks) {
        const mine = proofs.filter(({ request }) => request.stack === stack);
        // What several stacks ask alike, the first one asks.
        assert.equal(mine.length > 0, appliedBy === "update", stack);
      }
    });
  }

  it("use every row of the table", async () => {
    const used = new Set(
      (await Promise.all([ownGraph(), fixtureGraph()])).flatMap(({ graph }) =>
        graph.stacks.flatMap(({ resources }) => resources.map(({ type }) => type)),
      ),
    );
    assert.deepEqual(
      rights.map(({ type }) => type).filter((type) => !used.has(type)),
      [],
      "no stack makes these; remove their rows",
    );
  });

  it("tell which type has no row, and what to do", async () => {
    const { graph } = await ownGraph();
    const table = rights.filter(({ type }) => type !== "aws:ec2/subnet:Subnet");
    assert.deepEqual(typesWithoutRights(inventoryOf(graph), table), [
      "aws:ec2/subnet:Subnet (stack dev): no row says which actions its provider calls; add one to the file of its service in catalog/iam/rights",
    ]);
  });

  it("carry what AWS knows about them: tags, boundaries, services and aliases", async () => {
    const { graph, catalog } = await fixtureGraph();
    const proofs = proveRequests(graph).filter(engine);
    const contexts = (action: string, what: RegExp) =>
      proofs
        .filter(({ request }) => request.request.action === action && what.test(request.what))
        .map(({ request }) => request.request.context ?? {});
    const toolchain = catalog.organization.accounts["toolchain"]!;
    const created = contexts("kms:CreateKey", /makes Key/);
    assert.ok(created.length > 1);
    for (const context of created)
      assert.match(String(context["aws:RequestTag/slipway:stack"]), /^toolchain$|\.pipeline/);
    for (const context of contexts("kms:ScheduleKeyDeletion", /deletes Key/)) {
      assert.match(String(context["aws:ResourceTag/slipway:stack"]), /^toolchain$|\.pipeline/);
      assert.equal((context["kms:ResourceAliases"] as string[]).length, 1);
    }
    for (const context of contexts("kms:TagResource", /makes Key/)) {
      assert.equal(context["kms:ResourceAliases"], undefined);
      assert.equal(context["aws:ResourceTag/slipway:stack"], undefined);
    }
    const boundary = catalog.names.boundaryArn("aws", toolchain);
    const rolePolicies = contexts("iam:PutRolePolicy", /makes RolePolicy/).map(
      (context) => context["iam:PermissionsBoundary"],
    );
    assert.ok(rolePolicies.includes(boundary));
    assert.ok(rolePolicies.every((each) => each !== undefined));
    const handed = proofs
      .filter(({ request }) => request.request.action === "iam:PassRole")
      .map(
        ({ request }) =>
          `${request.request.resource.split("/").at(-1)} to ${request.request.context!["iam:PassedToService"]}`,
      );
    for (const each of [
      "globex-codedeploy to codedeploy.amazonaws.com",
      "globex-gates to lambda.amazonaws.com",
      "globex-ledger-batch to codebuild.amazonaws.com",
      "globex-ledger-build to codebuild.amazonaws.com",
      "globex-ledger-source to codepipeline.amazonaws.com",
      "globex-ledger-start to events.amazonaws.com",
      "globex-ledger-test-instance to ec2.amazonaws.com",
      "globex-pipeline to codepipeline.amazonaws.com",
    ]) {
      assert.ok(handed.includes(each), `${each} is not among ${handed.join(", ")}`);
    }
  });

  it("are each asked once", async () => {
    const { graph } = await fixtureGraph();
    const asked = proveRequests(graph)
      .filter(engine)
      .map(({ request: { request } }) => JSON.stringify(request));
    assert.equal(new Set(asked).size, asked.length);
  });

  it("name the request and the smallest statement when a role lacks one action of one row", async () => {
    const recorded = await fixtureGraph();
    const toolchain = recorded.catalog.organization.accounts["toolchain"]!;
    const graph = withRoles(recorded, "toolchain", without("aws:sns/topic:Topic", "sns:CreateTopic"));
    const refused = proveRequests(graph).filter(failing);
    assert.deepEqual([...new Set(refused.map(({ request }) => request.request.action))], ["sns:CreateTopic"]);
    const [first] = refused.filter(({ request }) => /makes Topic notifications-approvals$/.test(request.what));
    assert.deepEqual(first?.verdict, { verdict: "missing", sides: ["identity policy"] });
    const Resource = `arn:aws:sns:${recorded.catalog.organization.home}:${toolchain}:globex-approvals`;
    assert.deepEqual(first?.allowing, {
      "identity policy": { Effect: "Allow", Action: "sns:CreateTopic", Resource },
    });
  });

  it("fail for each action that a role is not given, and for nothing else", async () => {
    const recorded = await fixtureGraph();
    for (const [alias, type, action] of [
      ["live", "aws:ec2/natGateway:NatGateway", "ec2:CreateNatGateway"],
      ["live", "aws:codedeploy/deploymentGroup:DeploymentGroup", "iam:PassRole"],
      ["toolchain", "aws:kms/key:Key", "kms:ScheduleKeyDeletion"],
      ["toolchain", "aws:ecr/repository:Repository", "kms:RetireGrant"],
      ["toolchain", "aws:s3/bucketVersioning:BucketVersioning", "s3:PutBucketVersioning"],
    ] as const) {
      const refused = proveRequests(withRoles(recorded, alias, without(type, action))).filter(failing);
      assert.ok(refused.length > 0, `${type} ${action}`);
      assert.deepEqual([...new Set(refused.map(({ request }) => request.request.action))], [action], type);
    }
  });

  it("fail for a role whose account has stacks, but no rights on a type", async () => {
    const recorded = await fixtureGraph();
    const table = rights.filter(({ type }) => type !== "aws:codebuild/reportGroup:ReportGroup");
    const refused = proveRequests(withRoles(recorded, "toolchain", table)).filter(failing);
    const callers = refused
      .map(({ request: { request } }) => request.caller)
      .map((caller) => "arn" in caller && caller.arn);
    assert.deepEqual(
      [...new Set(callers)].sort(),
      ["preview", "update"].map(
        (access) => `arn:aws:iam::${recorded.catalog.organization.accounts["toolchain"]}:role/slipway/globex-${access}`,
      ),
    );
    assert.ok(refused.every(({ request }) => /ReportGroup/.test(request.what)));
  });
});
