import assert from "node:assert/strict";
import { type Context, decide, type PolicyDocument } from "../../../catalog/iam";
import type { ReleaseWork } from "../../../catalog/releases";
import type { AccountPlace } from "../../../components/account/place";
import {
  releasePolicy,
  releaseTrust,
  targetReleasePolicy,
  targetReleaseTrust,
} from "../../../components/account/release-role";
import { allowedActions, boundless, list, unconditionedPass } from "../statements";
import { names, place as toolchain, toolchainId } from "./place";

const accountId = "222222222222";
const target: AccountPlace = { ...toolchain, accountId, alias: "prod", organizationId: "o-example00" };
const everything: ReleaseWork = { ecs: true, tasks: true, functions: ["image", "zip"] };
const work = (changes: Partial<ReleaseWork>): ReleaseWork => ({ ecs: false, tasks: false, functions: [], ...changes });

function ask(document: PolicyDocument, id: string, action: string, resource: string, context: Context = {}) {
  const arn = names.platformRoleArn("aws", id, "release");
  const other = resource.split(":")[4] || id;
  const request = { caller: { kind: "principal" as const, arn, accountId: id }, action, resource, context };
  return decide(
    { ...request, resourceAccount: other },
    { identity: [{ name: "release", document }], ...open(action, id) },
  ).verdict;
}

/** The other side of what is decided in two places. */
function open(action: string, id: string) {
  if (!/^(sts|kms|ecr|s3):/.test(action)) return {};
  const Principal = { AWS: `arn:aws:iam::${id}:root` };
  const document = {
    Version: "2012-10-17" as const,
    Statement: [{ Effect: "Allow" as const, Principal, Action: action }],
  };
  return { resource: { name: "open", document } };
}

const inTarget = (action: string, resource: string, context?: Context, given = everything) =>
  ask(targetReleasePolicy(target, given), accountId, action, resource, context);
const regional = (service: string, resource: string, id = accountId) =>
  `arn:aws:${service}:us-east-1:${id}:${resource}`;

