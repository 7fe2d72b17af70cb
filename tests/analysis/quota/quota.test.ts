import assert from "node:assert/strict";
import type { Graph, GraphMap, GraphResource } from "../../../analysis/graph/types";
import { graphQuotas } from "../../../analysis/quota";
import { type Limits, limits } from "../../../catalog/quota";
import { organizationGraph } from "../authorization/organization-graph";

const account = "222222222222";
const unknown = { $unknown: true } as const;

/** A document of exactly so many characters. */
function sized(characters: number): string {
  const empty = JSON.stringify({ Statement: [{ Resource: "" }] });
  return empty.replace('""', `"${"r".repeat(characters - empty.length)}"`);
}

interface Part {
  type: string;
  name: string;
  inputs: GraphMap;
  /** URNs by property. */
  from?: Record<string, string[]>;
  region?: string;
}

const urn = (name: string) => `urn:pulumi:prod::release::${name}`;

function graphOf(...parts: Part[]): Graph {
  const resources = parts.map(
    ({ type, name, inputs, from, region }): GraphResource => ({
      urn: urn(name),
      type,
      name,
      custom: true,
      remote: false,
      provider: { account, region: region ?? "eu-west-1", assumeRoles: [] },
      inputs,
      outputs: {},
      dependencies: [],
      propertyDependencies: from ?? {},
      protect: false,
      retainOnDelete: false,
      ignoreChanges: [],
      aliases: [],
    }),
  );
  const state = { bucket: "", prefix: "", table: "", keyAlias: "", previewRole: "", updateRole: "" };
  const place = { account: "111111111111", region: "us-east-1", partition: "aws" };
  const stack = { name: "prod", kind: "environment" as const, ...place, dependsOn: [], state, outputs: {}, resources };
  return { version: 1, complete: [], stacks: [stack] };
}

const used = (graph: Graph, subject: string) => graphQuotas(graph).rows.find((row) => row.subject === subject)?.used;

const role: Part = {
  type: "aws:iam/role:Role",
  name: "role",
  inputs: { name: "acme-deploy", assumeRolePolicy: sized(100), inlinePolicies: [{ name: "a", policy: sized(200) }] },
};
const rolePolicy: Part = {
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "role-policy",
  inputs: { role: unknown, policy: { $secret: sized(300) } },
  from: { role: [urn("role")] },
};

