import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { ApprovalTopicArgs } from "../../../components/toolchain/approval-topic";
import { build, buildError, documentOf } from "../harness";

const pipelineRole = "arn:aws:iam::111111111111:role/slipway/acme-pipeline";
const args = (changes: Partial<ApprovalTopicArgs> = {}): ApprovalTopicArgs => ({
  topicName: "acme-approvals",
  accountId: "111111111111",
  region: "us-east-1",
  partition: "aws",
  publishers: [pipelineRole],
  ...changes,
});

describe("ApprovalTopic", () => {
  it("is encrypted, and lets only the pipelines' role publish, by TLS", async () => {
    const { ApprovalTopic } = await import("../../../components/toolchain/approval-topic");
    const built = await build(() => ({ arn: new ApprovalTopic("approvals", args()).topicArn }));
    assert.equal(built.one("aws:sns/topic:Topic").inputs["name"], "acme-approvals");
    assert.equal(built.one("aws:sns/topic:Topic").inputs["kmsMasterKeyId"], "alias/aws/sns");
    const [clear, announce] = documentOf(built.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"]).Statement;
    assert.equal(clear!.Effect, "Deny");
    assert.deepEqual(announce!.Condition, { ArnEquals: { "aws:PrincipalArn": [pipelineRole] } });
    assert.equal(announce!.Action, "sns:Publish");
    assert.equal(announce!.Resource, "arn:aws:sns:us-east-1:111111111111:acme-approvals");
    assert.equal(built.outputs["arn"], built.one("aws:sns/topic:Topic").outputs["arn"]);
  });

  it("refuses a publisher of another account, which SNS's own key would not serve", async () => {
    const { ApprovalTopic } = await import("../../../components/toolchain/approval-topic");
    const error = (await buildError(() => {
      new ApprovalTopic("approvals", args({ publishers: ["arn:aws:iam::222222222222:role/x"] }));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(
      error.errors.map((each) => each.propertyPath),
      ["publishers"],
    );
  });
});
