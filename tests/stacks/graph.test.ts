import assert from "node:assert/strict";
import type { Graph, GraphResource, GraphStack, GraphValue } from "../../analysis/graph/types";
import { recordGraph } from "../../runner/graph/record";
import { exampleCatalog } from "./example";
import { all, fixtureGraph, ownGraph, type Recorded, stackOf } from "./graphs";

/** Properties that hold policy documents, by resource type; `*` for any type. */
const documents: Record<string, string[]> = {
  "*": ["policy", "assumeRolePolicy"],
  "aws:iam/role:Role": ["inlinePolicies"],
};

function holdsUnknown(value: GraphValue | undefined): boolean {
  return JSON.stringify(value ?? null).includes('{"$unknown":true}');
}

function everyResource({ graph }: Recorded): [GraphStack, GraphResource][] {
  return graph.stacks.flatMap((stack) => stack.resources.map((each): [GraphStack, GraphResource] => [stack, each]));
}

for (const [title, organisation] of [
  ["the fixture organisation", fixtureGraph],
  ["the organisation of the top-level files", ownGraph],
] as const) {
  describe(`the programs of ${title}`, () => {
    let recorded: Recorded;
    before(async () => {
      recorded = await organisation();
    });

    it("build every stack of the catalog, and show every account whole", () => {
      const { catalog, graph } = recorded;
      assert.deepEqual(
        graph.stacks.map(({ name }) => name),
        catalog.stacks.map(({ name }) => name),
      );
      assert.deepEqual(graph.complete, [...new Set(catalog.stacks.map(({ accountId }) => accountId))].sort());
      assert.equal(graph.organizationId, catalog.organization.id);
    });

    it("have policy documents without any unknown value", () => {
      let seen = 0;
      for (const [stack, { urn, type, inputs }] of everyResource(recorded)) {
        for (const property of [...documents["*"]!, ...(documents[type] ?? [])]) {
          if (inputs[property] === undefined) continue;
          seen += 1;
          assert.ok(!holdsUnknown(inputs[property]), `${stack.name}: ${urn}: ${property}`);
        }
      }
      assert.ok(seen >= recorded.graph.stacks.length, `only ${seen} documents were found`);
    });

    it("give every resource of AWS an explicit provider in its stack's account", () => {
      for (const [stack, { urn, type, provider, custom }] of everyResource(recorded)) {
        if (!custom || !type.startsWith("aws:")) continue;
        assert.equal(provider?.account, stack.account, `${stack.name}: ${urn}`);
      }
    });

    it("expand remote components: an environment's network has its VPC and subnets as children", () => {
      for (const stack of recorded.graph.stacks.filter(({ kind }) => kind === "environment")) {
        const [component, ...more] = stack.resources.filter(({ remote }) => remote);
        assert.deepEqual([component?.type, more.length], ["awsx:ec2:Vpc", 0], stack.name);
        const vpcs = all(stack, "aws:ec2/vpc:Vpc");
        assert.deepEqual(
          vpcs.map(({ parent }) => parent),
          [component!.urn],
        );
        const zones = recorded.catalog.environments.find(({ name }) => name === stack.name)!.network.zones;
        assert.equal(all(stack, "aws:ec2/subnet:Subnet").length, 2 * zones, stack.name);
      }
    });

    it("protect the state, its lock, its keys, and what leads to production", () => {
      const guarded = ["aws:s3/bucket:Bucket", "aws:dynamodb/table:Table", "aws:kms/key:Key", "aws:kms/alias:Alias"];
      const { catalog, graph } = recorded;
      const production = new Set(catalog.environments.filter((each) => each.production).map(({ name }) => name));
      for (const plan of catalog.stacks) {
        const service = catalog.services.find(({ name }) => name === plan.service);
        const track = service?.tracks.find(({ name }) => name === plan.track);
        const stages = track?.waves.flatMap(({ stages }) => stages) ?? [];
        const leads =
          plan.kind === "pipeline"
            ? stages.some(({ environment }) => production.has(environment))
            : plan.kind === "state" && (plan.environment === undefined || production.has(plan.environment));
        const found = stackOf(graph, plan.name).resources.filter(({ type }) => leads && guarded.includes(type));
        assert.ok(!leads || found.length > 0, plan.name);
        for (const { urn, protect, retainOnDelete } of found) {
          assert.deepEqual([protect, retainOnDelete], [true, true], urn);
        }
      }
    });
  });
}

describe("the programs of the example organisation", () => {
  let graph: Graph;
  before(async () => {
    graph = await recordGraph(exampleCatalog());
  });

  // Names are contract: other stacks, other accounts and people compute them.
  const pinned: [string, string, string, string[]][] = [
    ["state", "aws:s3/bucket:Bucket", "bucket", ["acme-state-111111111111"]],
    ["state", "aws:dynamodb/table:Table", "name", ["acme-state-lock"]],
    ["prod.state", "aws:kms/alias:Alias", "name", ["alias/acme/state/prod/prod"]],
    [
      "prod.account",
      "aws:iam/role:Role",
      "name",
      ["acme-codedeploy", "acme-deploy", "acme-flow-logs", "acme-preview", "acme-update"],
    ],
    ["toolchain", "aws:codeconnections/connection:Connection", "name", ["acme-github"]],
    ["toolchain", "aws:sns/topic:Topic", "name", ["acme-approvals"]],
    [
      "prod",
      "aws:ssm/parameter:Parameter",
      "name",
      ["nat-addresses", "private-subnet-ids", "public-subnet-ids", "vpc-id"].map(
        (name) => `/slipway/acme/prod/network/${name}`,
      ),
    ],
    ["orders.prod", "aws:codedeploy/application:Application", "name", ["acme-orders"]],
    ["orders.prod", "aws:codedeploy/deploymentGroup:DeploymentGroup", "deploymentGroupName", ["acme-orders-prod"]],
    ["orders.prod", "aws:iam/role:Role", "name", ["acme-orders-prod-instance"]],
    ["orders.pipeline", "aws:codepipeline/pipeline:Pipeline", "name", ["acme-orders"]],
    ["orders.pipeline", "aws:codebuild/project:Project", "name", ["acme-orders-build"]],
    ["orders.pipeline", "aws:s3/bucket:Bucket", "bucket", ["acme-orders-artifacts-111111111111-us-east-1"]],
  ];
  for (const [stack, type, property, names] of pinned) {
    it(`name ${names.join(", ")} (${type.split(":").pop()} in ${stack})`, () => {
      const found = all(stackOf(graph, stack), type).map(({ inputs }) => String(inputs[property]));
      assert.deepEqual(found.sort(), names);
    });
  }
});
