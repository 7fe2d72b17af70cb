import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { type Caller, type Context, decide, type PolicyDocument, policy } from "../../../catalog/iam";
import type { Audience } from "../../../components/toolchain/notification-audiences";
import { notificationKeyPolicy, notificationTopicPolicy } from "../../../components/toolchain/notification-policies";
import type { NotificationsArgs } from "../../../components/toolchain/notifications";
import { build, buildError, documentOf } from "../harness";
import { boundless } from "../statements";

const accountId = "111111111111";
const role = (name: string, account = accountId) => `arn:aws:iam::${account}:role/slipway/acme-${name}`;
const approvals: Audience = { name: "approvals", events: [] };
const team: Audience = { name: "team", events: ["failed", "approval"], email: ["team@example.com"] };
const args = (audiences: Audience[], changes: Partial<NotificationsArgs> = {}): NotificationsArgs => ({
  prefix: "acme",
  accountId,
  region: "us-east-1",
  partition: "aws",
  audiences,
  publishers: [role("pipeline")],
  notifyRoleArn: role("notify"),
  updateRoleArn: role("update"),
  chatRoleArn: role("chat"),
  ...changes,
});

async function made(given: NotificationsArgs) {
  const { Notifications } = await import("../../../components/toolchain/notifications");
  return build(() => {
    const { topicArns, keyArn } = new Notifications("notifications", given);
    return { topicArns, keyArn };
  });
}

async function refused(given: NotificationsArgs): Promise<string[]> {
  const { Notifications } = await import("../../../components/toolchain/notifications");
  const error = (await buildError(() => {
    new Notifications("notifications", given);
    return {};
  })) as pulumi.InputPropertiesError;
  return error.errors.map(({ propertyPath }) => propertyPath);
}

