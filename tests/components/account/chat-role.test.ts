import assert from "node:assert/strict";
import { type Context, decide, type PolicyDocument, policy } from "../../../catalog/iam";
import { chatPolicy, chatTrust } from "../../../components/account/chat-role";
import { notifyPolicy, notifyTrust } from "../../../components/account/notify-role";
import { allowedActions, boundless, list, unconditionedPass } from "../statements";
import { toolchainId as accountId, place } from "./place";
import { part } from "./update-places";

const role = (name: string) => `arn:aws:iam::${accountId}:role/slipway/acme-${name}`;

/** What a service is told that wants to act as a role. */
function assume(trust: PolicyDocument, service: string, name: string, context: Context) {
  return decide(
    {
      caller: { kind: "service", service },
      action: "sts:AssumeRole",
      resource: role(name),
      resourceAccount: accountId,
      context,
    },
    { resource: { name: "trust", document: trust } },
  ).verdict;
}

/** What a role with these policies is told. */
function ask(documents: PolicyDocument[], name: string, action: string, resource: string, context: Context = {}) {
  return decide(
    {
      caller: { kind: "principal", arn: role(name), accountId },
      action,
      resource,
      resourceAccount: accountId,
      context,
    },
    {
      identity: documents.map((document, index) => ({ name: `${index}`, document })),
      // Keys and roles ask for their own policy as well.
      resource: {
        name: "open",
        document: policy({
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: "*",
          Resource: "*",
        }),
      },
    },
  ).verdict;
}

describe("notify role", () => {
  const trust = notifyTrust(place);
  const from = (account: string, rule: string): Context => ({
    "aws:SourceAccount": account,
    "aws:SourceArn": `arn:aws:events:us-east-1:${account}:rule/${rule}`,
  });
  const topic = "arn:aws:sns:us-east-1:111111111111:acme-team";

  it("is for rules of this account and of our names, and for no other account's", () => {
    const events = "events.amazonaws.com";
    assert.equal(assume(trust, events, "notify", from(accountId, "acme-team.failed")), "allowed");
    assert.equal(assume(trust, events, "notify", from(accountId, "somebody")), "missing");
    assert.equal(assume(trust, events, "notify", from("222222222222", "acme-team.failed")), "missing");
    assert.equal(assume(trust, events, "notify", {}), "missing");
    assert.equal(assume(trust, "sns.amazonaws.com", "notify", from(accountId, "acme-team.failed")), "missing");
  });

  it("publishes to our topics, with their key through SNS, and does nothing else", () => {
    const own = (action: string, resource: string, context: Context = {}) =>
      ask([notifyPolicy(place)], "notify", action, resource, context);
    const key = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const alias = { "kms:ResourceAliases": ["alias/acme/notifications"] };
    const throughSns = { "kms:ViaService": "sns.us-east-1.amazonaws.com" };
    assert.equal(own("sns:Publish", topic), "allowed");
    assert.equal(own("sns:Publish", "arn:aws:sns:us-east-1:111111111111:other"), "missing");
    assert.equal(own("kms:GenerateDataKey", key, { ...alias, ...throughSns }), "allowed");
    assert.equal(own("kms:GenerateDataKey", key, alias), "missing");
    const state = { "kms:ResourceAliases": ["alias/acme/store"] };
    assert.equal(own("kms:Decrypt", key, { ...state, ...throughSns }), "missing");
    assert.deepEqual(allowedActions(notifyPolicy(place)), ["sns:Publish", "kms:Decrypt", "kms:GenerateDataKey"]);
  });
});

