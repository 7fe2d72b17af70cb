import assert from "node:assert/strict";
import { type PolicyDocument, policy } from "../../../catalog/iam/document";
import type { PipelineAction } from "../../../catalog/pipeline/model";
import {
  type CountedPipeline,
  checkQuotas,
  countPipelines,
  limits,
  policySize,
  type QuotaDocument,
} from "../../../catalog/quota";

const home = { accountId: "111111111111", region: "us-east-1" };

const action = (changes: Partial<PipelineAction> = {}): PipelineAction => ({
  name: "Deploy",
  category: "Deploy",
  owner: "AWS",
  provider: "CodeDeploy",
  version: "1",
  ...home,
  runOrder: 1,
  inputs: [],
  outputs: [],
  configuration: {},
  ...changes,
});

const pipeline = (name: string, stages: PipelineAction[][]): CountedPipeline => ({
  name,
  ...home,
  stages: stages.map((actions, index) => ({ name: `s${index + 1}`, production: false, actions })) as never,
  artifacts: [{ name: "BuildOutput", producer: { stage: "s1", action: "Deploy" }, consumers: [] }],
  stores: [],
});

const times = (many: number, changes: (index: number) => Partial<PipelineAction> = () => ({})) =>
  Array.from({ length: many }, (_, index) => action(changes(index)));

/** A policy of exactly so many characters as it is sent. */
function sized(characters: number): PolicyDocument {
  const of = (resource: string) => policy({ Effect: "Allow", Action: "s3:GetObject", Resource: resource });
  return of("r".repeat(characters - JSON.stringify(of("")).length));
}

const document = (kind: QuotaDocument["kind"], characters: number, name = "one"): QuotaDocument => ({
  name,
  kind,
  account: home.accountId,
  document: sized(characters),
});

const refused = (documents: QuotaDocument[]) =>
  checkQuotas({ pipelines: [], documents }).problems.map(({ subject, used }) => [subject, used]);

describe("the count of pipelines", () => {
  it("is by account and region of the action, not of the pipeline, and an account in three regions counts three times", () => {
    const regions = ["us-east-1", "eu-west-1", "ap-southeast-2"];
    const deploys = regions.map((region) => action({ accountId: "222222222222", region }));
    const counts = countPipelines([pipeline("orders", [[action()], deploys]), pipeline("billing", [[action()]])]);
    assert.deepEqual(counts.places, [
      { accountId: "111111111111", region: "us-east-1", actions: 2, pipelines: 2 },
      { accountId: "222222222222", region: "ap-southeast-2", actions: 1, pipelines: 0 },
      { accountId: "222222222222", region: "eu-west-1", actions: 1, pipelines: 0 },
      { accountId: "222222222222", region: "us-east-1", actions: 1, pipelines: 0 },
    ]);
  });

  it("says of each stage how many actions it has, side by side and one after the other", () => {
    const orders = [1, 2, 2, 2, 5];
    const counts = countPipelines([pipeline("orders", [orders.map((runOrder) => action({ runOrder }))])]);
    assert.deepEqual(counts.stages, [{ pipeline: "orders", stage: "s1", actions: 5, parallel: 3, sequential: 3 }]);
    assert.deepEqual(counts.pipelines, [{ name: "orders", ...home, stages: 1, actions: 5, artifacts: 1, stores: 0 }]);
  });
});

describe("the size of a policy document", () => {
  const spaced = JSON.stringify(sized(300), null, 8);

  it("leaves out white space where IAM does, and counts it where the service keeps what it is sent", () => {
    assert.ok(spaced.length > 300);
    assert.equal(policySize("inline", spaced), 300);
    assert.equal(policySize("managed", spaced), 300);
    for (const kind of ["trust", "bucket", "key", "topic", "repository"] as const) {
      assert.equal(policySize(kind, spaced), spaced.length);
      assert.equal(policySize(kind, sized(300)), 300);
    }
  });

  it("is in bytes for buckets, keys and topics, and in characters for IAM and repositories", () => {
    const accented = policy({ Sid: "Été", Effect: "Deny", Action: "s3:*", Resource: "*" });
    const characters = JSON.stringify(accented).length;
    assert.equal(policySize("inline", accented), characters);
    assert.equal(policySize("repository", accented), characters);
    assert.equal(policySize("bucket", accented), characters + 2);
    assert.equal(policySize("key", accented), characters + 2);
  });
});

