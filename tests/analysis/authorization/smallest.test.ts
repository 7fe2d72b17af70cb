import assert from "node:assert/strict";
import { smallestStatement } from "../../../analysis/authorization/smallest";
import { type Caller, decide, type NamedPolicy, policy, type Request, type Side } from "../../../catalog/iam";

const account = "111111111111";
const role: Caller = { kind: "principal", arn: `arn:aws:iam::${account}:role/slipway/acme-update`, accountId: account };
const service: Caller = { kind: "service", service: "codebuild.amazonaws.com" };
const key = `arn:aws:kms:us-east-1:222222222222:key/1234`;

function verdict(request: Request, sides: Side[]): string {
  const of = (side: Side): NamedPolicy => ({ name: side, document: policy(smallestStatement(request, side)) });
  const resource = sides.find((side) => side.endsWith("policy") && side !== "identity policy");
  return decide(request, {
    ...(sides.includes("identity policy") ? { identity: [of("identity policy")] } : {}),
    ...(resource ? { resource: of(resource) } : {}),
  }).verdict;
}

describe("smallest statement that would allow a request", () => {
  const passing: Request = {
    caller: role,
    action: "iam:PassRole",
    resource: `arn:aws:iam::${account}:role/services/acme-orders-build`,
    resourceAccount: account,
    context: { "iam:PassedToService": "codebuild.amazonaws.com", "aws:RequestedRegion": "us-east-1" },
  };

  it("hands a role to the service of the request only", () => {
    assert.deepEqual(smallestStatement(passing, "identity policy"), {
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: passing.resource,
      Condition: { StringEquals: { "iam:PassedToService": "codebuild.amazonaws.com" } },
    });
    assert.equal(verdict(passing, ["identity policy"]), "allowed");
  });

  it("admits the one role on both sides of another account's key, and no other role", () => {
    const request: Request = { caller: role, action: "kms:Decrypt", resource: key, resourceAccount: "222222222222" };
    assert.equal(verdict(request, ["identity policy", "key policy"]), "allowed");
    assert.equal(verdict(request, ["identity policy"]), "missing");
    const document = policy(smallestStatement(request, "key policy"));
    const other: Caller = { ...role, arn: `arn:aws:iam::${account}:role/slipway/acme-preview` };
    const identity = [{ name: "identity", document: policy(smallestStatement(request, "identity policy")) }];
    assert.equal(
      decide({ ...request, caller: other }, { identity, resource: { name: "key", document } }).verdict,
      "missing",
    );
  });

  it("admits a service for the source of the request only", () => {
    const source = {
      "aws:SourceAccount": account,
      "aws:SourceArn": `arn:aws:codebuild:us-east-1:${account}:project/x`,
    };
    const request: Request = {
      caller: service,
      action: "sts:AssumeRole",
      resource: passing.resource,
      resourceAccount: account,
      context: source,
    };
    assert.deepEqual(smallestStatement(request, "trust policy"), {
      Principal: { Service: "codebuild.amazonaws.com" },
      Condition: { StringEquals: source },
      Effect: "Allow",
      Action: "sts:AssumeRole",
    });
    assert.equal(verdict(request, ["trust policy"]), "allowed");
  });
});
