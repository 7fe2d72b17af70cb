import assert from "node:assert/strict";
import type { GraphResource, GraphStack } from "../../../analysis/graph/types";
import { type CheckpointResource, compareGraph, differenceText } from "../../engine/compare";

const stack = "urn:pulumi:dev::slipway::pulumi:pulumi:Stack::slipway-dev";
const provider = "urn:pulumi:dev::slipway::pulumi:providers:aws::target";
const topic = "urn:pulumi:dev::slipway::aws:sns/topic:Topic::news";
const other = "urn:pulumi:dev::slipway::aws:sns/topic:Topic::other";
const role = "arn:aws:iam::222222222222:role/slipway/acme-update";

const plain = { dependencies: [], propertyDependencies: {}, ignoreChanges: [], aliases: [], remote: false };
const kept = { ...plain, protect: false, retainOnDelete: false };

function recorded(more: Partial<GraphResource> = {}): GraphStack {
  const settings = { region: "us-east-1", assumeRoles: JSON.stringify([{ roleArn: role }]) };
  const place = { account: "222222222222", region: "us-east-1", assumeRoles: [role] };
  const resources: GraphResource[] = [
    { ...kept, urn: stack, type: "pulumi:pulumi:Stack", name: "slipway-dev", custom: false, inputs: {}, outputs: {} },
    {
      ...kept,
      urn: provider,
      type: "pulumi:providers:aws",
      name: "target",
      custom: true,
      parent: stack,
      inputs: settings,
      outputs: settings,
    },
    {
      ...kept,
      urn: topic,
      type: "aws:sns/topic:Topic",
      name: "news",
      custom: true,
      parent: stack,
      provider: place,
      inputs: { name: "news", tags: { a: "1", b: { $secret: "2" } }, kmsMasterKeyId: { $unknown: true } },
      outputs: { arn: { $unknown: true } },
      dependencies: [other],
      propertyDependencies: { kmsMasterKeyId: [other] },
      ...more,
    },
  ];
  return {
    name: "dev",
    kind: "environment",
    account: "222222222222",
    region: "us-east-1",
    partition: "aws",
    dependsOn: [],
    state: { bucket: "", prefix: "", table: "", keyAlias: "", previewRole: "", updateRole: "" },
    outputs: {},
    resources,
  };
}

function sealed(value: unknown) {
  const signature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
  return { ...signature, plaintext: JSON.stringify(value) };
}

/** What the engine stores for the recorded stack. */
function stored(more: Partial<CheckpointResource> = {}, settings: Record<string, unknown> = {}): CheckpointResource[] {
  const inputs = {
    region: "us-east-1",
    assumeRoles: JSON.stringify([{ roleArn: role }]),
    version: "7.48.0",
    __internal: {},
  };
  return [
    { urn: stack, type: "pulumi:pulumi:Stack" },
    { urn: provider, type: "pulumi:providers:aws", custom: true, parent: stack, inputs: { ...inputs, ...settings } },
    { urn: "urn:pulumi:dev::slipway::pulumi:providers:pulumi::default", type: "pulumi:providers:pulumi", custom: true },
    {
      urn: topic,
      type: "aws:sns/topic:Topic",
      custom: true,
      parent: stack,
      provider: `${provider}::0a1b`,
      inputs: {
        __defaults: [],
        name: "news",
        tags: { __defaults: [], a: "1", b: sealed("2") },
        kmsMasterKeyId: "1008e968",
      },
      outputs: { arn: "arn:aws:sns:us-east-1:222222222222:news" },
      dependencies: [other],
      propertyDependencies: { name: [], kmsMasterKeyId: [other] },
      ...more,
    },
  ];
}

describe("compareGraph", () => {
  it("finds no difference in what the engine adds of its own, in unknown values and in open secrets", () => {
    assert.deepEqual(compareGraph(recorded(), stored()), []);
  });

  const inputs = stored().at(-1)!.inputs!;
  const tags = inputs["tags"] as Record<string, unknown>;
  const kinds: [string, string, Partial<CheckpointResource>][] = [
    ["another type", "type", { type: "aws:sns/topic:Subject" }],
    ["a component in the place of a resource", "custom", { custom: false }],
    ["another parent", "parent", { parent: provider }],
    ["protection", "protect", { protect: true }],
    ["retention", "retainOnDelete", { retainOnDelete: true }],
    ["ignored changes", "ignoreChanges", { ignoreChanges: ["name"] }],
    ["no provider", "provider", { provider: undefined }],
    ["a missing dependency", "dependencies", { dependencies: [] }],
    ["a dependency of another property", "propertyDependencies", { propertyDependencies: { name: [other] } }],
    ["another value", "inputs.name", { inputs: { ...inputs, name: "olds" } }],
    ["an input that was not recorded", "inputs.fifoTopic", { inputs: { ...inputs, fifoTopic: true } }],
    ["another nested value", "inputs.tags.a", { inputs: { ...inputs, tags: { ...tags, a: "9" } } }],
    ["another secret", "inputs.tags.b", { inputs: { ...inputs, tags: { ...tags, b: sealed("9") } } }],
    ["a secret in the clear", "inputs.tags.b", { inputs: { ...inputs, tags: { ...tags, b: "2" } } }],
    [
      "a secret that was recorded in the clear",
      "inputs.tags.a",
      { inputs: { ...inputs, tags: { ...tags, a: sealed("1") } } },
    ],
  ];
  for (const [title, field, more] of kinds) {
    it(`names ${title}`, () => {
      const fields = compareGraph(recorded(), stored(more)).map((each) => [each.urn, each.field]);
      assert.deepEqual(fields, [[topic, field]]);
    });
  }

  it("names a provider in another account or region", () => {
    const elsewhere = JSON.stringify([{ roleArn: role.replace("222222222222", "333333333333") }]);
    const found = compareGraph(recorded(), stored({}, { assumeRoles: elsewhere }));
    assert.deepEqual(
      found.find(({ urn }) => urn === topic),
      {
        urn: topic,
        field: "provider",
        recorded: "222222222222 us-east-1",
        engine: "333333333333 us-east-1",
      },
    );
  });

  it("names resources that only one side has", () => {
    assert.deepEqual(
      compareGraph(recorded({ urn: other }), stored()).map(({ urn, field }) => [urn, field]),
      [
        [topic, "missing"],
        [other, "extra"],
      ],
    );
  });

  it("compares the outputs of components only", () => {
    const [first, ...rest] = stored();
    const found = compareGraph(recorded(), [{ ...first!, outputs: { vpcId: "vpc-1" } }, ...rest]);
    assert.deepEqual(found.map(differenceText), [
      `${stack}: outputs.vpcId: recorded undefined, in the checkpoint "vpc-1"`,
    ]);
  });

  it("refuses secrets that are still encrypted", () => {
    const b = { ...sealed("2"), plaintext: undefined, ciphertext: "v1:abc" };
    assert.throws(
      () => compareGraph(recorded(), stored({ inputs: { ...inputs, tags: { ...tags, b } } })),
      /--show-secrets/,
    );
  });
});