describe("the check of a whole organisation", () => {
  it("has no problems and one row for every use when everything fits", () => {
    const { problems, rows } = checkQuotas({
      pipelines: [pipeline("orders", [[action()]])],
      documents: [document("trust", 300), document("bucket", 300)],
      resources: [{ subject: "accounts.111111111111.us-east-1.rules", limit: "rulesPerBus", used: 7 }],
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      rows.map(({ subject, used, limit }) => `${subject} ${used}/${limit}`),
      [
        "pipelines.orders.stages 1/50",
        "pipelines.orders.actions 1/1000",
        "pipelines.orders.stages.s1.actions 1/100",
        "pipelines.orders.stages.s1.parallel 1/100",
        "pipelines.orders.stages.s1.sequential 1/100",
        "accounts.111111111111.us-east-1.pipelines 1/1000",
        "accounts.111111111111.roles 1/1000",
        "accounts.111111111111.trust.one 300/2048",
        "accounts.111111111111.bucket.one 300/20480",
        "accounts.111111111111.us-east-1.rules 7/300",
      ],
    );
    for (const row of rows) assert.match(row.source, /^https:\/\/docs\.aws\.amazon\.com\//);
  });

  it("reports every pipeline and stage that is too large, all at once", () => {
    const pipelines = [
      pipeline("wide", [times(101)]),
      pipeline(
        "long",
        Array.from({ length: 51 }, () => times(20, (index) => ({ runOrder: index + 1 }))),
      ),
    ];
    assert.deepEqual(
      checkQuotas({ pipelines, documents: [] }).problems.map(({ subject, used }) => [subject, used]),
      [
        ["pipelines.long.stages", 51],
        ["pipelines.long.actions", 1020],
        ["pipelines.wide.stages.s1.actions", 101],
        ["pipelines.wide.stages.s1.parallel", 101],
      ],
    );
  });

  it("reports too many pipelines in one account and region", () => {
    const pipelines = Array.from({ length: 1001 }, (_, index) => pipeline(`p${index}`, []));
    const [problem] = checkQuotas({ pipelines, documents: [] }).problems;
    assert.equal(problem!.arithmetic, "account 111111111111 has 1,001 pipelines in us-east-1");
    assert.match(problem!.remedy, /have Service Quotas raise it$/);
  });

  it("counts an account's roles by their trust policies, each role once", () => {
    const roles = Array.from({ length: 1001 }, (_, index) => document("trust", 300, `role${index}`));
    assert.deepEqual(refused([...roles.slice(0, 1000), roles[0]!]), []);
    const [problem] = checkQuotas({ pipelines: [], documents: roles }).problems;
    assert.equal(problem!.subject, "accounts.111111111111.roles");
    assert.equal(problem!.arithmetic, "account 111111111111 has 1,001 roles");
    assert.match(problem!.remedy, /Service Quotas raise it \(at most 10,000\)$/);
  });

  it("takes each kind of document up to its own quota, and not one character more", () => {
    const kinds = {
      inline: 10_240,
      managed: 6144,
      trust: 2048,
      bucket: 20_480,
      key: 32_768,
      topic: 30_720,
      repository: 10_240,
    };
    for (const [kind, most] of Object.entries(kinds) as [QuotaDocument["kind"], number][]) {
      assert.deepEqual(refused([document(kind, most)]), []);
      assert.deepEqual(refused([document(kind, most + 1)]), [[`accounts.111111111111.${kind}.one`, most + 1]]);
    }
  });

  it("adds up the inline policies of one role, but not of two", () => {
    assert.deepEqual(refused([document("inline", 6000, "a"), document("inline", 6000, "b")]), []);
    const both = [document("inline", 6000, "a"), document("inline", 6000, "a")];
    assert.deepEqual(refused(both), [["accounts.111111111111.inline.a", 12_000]]);
    assert.equal(
      checkQuotas({ pipelines: [], documents: both }).problems[0]!.arithmetic,
      "inline policy of a has 6,000 characters + 6,000 characters = 12,000 characters",
    );
  });

  it("offers a raised quota only as far as AWS raises it", () => {
    const remedy = (characters: number) =>
      checkQuotas({ pipelines: [], documents: [document("trust", characters)] }).problems[0]!.remedy;
    assert.match(remedy(8192), /raise it \(at most 8,192\)/);
    assert.doesNotMatch(remedy(8193), /raise/);
  });

  it("goes by the limits that it is given", () => {
    const raised = { ...limits, trustPolicyLength: { ...limits.trustPolicyLength, value: 8192 } };
    const documents = [document("trust", 4000)];
    assert.equal(checkQuotas({ pipelines: [], documents }).problems.length, 1);
    assert.deepEqual(checkQuotas({ pipelines: [], documents }, raised).problems, []);
  });
});
