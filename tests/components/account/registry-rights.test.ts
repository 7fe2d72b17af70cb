import assert from "node:assert/strict";
import { type Context, decide } from "../../../catalog/iam";
import { imageKeyPolicy } from "../../../components/toolchain/registry-policies";
import { allowedActions, boundless } from "../statements";
import { names, place, toolchainId } from "./place";
import { part } from "./update-places";

const update = names.platformRoleArn("aws", toolchainId, "update");

function may(action: string, resource: string, context: Context = {}, key = false) {
  return decide(
    {
      caller: { kind: "principal", arn: update, accountId: toolchainId },
      action,
      resource,
      resourceAccount: toolchainId,
      context,
    },
    {
      identity: [{ name: "registry", document: part("update", "registry") }],
      ...(key
        ? { resource: { name: "key", document: imageKeyPolicy({ ...place, region: "us-east-1" }, update) } }
        : {}),
    },
  ).verdict;
}
const repository = (name: string) => `arn:aws:ecr:us-east-1:${toolchainId}:repository/${name}`;

describe("rights on the registry", () => {
  it("let an update make and change repositories of our prefix, and no other", () => {
    for (const action of [
      ...["CreateRepository", "DeleteRepository", "SetRepositoryPolicy", "PutLifecyclePolicy", "TagResource"],
      ...["PutImageTagMutability", "DescribeRepositories"],
    ]) {
      assert.equal(may(`ecr:${action}`, repository("acme/orders/api")), "allowed", action);
      assert.equal(may(`ecr:${action}`, repository("other/orders/api")), "missing", action);
      assert.equal(may(`ecr:${action}`, repository("acmex/api")), "missing", action);
    }
  });

  it("let it touch no image", () => {
    for (const action of ["PutImage", "BatchDeleteImage", "BatchGetImage", "InitiateLayerUpload"]) {
      assert.equal(may(`ecr:${action}`, repository("acme/orders/api")), "missing", action);
    }
  });

  it("let it do to cached repositories only what a template does", () => {
    const cached = repository("acme-base/docker/library/golang");
    assert.equal(may("ecr:CreateRepository", cached), "allowed");
    assert.equal(may("ecr:PutLifecyclePolicy", cached), "allowed");
    assert.equal(may("ecr:SetRepositoryPolicy", cached), "missing");
    assert.equal(may("ecr:CreatePullThroughCacheRule", "*"), "allowed");
    assert.equal(may("ecr:PutRegistryScanningConfiguration", "*"), "allowed");
    assert.equal(may("ecr:PutRegistryPolicy", "*"), "missing");
  });

  it("let it make the linked roles of the registry's features and of no other service", () => {
    const linked = (service: string) => `arn:aws:iam::${toolchainId}:role/aws-service-role/${service}/AWSServiceRole`;
    for (const service of ["pullthroughcache.ecr.amazonaws.com", "ecr.amazonaws.com"]) {
      assert.equal(may("iam:CreateServiceLinkedRole", linked(service), { "iam:AWSServiceName": service }), "allowed");
      const another = { "iam:AWSServiceName": "replication.ecr.amazonaws.com" };
      assert.equal(may("iam:CreateServiceLinkedRole", linked(service), another), "missing");
    }
    const other = "replication.ecr.amazonaws.com";
    assert.equal(may("iam:CreateServiceLinkedRole", linked(other), { "iam:AWSServiceName": other }), "missing");
  });

  it("find a credential's ARN and read none", () => {
    const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:${toolchainId}:secret:${name}-AbCdEf`;
    assert.equal(may("secretsmanager:DescribeSecret", secret("ecr-pullthroughcache/docker")), "allowed");
    assert.equal(may("secretsmanager:GetSecretValue", secret("ecr-pullthroughcache/docker")), "missing");
    assert.equal(may("secretsmanager:DescribeSecret", secret("acme/orders")), "missing");
  });

  it("let ECR encrypt repositories with keys of pipeline stacks only", () => {
    const key = `arn:aws:kms:us-east-1:${toolchainId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
    const through = { "kms:ViaService": "ecr.us-east-1.amazonaws.com" };
    for (const stack of ["orders.pipeline", "orders.pipeline-prod"]) {
      const tagged = { ...through, "aws:ResourceTag/slipway:stack": stack };
      assert.equal(may("kms:CreateGrant", key, tagged, true), "allowed", stack);
    }
    assert.equal(may("kms:CreateGrant", key, through, true), "missing");
    const direct = { "aws:ResourceTag/slipway:stack": "orders.pipeline" };
    assert.equal(may("kms:CreateGrant", key, direct, true), "missing");
  });

  it("name no wildcard action, and give a preview the reading part only", () => {
    const document = part("update", "registry");
    assert.deepEqual(boundless(document), []);
    assert.deepEqual(
      allowedActions(document).filter((action) => action.includes("*")),
      [],
    );
    const reading = allowedActions(part("preview", "registry"));
    assert.deepEqual(
      reading.filter((action) => !/^(Describe|Get|List)/.test(action.split(":")[1]!)),
      [],
    );
  });
});