describe("release role of the toolchain", () => {
  const operators = {
    partition: "aws",
    accountId: toolchainId,
    roleArns: [`arn:aws:iam::${toolchainId}:role/Operator`],
  };
  const policy = releasePolicy(toolchain, ["333333333333", accountId], false);

  it("is trusted to Lambda for functions of its own account, and to those who run Slipway", () => {
    const [lambda, byHand, ...more] = releaseTrust(toolchain, operators).Statement;
    assert.deepEqual(more, []);
    assert.deepEqual(lambda!.Principal, { Service: "lambda.amazonaws.com" });
    assert.deepEqual(lambda!.Condition, { StringEquals: { "aws:SourceAccount": toolchainId } });
    assert.deepEqual(byHand!.Condition, { ArnEquals: { "aws:PrincipalArn": operators.roleArns } });
  });

  it("enters the release roles of its targets, and nothing else", () => {
    const enter = (arn: string) => ask(policy, toolchainId, "sts:AssumeRole", arn);
    for (const id of [accountId, "333333333333"]) {
      assert.equal(enter(names.platformRoleArn("aws", id, "release")), "allowed");
      assert.equal(enter(names.platformRoleArn("aws", id, "update")), "missing");
    }
    assert.equal(enter(names.platformRoleArn("aws", "444444444444", "release")), "missing");
  });

  it("keeps the records of what runs, reads and tells the gates, and touches no published definition", () => {
    const verdict = (action: string, path: string) =>
      ask(policy, toolchainId, action, `arn:aws:ssm:us-east-1:${toolchainId}:parameter${path}`);
    const gates = `${names.releasesPath("orders")}/prod`;
    for (const action of ["ssm:GetParameters", "ssm:GetParameterHistory", "ssm:PutParameter"]) {
      assert.equal(verdict(action, names.runningParameter("orders", "prod")), "allowed");
      assert.equal(verdict(action, gates), "allowed");
      assert.equal(verdict(action, names.definitionParameter("acme-orders")), "missing");
    }
  });

  it("asks about pipelines of the prefix, and neither starts, stops nor approves any", () => {
    assert.deepEqual(
      allowedActions(policy)
        .filter((action) => action.startsWith("codepipeline:"))
        .sort(),
      [
        "codepipeline:GetPipelineExecution",
        "codepipeline:GetPipelineState",
        "codepipeline:ListActionExecutions",
        "codepipeline:PutJobFailureResult",
        "codepipeline:PutJobSuccessResult",
      ],
    );
  });

  it("reaches no bucket, key, image, service or function", () => {
    const services = new Set(allowedActions(policy).map((action) => action.split(":")[0]));
    assert.deepEqual([...services].sort(), ["codepipeline", "logs", "ssm", "sts"]);
  });

  it("copies zips where functions of other regions want them: from stores, into the folder of copies, with S3 alone", () => {
    const copying = releasePolicy(toolchain, [accountId], true);
    const bucket = (track = "", region = "eu-west-1") =>
      `arn:aws:s3:::acme-orders-artifacts-${track}${toolchainId}-${region}`;
    const verdict = (action: string, resource: string, given: Context = {}) =>
      ask(copying, toolchainId, action, resource, given);
    for (const track of ["", "dev-"]) {
      assert.equal(verdict("s3:GetObjectVersion", `${bucket(track, "us-east-1")}/acme-orders/x`), "allowed", track);
      assert.equal(verdict("s3:PutObject", `${bucket(track)}/releases/x.zip`), "allowed", track);
      assert.equal(verdict("s3:PutObject", `${bucket(track)}/acme-orders/x`), "missing", track);
    }
    assert.equal(verdict("s3:PutObject", "arn:aws:s3:::acme-state/releases/x"), "missing");
    assert.equal(verdict("s3:DeleteObject", `${bucket()}/releases/x.zip`), "missing");
    const key = `arn:aws:kms:eu-west-1:${toolchainId}:key/1`;
    const ofStore = { "kms:ResourceAliases": [names.artifactKeyAlias("orders")] };
    const s3 = { "kms:ViaService": "s3.eu-west-1.amazonaws.com" };
    for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
      assert.equal(verdict(action, key, { ...ofStore, ...s3 }), "allowed", action);
      assert.equal(verdict(action, key, ofStore), "missing", action);
      assert.equal(verdict(action, key, { ...s3, "kms:ResourceAliases": ["alias/acme/state"] }), "missing", action);
    }
  });

  it("writes into no bucket of that name of another account", () => {
    const object = `arn:aws:s3:::acme-orders-artifacts-${toolchainId}-eu-west-1/releases/x.zip`;
    const request = {
      caller: {
        kind: "principal" as const,
        arn: names.platformRoleArn("aws", toolchainId, "release"),
        accountId: toolchainId,
      },
      action: "s3:PutObject",
      resource: object,
      resourceAccount: "999999999999",
      context: {},
    };
    const identity = [{ name: "release", document: releasePolicy(toolchain, [accountId], true) }];
    assert.notEqual(decide(request, { identity, ...open("s3:PutObject", toolchainId) }).verdict, "allowed");
  });

  it("names every resource but jobs, which are none", () => {
    const everywhere = policy.Statement.filter(({ Resource }) => list(Resource).includes("*"));
    assert.deepEqual(
      everywhere.map(({ Sid }) => Sid),
      ["AnswerJobs"],
    );
  });
});