describe("chat role", () => {
  it("is for Chatbot, and for no channel of another account", () => {
    const trust = chatTrust(place);
    const channel = (account: string): Context => ({
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:aws:chatbot::${account}:chat-configuration/slack-channel/acme-team`,
    });
    const chatbot = "chatbot.amazonaws.com";
    assert.equal(assume(trust, chatbot, "chat", channel(accountId)), "allowed");
    assert.equal(assume(trust, chatbot, "chat", channel("222222222222")), "missing");
    assert.equal(assume(trust, chatbot, "chat", {}), "allowed", "Chatbot is not known to say for whom it asks");
    assert.equal(assume(trust, "events.amazonaws.com", "chat", {}), "missing");
  });

  it("can do nothing, whatever else somebody attaches to it", () => {
    const all = policy({ Effect: "Allow", Action: "*", Resource: "*" });
    assert.equal(ask([chatPolicy(), all], "chat", "s3:ListAllMyBuckets", "*"), "denied");
    assert.deepEqual(allowedActions(chatPolicy()), []);
  });
});

describe("rights for notifications", () => {
  const update = part("update", "notifications");
  const may = (action: string, resource: string, context: Context = {}) =>
    ask([update, part("update", "artifacts")], "update", action, resource, context);
  const rule = "arn:aws:events:us-east-1:111111111111:rule/acme-team.failed";
  const stack = (kind: "Request" | "Resource", name: string) => ({ [`aws:${kind}Tag/slipway:stack`]: name });

  it("make rules of audiences, which send to our topics only", () => {
    assert.equal(may("events:PutRule", rule), "allowed");
    assert.equal(may("events:PutRule", "arn:aws:events:us-east-1:111111111111:rule/payroll"), "missing");
    const target = (arn: string) => ({ "events:TargetArn": [arn] });
    assert.equal(may("events:PutTargets", rule, target("arn:aws:sns:us-east-1:111111111111:acme-team")), "allowed");
    assert.equal(may("events:PutTargets", rule, target("arn:aws:sns:us-east-1:222222222222:acme-team")), "missing");
    assert.equal(may("events:PutTargets", rule), "missing");
    const starter = "arn:aws:events:us-east-1:111111111111:rule/acme-orders";
    assert.equal(may("events:PutTargets", starter, target("arn:aws:sns:us-east-1:111111111111:acme-team")), "missing");
  });

  it("subscribe addresses and nothing else", () => {
    const topic = "arn:aws:sns:us-east-1:111111111111:acme-team";
    assert.equal(may("sns:Subscribe", topic, { "sns:Protocol": "email" }), "allowed");
    assert.equal(may("sns:Subscribe", topic, { "sns:Protocol": "https" }), "missing");
    assert.equal(may("sns:Unsubscribe", `${topic}:1234abcd`), "allowed");
  });

  it("work on the toolchain stack's key, and cannot claim another by tagging it", () => {
    const key = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    assert.equal(may("kms:CreateKey", "*", stack("Request", "toolchain")), "allowed");
    assert.equal(may("kms:CreateKey", "*"), "missing");
    assert.equal(may("kms:PutKeyPolicy", key, stack("Resource", "toolchain")), "allowed");
    assert.equal(may("kms:PutKeyPolicy", key, stack("Resource", "payroll")), "missing");
    assert.equal(may("kms:TagResource", key, stack("Request", "toolchain")), "allowed");
    const named = { ...stack("Request", "toolchain"), "kms:ResourceAliases": ["alias/payroll"] };
    assert.equal(may("kms:TagResource", key, named), "missing");
    assert.equal(may("kms:Decrypt", key, stack("Resource", "toolchain")), "missing");
  });

  it("configure our channels, and hand each role only to the service it is for", () => {
    const channel = (name: string) => `arn:aws:chatbot::111111111111:chat-configuration/slack-channel/${name}`;
    assert.equal(may("chatbot:CreateSlackChannelConfiguration", "*", stack("Request", "toolchain")), "allowed");
    assert.equal(may("chatbot:UpdateSlackChannelConfiguration", channel("acme-team")), "allowed");
    assert.equal(may("chatbot:UpdateSlackChannelConfiguration", channel("security")), "missing");
    const passed = (service: string) => ({ "iam:PassedToService": service });
    assert.equal(may("iam:PassRole", role("notify"), passed("events.amazonaws.com")), "allowed");
    assert.equal(may("iam:PassRole", role("notify"), passed("chatbot.amazonaws.com")), "missing");
    assert.equal(may("iam:PassRole", role("chat"), passed("chatbot.amazonaws.com")), "allowed");
    assert.equal(may("iam:PassRole", role("chat"), passed("events.amazonaws.com")), "missing");
  });

  it("have no wildcard action, no open pass, and a preview's part that only reads", () => {
    assert.deepEqual(boundless(update), []);
    assert.deepEqual(unconditionedPass(update), []);
    assert.ok(update.Statement.every(({ Action }) => list(Action).every((action) => !action.includes("*"))));
    const preview = part("preview", "notifications");
    assert.deepEqual(
      allowedActions(preview).filter((action) => !/:(Describe|Get|List)/.test(action)),
      [],
    );
  });
});
