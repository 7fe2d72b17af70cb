/** Service control policies held against the quotas of AWS Organizations. */
import assert from "node:assert/strict";
import type { Graph, GraphResource } from "../../../analysis/graph/types";
import { graphQuotas } from "../../../analysis/quota";

const root = "r-ab12";
const content = JSON.stringify({ Version: "2012-10-17", Statement: [] });

/** A stack with guardrails of these contents, each attached to the root. */
function graphOf(...policies: { content: string; type?: string }[]): Graph {
  const place = { account: "666666666666", region: "us-east-1", assumeRoles: [] };
  const plain = {
    custom: true,
    remote: false,
    provider: place,
    outputs: {},
    dependencies: [],
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    aliases: [],
  };
  const resources = policies.flatMap((inputs, index): GraphResource[] => {
    const urn = (type: string) => `urn:pulumi:organization::slipway::${type}::guard-${index}`;
    const [policy, attachment] = [
      "aws:organizations/policy:Policy",
      "aws:organizations/policyAttachment:PolicyAttachment",
    ];
    return [
      { ...plain, urn: urn(policy!), type: policy!, name: `guard-${index}`, inputs, propertyDependencies: {} },
      {
        ...plain,
        urn: urn(attachment!),
        type: attachment!,
        name: `guard-${index}-${root}`,
        inputs: { targetId: root, policyId: { $unknown: true as const } },
        propertyDependencies: { policyId: [urn(policy!)] },
      },
    ];
  });
  const stack = { name: "organization", kind: "organization" as const, account: place.account, region: place.region };
  const state = { bucket: "b", prefix: "p", table: "t", keyAlias: "alias/k", previewRole: "", updateRole: "" };
  return {
    version: 1,
    complete: [],
    stacks: [{ ...stack, partition: "aws", dependsOn: [], state, outputs: {}, resources }],
  };
}

describe("quotas of service control policies", () => {
  it("count the characters of a document as it is sent, white space too", () => {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [] }, null, 2);
    const row = graphQuotas(graphOf({ content: text })).rows.find(({ subject }) => subject.includes(".scp."));
    assert.deepEqual([row?.subject, row?.used, row?.limit], ["accounts.666666666666.scp.guard-0", text.length, 10_240]);
  });

  it("refuse a document that is too large, with the arithmetic and the resource", () => {
    const [problem, ...others] = graphQuotas(graphOf({ content: `"${"x".repeat(10_239)}"` })).problems;
    assert.deepEqual(others, []);
    assert.equal(problem?.arithmetic, "scp policy of guard-0 has 10,241 characters");
    assert.match(problem?.urn ?? "", /policy:Policy::guard-0$/);
  });

  it("leave policies of other types to limits of their own", () => {
    const { rows } = graphQuotas(graphOf({ content, type: "TAG_POLICY" }));
    assert.deepEqual(
      rows.filter(({ subject }) => subject.includes(".scp.")),
      [],
    );
  });

  it("count FullAWSAccess on every target, so that nine more are all that AWS takes", () => {
    const attached = (count: number) => graphQuotas(graphOf(...Array.from({ length: count }, () => ({ content }))));
    assert.deepEqual(attached(9).problems, []);
    assert.equal(attached(9).rows.find(({ subject }) => subject === `targets.${root}.policies`)?.used, 10);
    const [problem] = attached(10).problems;
    assert.equal(problem?.arithmetic, `targets.${root}.policies has 11 policies`);
    assert.match(problem?.urn ?? "", /PolicyAttachment::guard-9$/);
  });
});
