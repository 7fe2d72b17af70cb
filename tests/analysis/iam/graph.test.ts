import assert from "node:assert/strict";
import type { Graph, GraphMap } from "../../../analysis/graph/types";
import { graphDocuments, type Kind, kindOf, lint } from "../../../analysis/iam";
import { fixtureGraph, ownGraph, type Recorded } from "../../stacks/graphs";
import { document, sound } from "./documents";

async function check({ catalog, graph }: Recorded) {
  const { documents } = graphDocuments(graph);
  const { accounts, id } = catalog.organization;
  const found = await lint(documents, { accounts: Object.values(accounts), id });
  return { documents, found };
}

describe("the policy documents of whole organisations", () => {
  for (const [name, recorded] of [
    ["the files of the top level", ownGraph],
    ["the other company", fixtureGraph],
  ] as const) {
    it(`pass the lint without an ignore: ${name}`, async () => {
      const { documents, found } = await check(await recorded());
      assert.ok(documents.length > 50);
      assert.deepEqual(
        found.map((each) => `${each.stack}: ${each.document}: ${each.statement}: ${each.rule}: ${each.value}`),
        [],
      );
    });
  }

  it("are all of the documents that the graph holds", async () => {
    const { graph } = await fixtureGraph();
    const texts = graph.stacks.flatMap(({ resources }) => resources.flatMap(({ inputs }) => documentsIn(inputs)));
    assert.equal(graphDocuments(graph).documents.length, texts.length);
  });

  it("are of the kind that they are used for", async () => {
    const { graph } = await fixtureGraph();
    const { documents } = graphDocuments(graph);
    const named = (name: string) => documents.find((each) => each.name === name)?.kind;
    assert.equal(named("trust policy of globex-pipeline"), "trust");
    assert.equal(named("inline policy pipeline of globex-pipeline"), "inline");
    assert.equal(named("managed policy globex-update-guards"), "managed");
    assert.equal(named("permissions boundary globex-boundary"), "boundary");
  });
});

type Statement = Record<string, unknown> & { Condition?: Record<string, Record<string, unknown>> };

/** Ways to weaken or break a statement; undefined where it has nothing of the kind. */
const weakenings: Record<string, (statement: Statement, kind: Kind) => Statement | undefined> = {
  "an action is misspelt": (statement) =>
    statement.Action === undefined || statement.Action === "*"
      ? undefined
      : { ...statement, Action: [`${[statement.Action].flat().at(-1)}Zzz`] },
  "its resource is another service's": (statement, kind) =>
    statement.Resource === undefined || kind === "boundary" || statement.Effect === "Deny"
      ? undefined
      : { ...statement, Resource: "arn:aws:braket:us-east-1:111111111111:job/a" },
  "passed roles are for any service": (statement) => without(statement, /^iam:PassedToService$/),
  "a service's source is any": (statement, kind) =>
    kind === "trust" &&
    !/"(?:chatbot|ec2|s3)\./.test(JSON.stringify(statement)) &&
    "Service" in (statement.Principal as object)
      ? without(statement, /^aws:Source/)
      : undefined,
  "everyone is let in": (statement, kind) =>
    statement.Principal === undefined || kind === "endpoint" || statement.Effect === "Deny"
      ? undefined
      : { ...statement, Principal: "*", Condition: undefined },
  "all of a service is granted": (statement, kind) =>
    kind !== "inline" || statement.Effect === "Deny" ? undefined : { ...statement, Action: "s3:*", Resource: "*" },
  "a condition tests a key that is never sent": (statement, kind) =>
    kind === "boundary" ? undefined : { ...statement, Condition: { StringEquals: { "braket:Nothing": "a" } } },
};

