import assert from "node:assert/strict";
import { type Context, policy } from "../../../catalog/iam";
import { naming } from "../../../catalog/naming";
import { toolchainBoundary } from "../../../components/account/build-boundary";
import { allowedActions, boundless, list } from "../statements";
import { accountId, everything, may, place, requests } from "../toolchain/builds";

const boundary = toolchainBoundary(place);
const regional = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${accountId}:${resource}`;

/** A role to which somebody has given everything. */
const administrator = policy({ Effect: "Allow", Action: "*", Resource: "*" });
const most = (action: string, resource: string, context: Context = {}) =>
  may({ document: administrator, boundary }, { action, resource, context });

describe("boundary of the toolchain account", () => {
  it("lets through everything that builds and batches of a service can be granted", () => {
    const document = everything();
    for (const asked of requests) {
      assert.equal(may({ document, boundary }, asked), "allowed", `${asked.action} ${asked.resource}`);
    }
    const asked = new Set(requests.map(({ action }) => action));
    const unasked = allowedActions(document).filter((action) => !asked.has(action));
    const bounded = new Set(allowedActions(boundary));
    assert.deepEqual(
      unasked.filter((action) => !bounded.has(action)),
      [],
    );
  });

  it("lets a rule start the organisation's pipelines, and source actions fetch what they name", () => {
    assert.equal(most("codepipeline:StartPipelineExecution", regional("codepipeline", "acme-orders")), "allowed");
    assert.equal(most("codepipeline:StartPipelineExecution", regional("codepipeline", "other")), "missing");
    assert.equal(most("codepipeline:UpdatePipeline", regional("codepipeline", "acme-orders")), "missing");
    assert.equal(most("codecommit:UploadArchive", regional("codecommit", "orders")), "allowed");
    assert.equal(most("codecommit:GitPush", regional("codecommit", "orders")), "missing");
    assert.equal(most("codeconnections:UseConnection", regional("codeconnections", "connection/1")), "allowed");
    assert.equal(most("s3:GetObjectTagging", "arn:aws:s3:::acme-promoted/orders.zip"), "allowed");
    assert.equal(most("s3:PutObject", "arn:aws:s3:::acme-promoted/orders.zip"), "missing");
    assert.equal(most("ecr:DescribeImages", regional("ecr", "repository/vendor/tool")), "allowed");
  });

  it("covers the stores of branch mode, and no bucket of another account's name", () => {
    assert.equal(most("s3:PutObject", `arn:aws:s3:::acme-orders-artifacts-prod-${accountId}-eu-west-1/x`), "allowed");
    assert.equal(most("s3:PutObject", "arn:aws:s3:::acme-orders-artifacts-222222222222-eu-west-1/x"), "missing");
  });

  it("never reaches IAM, another role, state, or the platform's own parameters", () => {
    for (const action of ["iam:CreateRole", "iam:PassRole", "iam:PutRolePolicy", "sts:AssumeRole"]) {
      assert.equal(most(action, `arn:aws:iam::${accountId}:role/slipway/acme-update`), "missing", action);
    }
    assert.equal(most("s3:GetObject", `arn:aws:s3:::acme-state-${accountId}/prod/x`), "denied");
    assert.equal(most("dynamodb:PutItem", regional("dynamodb", "table/acme-state-lock")), "missing");
    for (const action of ["ssm:GetParameters", "ssm:PutParameter"]) {
      assert.equal(most(action, regional("ssm", "parameter/slipway/acme/releases/orders/prod")), "denied", action);
    }
    const state = { "kms:ResourceAliases": ["alias/acme/state/prod/prod"] };
    assert.equal(most("kms:Decrypt", regional("kms", "key/1"), state), "missing");
    assert.equal(most("codebuild:UpdateProject", regional("codebuild", "project/acme-orders-build")), "missing");
    assert.equal(most("ecr:PutImage", regional("ecr", "repository/acme-base/node")), "missing");
    assert.equal(most("ecr:DeleteRepository", regional("ecr", "repository/acme/orders/api")), "missing");
  });

  it("keeps the platform's parameters from builds of an organisation that is named slipway", () => {
    const slipway = toolchainBoundary({ ...place, names: naming("slipway") });
    const read = (path: string) =>
      may(
        { document: administrator, boundary: slipway },
        { action: "ssm:GetParameters", resource: regional("ssm", `parameter${path}`) },
      );
    assert.equal(read("/slipway/orders/url"), "allowed");
    assert.equal(read("/slipway/slipway/releases/orders/prod"), "denied");
  });

  it("hands network interfaces to CodeBuild only", () => {
    const permit = (service: string) =>
      most("ec2:CreateNetworkInterfacePermission", regional("ec2", "network-interface/eni-1"), {
        "ec2:AuthorizedService": service,
      });
    assert.equal(permit("codebuild.amazonaws.com"), "allowed");
    assert.equal(permit("lambda.amazonaws.com"), "missing");
  });

  it("fits a managed policy with the longest names of every partition", () => {
    for (const partition of ["aws", "aws-cn", "aws-us-gov"]) {
      const { length } = JSON.stringify(toolchainBoundary({ ...place, partition, names: naming("abcdefgh") }));
      assert.ok(length < 6_144, `${partition}: ${length}`);
    }
  });

  it("has no wildcard action on the wildcard resource, and one id for each statement", () => {
    assert.deepEqual(boundless(boundary), []);
    const wild = boundary.Statement.filter(
      ({ Effect, Resource }) => Effect === "Allow" && list(Resource).includes("*"),
    );
    assert.ok(wild.flatMap(({ Action }) => list(Action)).every((action) => /^(ec2:Describe|ecr:GetAuth)/.test(action)));
    const ids = boundary.Statement.map(({ Sid }) => Sid);
    assert.equal(new Set(ids).size, ids.length);
  });
});
