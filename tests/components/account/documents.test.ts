import assert from "node:assert/strict";
import { type Context, decide } from "../../../catalog/iam";
import { serviceBoundary } from "../../../components/account/boundary";
import { deployPolicy } from "../../../components/account/deploy-role";
import { accountRolePolicies } from "../../../components/account/update-role";
import { allowedActions } from "../statements";
import { ask, dev, names, toolchain, toolchainId } from "./update-places";

describe("update role", () => {
  const role = "arn:aws:iam::222222222222:role/services/acme-orders-dev-instance";
  const boundary = { "iam:PermissionsBoundary": names.boundaryArn("aws", "222222222222") };

  it("makes roles of services only with the boundary", () => {
    assert.equal(ask(dev, "update", "iam:CreateRole", role, boundary), "allowed");
    assert.equal(ask(dev, "update", "iam:PutRolePolicy", role, boundary), "allowed");
    assert.equal(ask(dev, "update", "iam:CreateRole", role), "missing");
    assert.equal(ask(dev, "update", "iam:PutRolePolicy", role), "missing");
    const other = { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" };
    assert.equal(ask(dev, "update", "iam:PutRolePermissionsBoundary", role, other), "missing");
    assert.equal(ask(dev, "update", "iam:DeleteRolePermissionsBoundary", role, boundary), "denied");
    assert.equal(ask(dev, "update", "iam:AttachRolePolicy", role, boundary), "missing");
  });

  it("makes no role outside the path of services", () => {
    for (const other of ["role/acme-orders-dev-instance", "role/admin", "role/services/other-thing"]) {
      assert.equal(
        ask(dev, "update", "iam:CreateRole", `arn:aws:iam::222222222222:${other}`, boundary),
        "missing",
        other,
      );
    }
  });

  it("cannot change the platform's own roles, the boundary, state or trails", () => {
    for (const [action, resource, context] of [
      ["iam:UpdateAssumeRolePolicy", "arn:aws:iam::222222222222:role/slipway/acme-update", boundary],
      ["iam:PutRolePolicy", "arn:aws:iam::222222222222:role/slipway/acme-deploy", boundary],
      ["iam:CreateRole", "arn:aws:iam::222222222222:role/slipway/acme-new", boundary],
      ["sts:AssumeRole", "arn:aws:iam::222222222222:role/slipway/acme-deploy", {}],
      ["iam:CreatePolicyVersion", "arn:aws:iam::222222222222:policy/slipway/acme-boundary", {}],
      ["cloudtrail:StopLogging", "arn:aws:cloudtrail:us-east-1:222222222222:trail/organization", {}],
    ] as const) {
      assert.equal(ask(dev, "update", action, resource, context), "denied", `${action} ${resource}`);
    }
    for (const [action, resource] of [
      ["s3:GetObject", "arn:aws:s3:::acme-state-111111111111/prod/prod/.pulumi/stacks/slipway/prod.json"],
      ["s3:PutBucketPolicy", "arn:aws:s3:::acme-state-111111111111"],
      ["s3:DeleteObject", "arn:aws:s3:::acme-state-111111111111-replica/prod/x"],
      ["dynamodb:DeleteItem", "arn:aws:dynamodb:us-east-1:111111111111:table/acme-state-lock"],
    ] as const) {
      assert.equal(ask(toolchain, "update", action, resource), "denied", `${action} ${resource}`);
    }
  });

  it("works on the keys of artifacts, and cannot claim the keys of state by tagging them", () => {
    const key = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    // KMS asks the key's policy as well; these keys let the account's own policies decide.
    const document = {
      Version: "2012-10-17" as const,
      Statement: [
        {
          Effect: "Allow" as const,
          Principal: { AWS: "arn:aws:iam::111111111111:root" },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    };
    const identity = Object.entries(accountRolePolicies(toolchain, "update"));
    const may = (action: string, context: Context) =>
      decide(
        {
          caller: {
            kind: "principal",
            arn: names.platformRoleArn("aws", toolchainId, "update"),
            accountId: toolchainId,
          },
          action,
          resource: key,
          resourceAccount: toolchainId,
          context,
        },
        { identity: identity.map(([name, each]) => ({ name, document: each })), resource: { name: "key", document } },
      ).verdict;
    const artifacts = {
      "kms:ResourceAliases": [names.artifactKeyAlias("orders")],
      "aws:ResourceTag/slipway:stack": "orders.pipeline",
    };
    assert.equal(may("kms:PutKeyPolicy", artifacts), "allowed");
    assert.equal(may("kms:Decrypt", artifacts), "missing");
    const claim = { "aws:RequestTag/slipway:stack": "orders.pipeline" };
    assert.equal(may("kms:TagResource", claim), "allowed");
    assert.equal(may("kms:TagResource", { ...claim, "kms:ResourceAliases": ["alias/payroll"] }), "missing");
    for (const alias of [names.stateKeyAlias("prod", "prod"), names.stateStoreKeyAlias]) {
      assert.equal(may("kms:TagResource", { ...claim, "kms:ResourceAliases": [alias] }), "denied", alias);
      assert.equal(may("kms:PutKeyPolicy", { ...artifacts, "kms:ResourceAliases": [alias] }), "denied", alias);
    }
  });

  it("hands each role only to the service it is for", () => {
    const passed = (service: string) => ({ "iam:PassedToService": service });
    const codedeploy = names.platformRoleArn("aws", "222222222222", "codedeploy");
    assert.equal(ask(dev, "update", "iam:PassRole", role, passed("ec2.amazonaws.com")), "allowed");
    assert.equal(ask(dev, "update", "iam:PassRole", role, passed("lambda.amazonaws.com")), "missing");
    assert.equal(ask(dev, "update", "iam:PassRole", codedeploy, passed("codedeploy.amazonaws.com")), "allowed");
    assert.equal(ask(dev, "update", "iam:PassRole", codedeploy, passed("ec2.amazonaws.com")), "missing");
    const update = names.platformRoleArn("aws", "222222222222", "update");
    assert.equal(ask(dev, "update", "iam:PassRole", update, passed("ec2.amazonaws.com")), "missing");
  });

  it("changes instances of its stacks only, and can claim no other by a tag", () => {
    const instance = "arn:aws:ec2:us-east-1:222222222222:instance/i-0123456789abcdef0";
    const own = { "aws:ResourceTag/slipway:stack": "orders.dev" };
    for (const action of ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:AssociateIamInstanceProfile"]) {
      assert.equal(ask(dev, "update", action, instance, own), "allowed", action);
      assert.equal(ask(dev, "update", action, instance), "missing", action);
    }
    assert.equal(ask(dev, "update", "ec2:CreateTags", instance, { "ec2:CreateAction": "RunInstances" }), "allowed");
    assert.equal(ask(dev, "update", "ec2:CreateTags", instance, own), "allowed");
    const claim = { "aws:RequestTag/slipway:stack": "orders.dev" };
    assert.equal(ask(dev, "update", "ec2:CreateTags", instance, claim), "missing");
    const rule = "arn:aws:ec2:us-east-1:222222222222:security-group-rule/sgr-0123456789abcdef0";
    assert.equal(ask(dev, "update", "ec2:CreateTags", rule, claim), "allowed");
  });
});

describe("preview role", () => {
  it("has no action that writes", () => {
    const verbs = /^(BatchGet|Describe|Get|List)/;
    for (const of of [dev, toolchain]) {
      for (const [name, document] of Object.entries(accountRolePolicies(of, "preview"))) {
        const writing = allowedActions(document).filter((action) => !verbs.test(action.split(":")[1]!));
        assert.deepEqual(writing, [], name);
      }
    }
  });

  it("has the whole reading part of the update role", () => {
    for (const of of [dev, toolchain]) {
      const of_ = (access: "update" | "preview") =>
        new Set(Object.values(accountRolePolicies(of, access)).flatMap(allowedActions));
      const update = of_("update");
      assert.deepEqual(
        [...of_("preview")].filter((action) => !update.has(action)),
        [],
      );
    }
  });
});

describe("boundary", () => {
  it("lets an instance fetch and open artifacts, and never reach IAM, state or another role", () => {
    const identity = [{ name: "boundary", document: serviceBoundary(dev) }];
    const may = (action: string, resource: string, context: Context = {}) =>
      decide(
        {
          caller: {
            kind: "principal",
            arn: names.serviceRoleArn("aws", "222222222222", "orders", "dev", "instance"),
            accountId: "222222222222",
          },
          action,
          resource,
          resourceAccount: "222222222222",
          context,
        },
        { identity },
      ).verdict;
    const bucket = names.artifactBucket("orders", undefined, toolchainId, "us-east-1");
    assert.equal(may("s3:GetObject", `arn:aws:s3:::${bucket}/orders/build/abc.zip`), "allowed");
    assert.equal(may("s3:PutObject", `arn:aws:s3:::${bucket}/orders/build/abc.zip`), "missing");
    assert.equal(may("s3:GetObject", "arn:aws:s3:::acme-state-111111111111/dev/x"), "missing");
    assert.equal(may("iam:PassRole", "arn:aws:iam::222222222222:role/any"), "missing");
    assert.equal(may("sts:AssumeRole", "arn:aws:iam::222222222222:role/any"), "missing");
  });
});

describe("deploy role", () => {
  it("uses the organisation's groups and Amazon's configurations, and changes neither", () => {
    const actions = allowedActions(deployPolicy(dev));
    assert.ok(actions.includes("codedeploy:CreateDeployment"));
    assert.deepEqual(
      actions.filter((action) => /Update|Delete|PutObject|Encrypt$/.test(action)),
      [],
    );
  });
});