describe("Notifications", () => {
  it("makes one encrypted topic per audience, with computed names", async () => {
    const built = await made(args([approvals, team]));
    const topics = built.all("aws:sns/topic:Topic");
    assert.deepEqual(
      topics.map(({ inputs }) => inputs["name"]),
      ["acme-approvals", "acme-team"],
    );
    const key = built.one("aws:kms/key:Key");
    assert.equal(key.inputs["enableKeyRotation"], true);
    assert.ok(topics.every(({ inputs }) => inputs["kmsMasterKeyId"] === key.outputs["arn"]));
    assert.equal(built.one("aws:kms/alias:Alias").inputs["name"], "alias/acme/notifications");
    assert.deepEqual(built.outputs["topicArns"], {
      approvals: "arn:aws:sns:us-east-1:111111111111:acme-approvals",
      team: "arn:aws:sns:us-east-1:111111111111:acme-team",
    });
    for (const { name, inputs } of built.all("aws:sns/topicPolicy:TopicPolicy")) {
      const own = name.replace("notifications-", "acme-").replace("-policy", "");
      const resources = documentOf(inputs["policy"]).Statement.map(({ Resource }) => Resource);
      assert.deepEqual([...new Set(resources)], [`arn:aws:sns:us-east-1:111111111111:${own}`]);
    }
  });

  it("brings each event to its audience by a rule of its own, with the notify role", async () => {
    const built = await made(args([approvals, team]));
    const rules = built.all("aws:cloudwatch/eventRule:EventRule");
    assert.deepEqual(
      rules.map(({ inputs }) => inputs["name"]),
      ["acme-team.failed", "acme-team.approval"],
    );
    assert.deepEqual(JSON.parse(rules[0]!.inputs["eventPattern"] as string).detail, {
      pipeline: [{ prefix: "acme-" }],
      state: ["FAILED"],
    });
    const target = built.one("aws:cloudwatch/eventTarget:EventTarget", "notifications-team-failed-target");
    assert.equal(target.inputs["rule"], "acme-team.failed");
    assert.equal(target.inputs["arn"], "arn:aws:sns:us-east-1:111111111111:acme-team");
    assert.equal(target.inputs["roleArn"], role("notify"));
    const { inputTemplate } = target.inputs["inputTransformer"] as { inputTemplate: string };
    assert.match(JSON.parse(inputTemplate), /^Pipeline <pipeline>: failed/);
  });

  it("subscribes the addresses of an audience to its topic only", async () => {
    const subscription = (await made(args([approvals, team]))).one("aws:sns/topicSubscription:TopicSubscription");
    assert.equal(subscription.inputs["protocol"], "email");
    assert.equal(subscription.inputs["endpoint"], "team@example.com");
    assert.equal(subscription.inputs["topic"], "arn:aws:sns:us-east-1:111111111111:acme-team");
  });

  it("shows an audience's topic in chat channels that can do nothing", async () => {
    const slack = { workspaceId: "T07EA123LEP", channelId: "C07EZ1ABC23" };
    const teams = {
      teamId: "74361522-da01-538d-aa2e-ac7918c6bb92",
      tenantId: "84361522-da01-538d-aa2e-ac7918c6bb92",
      channelId: "19%3aab12%40thread.tacv2",
    };
    const built = await made(args([{ ...team, slack, teams }]));
    for (const type of ["SlackChannelConfiguration", "TeamsChannelConfiguration"]) {
      const token = `aws:chatbot/${type[0]!.toLowerCase()}${type.slice(1)}:${type}`;
      const { inputs } = built.one(token);
      assert.equal(inputs["configurationName"], "acme-team");
      assert.equal(inputs["iamRoleArn"], role("chat"));
      assert.deepEqual(inputs["guardrailPolicyArns"], ["arn:aws:iam::aws:policy/AWSDenyAll"]);
      assert.deepEqual(inputs["snsTopicArns"], ["arn:aws:sns:us-east-1:111111111111:acme-team"]);
      assert.equal(inputs["region"], "us-east-2", "Chatbot has no endpoint in us-east-1");
    }
    const target = built.one("aws:cloudwatch/eventTarget:EventTarget", "notifications-team-failed-target");
    const { inputTemplate } = target.inputs["inputTransformer"] as { inputTemplate: string };
    assert.equal(JSON.parse(inputTemplate).source, "custom");
  });

  it("refuses everything that is wrong at once", async () => {
    const wrong: Audience = {
      name: "Team",
      events: ["failed", "failed", "exploded" as "failed"],
      email: ["nobody", "a@example.com", "A@example.com"],
      slack: { workspaceId: "acme", channelId: "#deploys" },
      teams: { teamId: "t", tenantId: "t", channelId: "General" },
    };
    const found = await refused(
      args([approvals, approvals, wrong], {
        accountId: "1",
        publishers: [],
        notifyRoleArn: "x",
        chatRoleArn: undefined,
      }),
    );
    assert.deepEqual(found.sort(), [
      "accountId",
      "audiences[1]",
      "audiences[2].email[0]",
      "audiences[2].email[2]",
      "audiences[2].events",
      "audiences[2].events[1]",
      "audiences[2].name",
      "audiences[2].slack.channelId",
      "audiences[2].slack.workspaceId",
      "audiences[2].teams.channelId",
      "audiences[2].teams.teamId",
      "audiences[2].teams.tenantId",
      "chatRoleArn",
      "notifyRoleArn",
      "publishers",
    ]);
  });

  it("refuses a channel in two audiences, a foreign publisher, and chat where Chatbot is not", async () => {
    const slack = { workspaceId: "T07EA123LEP", channelId: "C07EZ1ABC23" };
    const twice = [
      { ...approvals, slack },
      { ...team, slack },
    ];
    assert.deepEqual(await refused(args(twice)), ["audiences[1]"]);
    assert.deepEqual(await refused(args([team], { publishers: [role("pipeline", "222222222222")] })), ["publishers"]);
    const elsewhere = { partition: "aws-us-gov", region: "us-gov-west-1" };
    assert.deepEqual(await refused(args([{ ...team, slack }], elsewhere)), ["audiences"]);
  });
});