describe("release role of a target account", () => {
  it("is trusted to the toolchain's release role of the organisation, and to nobody else", () => {
    const [statement, ...more] = targetReleaseTrust(target).Statement;
    assert.deepEqual(more, []);
    assert.deepEqual(statement!.Principal, { AWS: `arn:aws:iam::${toolchainId}:root` });
    assert.deepEqual(statement!.Condition, {
      ArnEquals: { "aws:PrincipalArn": [`arn:aws:iam::${toolchainId}:role/slipway/acme-release`] },
      StringEquals: { "aws:PrincipalOrgID": "o-example00" },
    });
  });

  it("updates and follows services of the prefix's clusters, and no other's", () => {
    for (const action of ["DescribeServices", "ListServiceDeployments", "UpdateService", "StopServiceDeployment"]) {
      assert.equal(inTarget(`ecs:${action}`, regional("ecs", "service/acme-prod/acme-orders-prod")), "allowed", action);
      assert.equal(inTarget(`ecs:${action}`, regional("ecs", "service/other/acme-orders-prod")), "missing", action);
    }
    for (const action of ["CreateService", "DeleteService", "CreateTaskSet"]) {
      assert.equal(inTarget(`ecs:${action}`, regional("ecs", "service/acme-prod/acme-orders-prod")), "missing", action);
    }
  });

  it("registers revisions of the prefix's families, and tags only what it registers", () => {
    const revision = regional("ecs", "task-definition/acme-orders-prod:7");
    assert.equal(inTarget("ecs:RegisterTaskDefinition", revision), "allowed");
    assert.equal(inTarget("ecs:RegisterTaskDefinition", regional("ecs", "task-definition/orders:7")), "missing");
    const registering = { "ecs:CreateAction": "RegisterTaskDefinition" };
    assert.equal(inTarget("ecs:TagResource", revision, registering), "allowed");
    assert.equal(inTarget("ecs:TagResource", revision), "missing");
  });

  it("passes task and execution roles to tasks, and no other role, and to no other service", () => {
    const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;
    const tasks = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
    for (const name of ["services/acme-orders-prod-task", "services/acme-orders-prod-execution"]) {
      assert.equal(inTarget("iam:PassRole", role(name), tasks), "allowed", name);
      assert.equal(inTarget("iam:PassRole", role(name), { "iam:PassedToService": "ec2.amazonaws.com" }), "missing");
    }
    for (const name of ["services/acme-orders-prod-instance", "slipway/acme-update", "acme-orders-prod-task"]) {
      assert.equal(inTarget("iam:PassRole", role(name), tasks), "missing", name);
    }
  });

  it("runs and stops tasks only where a service has tasks that run once, and only in the prefix's clusters", () => {
    const revision = regional("ecs", "task-definition/acme-orders-prod:7");
    const cluster = (name: string) => ({ "ecs:cluster": regional("ecs", `cluster/${name}`) });
    assert.equal(inTarget("ecs:RunTask", revision, cluster("acme-prod")), "allowed");
    assert.equal(inTarget("ecs:RunTask", revision, cluster("other")), "missing");
    assert.equal(inTarget("ecs:RunTask", revision, cluster("acme-prod"), work({ ecs: true })), "missing");
    const task = regional("ecs", "task/acme-prod/1");
    assert.equal(inTarget("ecs:StopTask", task), "allowed");
    assert.equal(inTarget("ecs:StopTask", task, {}, work({ ecs: true })), "missing");
  });

  it("updates functions of the prefix where there are functions, and never invokes or configures one", () => {
    const fn = regional("lambda", "function:acme-orders-prod");
    for (const action of ["GetFunction", "UpdateFunctionCode", "PublishVersion", "GetAlias"]) {
      assert.equal(inTarget(`lambda:${action}`, fn), "allowed", action);
      assert.equal(inTarget(`lambda:${action}`, fn, {}, work({ ecs: true })), "missing", action);
      assert.equal(inTarget(`lambda:${action}`, regional("lambda", "function:other")), "missing", action);
    }
    for (const action of ["InvokeFunction", "UpdateFunctionConfiguration", "UpdateAlias", "AddPermission"]) {
      assert.equal(inTarget(`lambda:${action}`, fn), "missing", action);
    }
  });

  it("fetches images or zips of the toolchain as the functions' packages need it", () => {
    const image = regional("ecr", "repository/acme/orders/web", toolchainId);
    const zip = `arn:aws:s3:::acme-orders-artifacts-${toolchainId}-us-east-1/code.zip`;
    const images = work({ functions: ["image"] });
    const zips = work({ functions: ["zip"] });
    assert.equal(inTarget("ecr:BatchGetImage", image, {}, images), "allowed");
    assert.equal(inTarget("ecr:PutImage", image, {}, images), "missing");
    assert.equal(inTarget("ecr:BatchGetImage", image, {}, zips), "missing");
    assert.equal(inTarget("s3:GetObjectVersion", zip, {}, zips), "allowed");
    assert.equal(inTarget("s3:GetObjectVersion", zip, {}, images), "missing");
    assert.equal(inTarget("s3:PutObject", zip, {}, zips), "missing");
  });

  it("starts and follows deployments of the prefix, and changes no group, application or configuration", () => {
    const group = regional("codedeploy", "deploymentgroup:acme-orders/acme-orders-prod");
    assert.equal(inTarget("codedeploy:CreateDeployment", group), "allowed");
    assert.equal(
      inTarget("codedeploy:CreateDeployment", regional("codedeploy", "deploymentgroup:other/prod")),
      "missing",
    );
    const actions = allowedActions(targetReleasePolicy(target, everything));
    assert.ok(
      !actions.some((action) => /^codedeploy:(Update|Delete|CreateDeploymentGroup|CreateApplication)/.test(action)),
    );
  });

  it("gives no wildcard action everywhere, names resources where there are any, and passes no role without its service", () => {
    const document = targetReleasePolicy(target, everything);
    assert.deepEqual(boundless(document), []);
    assert.deepEqual(unconditionedPass(document), []);
    const everywhere = document.Statement.filter(({ Resource }) => list(Resource).includes("*")).map(({ Sid }) => Sid);
    assert.deepEqual(everywhere, ["FollowDeployment", "ReadDefinitions", "ListTasks"]);
  });

  it("follows the partition", () => {
    const text = JSON.stringify(targetReleasePolicy({ ...target, partition: "aws-cn" }, everything));
    assert.match(text, /arn:aws-cn:ecs/);
    assert.doesNotMatch(text, /arn:aws:/);
  });
});
