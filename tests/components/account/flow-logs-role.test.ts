import assert from "node:assert/strict";
import { type Context, decide, type PolicyDocument } from "../../../catalog/iam";
import { flowLogsRole } from "../../../components/account/flow-logs-role";
import { toolchainId as accountId, place } from "./place";

const { roleName, trust, policies } = flowLogsRole(place);
const role = `arn:aws:iam::${accountId}:role/slipway/${roleName}`;
const mine: Context = {
  "aws:SourceAccount": accountId,
  "aws:SourceArn": `arn:aws:ec2:eu-west-1:${accountId}:vpc-flow-log/fl-1`,
};

const assume = (service: string, context: Context) =>
  decide(
    {
      caller: { kind: "service", service },
      action: "sts:AssumeRole",
      resource: role,
      resourceAccount: accountId,
      context,
    },
    { resource: { name: "trust", document: trust } },
  ).verdict;

const may = (action: string, resource: string) =>
  decide(
    {
      caller: { kind: "principal", arn: role, accountId },
      action,
      resource,
      resourceAccount: accountId,
      context: {},
    },
    { identity: [{ name: "deliver", document: policies!["deliver"] as PolicyDocument }] },
  ).verdict;

describe("the role of flow logs", () => {
  it("lets in the service of flow logs, for flow logs of its own account alone", () => {
    assert.equal(assume("vpc-flow-logs.amazonaws.com", mine), "allowed");
    assert.notEqual(assume("vpc-flow-logs.amazonaws.com", { ...mine, "aws:SourceAccount": "999999999999" }), "allowed");
    const others = { ...mine, "aws:SourceArn": "arn:aws:ec2:eu-west-1:999999999999:vpc-flow-log/fl-1" };
    assert.notEqual(assume("vpc-flow-logs.amazonaws.com", others), "allowed");
    assert.notEqual(assume("vpc-flow-logs.amazonaws.com", {}), "allowed");
    assert.notEqual(assume("delivery.logs.amazonaws.com", mine), "allowed");
  });

  it("writes to the groups of networks, makes none, and writes to no other", () => {
    const group = (name: string) => `arn:aws:logs:eu-west-1:${accountId}:log-group:${name}`;
    const stream = `${group(place.names.flowLogGroup("prod"))}:log-stream:eni-1`;
    assert.equal(may("logs:PutLogEvents", stream), "allowed");
    assert.equal(may("logs:CreateLogStream", stream), "allowed");
    assert.notEqual(may("logs:CreateLogGroup", group(place.names.flowLogGroup("prod"))), "allowed");
    assert.notEqual(may("logs:PutLogEvents", `${group(place.names.gatesLogGroup)}:log-stream:x`), "allowed");
    assert.notEqual(may("logs:GetLogEvents", stream), "allowed");
  });
});
