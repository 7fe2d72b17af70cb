import assert from "node:assert/strict";
import { decide, type PolicyDocument } from "../../../catalog/iam";
import { limits, naming } from "../../../catalog/naming";
import { sessionPolicy } from "../../../functions/release/session";

const accountId = "222222222222";
const role = `arn:aws:iam::${accountId}:role/slipway/acme-release`;
const place = { role, service: "orders", environment: "prod" };

/** Whether the session lets something through that the role may. */
function within(action: string, resource: string): boolean {
  const document = JSON.parse(sessionPolicy(place)) as PolicyDocument;
  const caller = { kind: "principal" as const, arn: role, accountId };
  return (
    decide({ caller, action, resource, resourceAccount: accountId }, { identity: [{ name: "session", document }] })
      .verdict === "allowed"
  );
}

/** What belongs to a service in an environment. */
function belongings(service: string, environment: string): [action: string, resource: string][] {
  const names = naming("acme");
  const arn = (of: string, resource: string) => `arn:aws:${of}:us-east-1:${accountId}:${resource}`;
  const running = names.ecsService(service, environment);
  const cluster = names.cluster(environment);
  return [
    ["ssm:GetParameters", arn("ssm", `parameter${names.parameter(environment, service, "target")}`)],
    ["ecs:UpdateService", arn("ecs", `service/${cluster}/${running}`)],
    ["ecs:StopServiceDeployment", arn("ecs", `service-deployment/${cluster}/${running}/1`)],
    ["ecs:RegisterTaskDefinition", arn("ecs", `task-definition/${running}:*`)],
    ["ecs:RunTask", arn("ecs", `task-definition/${running}:7`)],
    ["iam:PassRole", names.serviceRoleArn("aws", accountId, service, environment, "task")],
    [
      "codedeploy:CreateDeployment",
      arn("codedeploy", `deploymentgroup:acme-${service}/acme-${service}-${environment}`),
    ],
    ["lambda:UpdateFunctionCode", arn("lambda", `function:${names.lambdaFunction(service, environment)}`)],
  ];
}

describe("the session of a release in a target account", () => {
  it("reaches what is the service's in the environment", () => {
    for (const [action, resource] of belongings("orders", "prod")) assert.ok(within(action, resource), resource);
    for (const [action, resource] of [
      ["ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:111111111111:repository/acme/orders/web"],
      ["s3:GetObject", "arn:aws:s3:::acme-orders-artifacts-111111111111-us-east-1/acme-orders/BuildOutp/x"],
    ] as const) {
      assert.ok(within(action, resource), resource);
    }
  });

  it("reaches nothing of another service, of another environment, or of the platform", () => {
    const others = [
      ...belongings("billing", "prod"),
      ...belongings("orders-admin", "prod"),
      ...belongings("orders", "uat"),
      ["lambda:UpdateFunctionCode", `arn:aws:lambda:us-east-1:${accountId}:function:acme-orders-prod_after-test`],
      ["iam:PassRole", `arn:aws:iam::${accountId}:role/slipway/acme-update`],
      ["ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:111111111111:repository/acme/billing/web"],
      ["s3:GetObject", "arn:aws:s3:::acme-billing-artifacts-111111111111-us-east-1/x"],
    ] as const;
    for (const [action, resource] of others) assert.ok(!within(action, resource), resource);
  });

  it("is far below the 2,048 characters that STS takes, with the longest names", () => {
    const region = "ap-southeast-2";
    const long = {
      role: `arn:aws-us-gov:iam::${accountId}:role/slipway/${"p".repeat(limits.prefix)}-release`,
      service: "s".repeat(limits.service),
      environment: `${"e".repeat(limits.environmentBase)}-${region}`,
    };
    const { length } = sessionPolicy(long);
    assert.ok(length <= 1700, String(length));
  });
});