const place = { partition: "aws", accountId, region: "us-east-1" };
const publishers = [role("pipeline"), role("notify")];
const principal = (arn: string): Caller => ({ kind: "principal", arn, accountId: arn.split(":")[4]! });
const allowing = (action: string): PolicyDocument => policy({ Effect: "Allow", Action: action, Resource: "*" });

describe("notification topic's policy", () => {
  const topic = "arn:aws:sns:us-east-1:111111111111:acme-team";
  const publish = (caller: Caller, context: Context = {}) =>
    decide(
      { caller, action: "sns:Publish", resource: topic, resourceAccount: accountId, context },
      {
        identity: [{ name: "all", document: allowing("sns:*") }],
        resource: { name: "topic", document: notificationTopicPolicy(topic, place, publishers) },
      },
    ).verdict;

  it("lets pipelines and the notify role publish, over TLS only", () => {
    for (const arn of publishers) assert.equal(publish(principal(arn)), "allowed", arn);
    assert.equal(publish(principal(role("pipeline")), { "aws:SecureTransport": "false" }), "denied");
  });

  it("denies everybody else, whatever their own rights: roles, other accounts, services without a role", () => {
    assert.equal(publish(principal("arn:aws:iam::111111111111:role/Developer")), "denied");
    assert.equal(publish(principal(role("update"))), "denied");
    assert.equal(publish(principal(role("pipeline", "222222222222"))), "denied");
    const rule = "arn:aws:events:us-east-1:222222222222:rule/theirs";
    const theirs = { "aws:SourceArn": rule, "aws:SourceAccount": "222222222222" };
    assert.equal(publish({ kind: "service", service: "events.amazonaws.com" }, theirs), "denied");
    assert.equal(publish({ kind: "service", service: "events.amazonaws.com" }), "denied");
  });
});

describe("notification key's policy", () => {
  const document = notificationKeyPolicy(place, publishers, role("update"));
  const key = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const ask = (arn: string, action: string, context: Context = {}) =>
    decide(
      { caller: principal(arn), action, resource: key, resourceAccount: accountId, context },
      { identity: [{ name: "all", document: allowing("kms:*") }], resource: { name: "key", document } },
    ).verdict;
  const throughSns = { "kms:ViaService": "sns.us-east-1.amazonaws.com" };

  it("opens the key to publishers through SNS, and to nobody else", () => {
    for (const arn of publishers) {
      assert.equal(ask(arn, "kms:GenerateDataKey", throughSns), "allowed", arn);
      assert.equal(ask(arn, "kms:Decrypt", throughSns), "allowed", arn);
      assert.equal(ask(arn, "kms:Decrypt"), "missing", "not directly");
      assert.equal(ask(arn, "kms:Decrypt", { "kms:ViaService": "s3.us-east-1.amazonaws.com" }), "missing");
    }
    for (const other of [role("update"), "arn:aws:iam::111111111111:role/Developer"]) {
      assert.equal(ask(other, "kms:GenerateDataKey", throughSns), "missing", other);
    }
    assert.equal(ask(role("pipeline", "222222222222"), "kms:GenerateDataKey", throughSns), "missing");
  });

  it("leaves administration to the account, and the alias to the update role", () => {
    assert.equal(ask("arn:aws:iam::111111111111:role/Administrator", "kms:PutKeyPolicy"), "allowed");
    assert.equal(ask(role("update"), "kms:UpdateAlias"), "allowed");
    assert.equal(ask("arn:aws:iam::111111111111:role/Administrator", "kms:UpdateAlias"), "denied");
    assert.deepEqual(boundless(document), []);
  });

  it("names the organisation when it is known", () => {
    const within = notificationKeyPolicy({ ...place, organizationId: "o-example00" }, publishers, role("update"));
    assert.deepEqual(within.Statement.find(({ Sid }) => Sid === "Publish")?.Condition?.["StringEquals"], {
      "aws:PrincipalOrgID": "o-example00",
      "kms:ViaService": "sns.us-east-1.amazonaws.com",
    });
  });
});