describe("the quotas of a graph", () => {
  it("measure every kind of policy document, by the name that AWS knows it by", () => {
    const graph = graphOf(
      role,
      rolePolicy,
      { type: "aws:iam/policy:Policy", name: "boundary", inputs: { name: "acme-boundary", policy: sized(400) } },
      { type: "aws:s3/bucket:Bucket", name: "store", inputs: { bucket: "acme-store" } },
      {
        type: "aws:s3/bucketPolicy:BucketPolicy",
        name: "store-policy",
        inputs: { bucket: unknown, policy: sized(500) },
        from: { bucket: [urn("store")] },
      },
      { type: "aws:kms/key:Key", name: "key", inputs: { policy: sized(600) } },
      {
        type: "aws:kms/alias:Alias",
        name: "alias",
        inputs: { name: "alias/acme/store", targetKeyId: unknown },
        from: { targetKeyId: [urn("key")] },
      },
      {
        type: "aws:sns/topicPolicy:TopicPolicy",
        name: "topic-policy",
        inputs: { arn: `arn:aws:sns:eu-west-1:${account}:acme-oncall`, policy: sized(700) },
      },
      {
        type: "aws:ecr/repositoryPolicy:RepositoryPolicy",
        name: "repository-policy",
        inputs: { repository: "acme/orders/api", region: "eu-north-1", policy: sized(800) },
      },
    );
    const sizes: [subject: string, used: number][] = [
      ["trust.acme-deploy", 100],
      ["inline.acme-deploy", 500],
      ["managed.acme-boundary", 400],
      ["bucket.acme-store", 500],
      ["key.alias/acme/store (eu-west-1)", 600],
      ["topic.acme-oncall (eu-west-1)", 700],
      ["repository.acme/orders/api (eu-north-1)", 800],
    ];
    for (const [subject, size] of sizes) assert.equal(used(graph, `accounts.${account}.${subject}`), size, subject);
  });

  it("tell a document that is unknown before the update from one that is small", () => {
    const late = { ...rolePolicy, inputs: { role: "acme-deploy", policy: unknown } };
    const { unknown: found, rows } = graphQuotas(graphOf({ ...role, inputs: { name: "acme-deploy" } }, late));
    assert.deepEqual(found, [{ stack: "prod", urn: urn("role-policy") }]);
    assert.deepEqual(rows, []);
  });

  it("count by account, region, bus, rule and role", () => {
    const rule = (name: string, inputs: GraphMap = {}, region?: string): Part => ({
      type: "aws:cloudwatch/eventRule:EventRule",
      name,
      inputs: { name, ...inputs },
      region,
    });
    const parameter = (name: string, tier?: string): Part => ({
      type: "aws:ssm/parameter:Parameter",
      name,
      inputs: { name, ...(tier ? { tier } : {}) },
    });
    const attachment = (name: string): Part => ({
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name,
      inputs: { role: "acme-deploy", policyArn: unknown },
    });
    const graph = graphOf(
      role,
      { ...role, name: "other", inputs: { ...role.inputs, name: "acme-other" } },
      rule("one"),
      rule("two", { eventBusName: "default" }),
      rule("three", { eventBusName: "orders" }),
      rule("four", {}, "us-east-1"),
      parameter("small"),
      parameter("large", "Advanced"),
      attachment("a"),
      attachment("b"),
      { type: "aws:codebuild/project:Project", name: "build", inputs: { name: "acme-build" } },
    );
    const counts: [subject: string, used: number][] = [
      ["roles", 2],
      ["eu-west-1.buses.default.rules", 2],
      ["eu-west-1.buses.orders.rules", 1],
      ["us-east-1.buses.default.rules", 1],
      ["eu-west-1.parameters", 1],
      ["roles.acme-deploy.policies", 2],
      ["eu-west-1.projects", 1],
    ];
    for (const [subject, count] of counts) assert.equal(used(graph, `accounts.${account}.${subject}`), count, subject);
  });

  it("count stages and actions of a pipeline, side by side and one after the other", () => {
    const actions = [1, 1, 2].map((runOrder, index) => ({ name: `a${index}`, runOrder }));
    const stages = [
      { name: "Source", actions: [{ name: "Source" }] },
      { name: "prod.1", actions },
    ];
    const graph = graphOf({
      type: "aws:codepipeline/pipeline:Pipeline",
      name: "pipeline",
      inputs: { name: "acme-orders", stages },
    });
    assert.equal(used(graph, "pipelines.acme-orders.stages"), 2);
    assert.equal(used(graph, "pipelines.acme-orders.actions"), 4);
    assert.equal(used(graph, "pipelines.acme-orders.stages.prod.1.parallel"), 2);
    assert.equal(used(graph, "pipelines.acme-orders.stages.prod.1.sequential"), 2);
    assert.equal(used(graph, `accounts.${account}.eu-west-1.pipelines`), 1);
  });

  describe("of the organisation of the tests", () => {
    let graph: Graph;
    before(async () => {
      graph = await organizationGraph();
    }).timeout(60_000);

    it("name the resource that is too large, or the last one that is too many", () => {
      const tight = (id: keyof Limits): Limits => ({ ...limits, [id]: { ...limits[id], value: 0 } });
      for (const [id, type] of [
        ["inlinePolicySize", "aws:iam/rolePolicy:RolePolicy"],
        ["managedPolicySize", "aws:iam/policy:Policy"],
        ["trustPolicyLength", "aws:iam/role:Role"],
        ["rolesPerAccount", "aws:iam/role:Role"],
        ["bucketPolicySize", "aws:s3/bucketPolicy:BucketPolicy"],
        ["keyPolicySize", "aws:kms/key:Key"],
        ["topicPolicySize", "aws:sns/topicPolicy:TopicPolicy"],
        ["repositoryPolicySize", "aws:ecr/repositoryPolicy:RepositoryPolicy"],
        ["pipelinesPerRegion", "aws:codepipeline/pipeline:Pipeline"],
        ["actionsPerStage", "aws:codepipeline/pipeline:Pipeline"],
        ["buildProjectsPerRegion", "aws:codebuild/project:Project"],
        ["rulesPerBus", "aws:cloudwatch/eventRule:EventRule"],
        ["parametersPerRegion", "aws:ssm/parameter:Parameter"],
      ] as const) {
        const { problems } = graphQuotas(graph, tight(id));
        assert.ok(problems.length > 0, id);
        const resources = graph.stacks.flatMap((stack) => stack.resources.map((each) => ({ stack, ...each })));
        for (const problem of problems) {
          const found = resources.find((each) => each.urn === problem.urn);
          assert.deepEqual([found?.type, found?.stack.name], [type, problem.stack], problem.subject);
        }
      }
    });

    it("are kept, each use under a subject of its own", () => {
      const { problems, rows, unknown: late } = graphQuotas(graph);
      assert.deepEqual([problems, late], [[], []]);
      assert.equal(new Set(rows.map(({ subject }) => subject)).size, rows.length);
      const roots = [
        /^accounts\.444455556666\.roles$/,
        /\.bucket\.globex-state-444455556666$/,
        /\.key\.alias\/globex\//,
      ];
      for (const root of roots)
        assert.ok(
          rows.some(({ subject }) => root.test(subject)),
          String(root),
        );
    });
  });
});