function without(statement: Statement, keys: RegExp): Statement | undefined {
  const kept = Object.entries(statement.Condition ?? {}).map(
    ([operator, tests]) => [operator, Object.entries(tests).filter(([key]) => !keys.test(key))] as const,
  );
  const all = Object.values(statement.Condition ?? {}).flatMap((tests) => Object.keys(tests));
  if (!all.some((key) => keys.test(key))) return undefined;
  const left = kept
    .filter(([, tests]) => tests.length > 0)
    .map(([operator, tests]) => [operator, Object.fromEntries(tests)]);
  return { ...statement, Condition: left.length === 0 ? undefined : Object.fromEntries(left) };
}

describe("a weakened statement of the other company is found, in whatever document, when", () => {
  for (const [what, weaken] of Object.entries(weakenings)) {
    it(what, async () => {
      const { catalog, graph } = await fixtureGraph();
      const { accounts, id } = catalog.organization;
      const weakened = graphDocuments(graph).documents.flatMap((document) => {
        const { Statement: statements } = JSON.parse(document.json) as { Statement: Statement[] };
        return statements.flatMap((statement) => {
          const changed = weaken(statement, document.kind);
          const name = `${document.name}: ${statement.Sid}`;
          const json = JSON.stringify({ Version: "2012-10-17", Statement: [changed] });
          return changed ? [{ ...document, name, json }] : [];
        });
      });
      const found = await lint(weakened, { accounts: Object.values(accounts), id });
      const seen = new Set(found.map((each) => each.document));
      assert.ok(weakened.length > 0);
      assert.deepEqual(
        weakened.map(({ name }) => name).filter((name) => !seen.has(name)),
        [],
      );
    });
  }
});

describe("a policy document without a graph", () => {
  it("has the kind of what it says", () => {
    for (const kind of ["managed", "trust", "bucket", "key", "topic", "repository", "resource"] as const) {
      assert.equal(kindOf(document(kind, sound[kind]).json), kind);
    }
  });
});

describe("policies of a role that stand in the role itself", () => {
  it("are documents as well", async () => {
    const policy = document("inline", { ...sound.inline, Action: "s3:*", Resource: "*" }).json;
    const graph = graphWith("aws:iam/role:Role", {
      name: "acme-orders",
      inlinePolicies: [{ name: "run", policy }],
    });
    const [finding, ...others] = await lint(graphDocuments(graph).documents);
    assert.deepEqual(others, []);
    assert.equal(finding!.rule, "no-double-wildcard");
    assert.equal(finding!.document, "inline policy run of acme-orders");
    assert.match(finding!.urn!, /::it$/);
  });
});

describe("a document that is known after the update only", () => {
  it("is said to be unchecked, and stops nothing", () => {
    const graph = graphWith("aws:sqs/queuePolicy:QueuePolicy", { queueUrl: "work", policy: { $unknown: true } });
    const { documents, unknown } = graphDocuments(graph);
    assert.deepEqual(documents, []);
    assert.deepEqual(
      unknown.map(({ rule, level, document }) => [rule, level, document]),
      [["known", "advisory", "policy of work"]],
    );
  });
});

function documentsIn(value: unknown): string[] {
  if (typeof value === "string") return /^\{.*"Statement":/s.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(documentsIn) : [];
}

function graphWith(type: string, inputs: GraphMap): Graph {
  const place = { account: "111111111111", region: "us-east-1", partition: "aws", dependsOn: [], outputs: {} };
  const state = { bucket: "", prefix: "", table: "", keyAlias: "", previewRole: "", updateRole: "" };
  const flags = { custom: true, remote: false, protect: false, retainOnDelete: false };
  const lists = { dependencies: [], propertyDependencies: {}, ignoreChanges: [], aliases: [] };
  const urn = `urn:pulumi:dev::slipway::${type}::it`;
  const resource = { urn, type, name: "it", inputs, outputs: {}, ...flags, ...lists };
  return {
    version: 1,
    complete: [],
    stacks: [{ name: "dev", kind: "environment", ...place, state, resources: [resource] }],
  };
}
