import assert from "node:assert/strict";
import { type Context, decide } from "../../../catalog/iam";
import { deployPolicy, deployToEcsPolicy } from "../../../components/account/deploy-role";
import type { AccountPlace } from "../../../components/account/place";
import { names, place as toolchain } from "./place";

const accountId = "222222222222";
const target: AccountPlace = { ...toolchain, accountId, alias: "prod" };
const standard = [
  { service: "web", environment: "prod" },
  { service: "search", environment: "uat" },
];
const arn = (resource: string) => `arn:aws:ecs:us-east-1:${accountId}:${resource}`;

function ask(action: string, resource: string, context: Context = {}): string {
  const caller = { kind: "principal" as const, arn: names.platformRoleArn("aws", accountId, "deploy"), accountId };
  const documents = { deploy: deployPolicy(target), ecs: deployToEcsPolicy(target, standard) };
  const identity = Object.entries(documents).map(([name, document]) => ({ name, document }));
  return decide({ caller, action, resource, context, resourceAccount: accountId }, { identity }).verdict;
}

/** The task definition of `CodeDeployToECS` is a file of the build: whoever changes a service writes it. */
describe("deploy role, for CodePipeline's own actions on ECS", () => {
  const tasks = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
  const role = (service: string, environment: string, kind: "task" | "execution") =>
    names.serviceRoleArn("aws", accountId, service, environment, kind);

  it("hands on the roles of the services that are deployed so, to their tasks, and of no other service", () => {
    for (const kind of ["task", "execution"] as const) {
      assert.equal(ask("iam:PassRole", role("web", "prod", kind), tasks), "allowed");
      assert.equal(ask("iam:PassRole", role("search", "uat", kind), tasks), "allowed");
      for (const [service, environment] of [
        ["billing", "prod"],
        ["web", "uat"],
        ["web-admin", "prod"],
      ] as const) {
        assert.equal(ask("iam:PassRole", role(service, environment, kind), tasks), "missing", service);
      }
    }
    const elsewhere = { "iam:PassedToService": "ec2.amazonaws.com" };
    assert.equal(ask("iam:PassRole", role("web", "prod", "task"), elsewhere), "missing");
  });

  it("registers revisions in their families, and in no family that a release of another service looks into", () => {
    const created = { "ecs:CreateAction": "RegisterTaskDefinition" };
    for (const [family, verdict] of [
      [names.ecsService("web", "prod"), "allowed"],
      [names.taskTemplate("web", "prod"), "allowed"],
      [names.ecsService("billing", "prod"), "missing"],
      [names.taskTemplate("billing", "prod"), "missing"],
    ] as const) {
      assert.equal(ask("ecs:RegisterTaskDefinition", arn(`task-definition/${family}:7`)), verdict, family);
      assert.equal(ask("ecs:TagResource", arn(`task-definition/${family}:7`), created), verdict, family);
    }
  });

  it("changes these services, each in its own cluster", () => {
    const service = (name: string, environment: string, cluster = environment) =>
      arn(`service/${names.cluster(cluster)}/${names.ecsService(name, environment)}`);
    assert.equal(ask("ecs:UpdateService", service("web", "prod")), "allowed");
    assert.equal(ask("ecs:UpdateService", service("billing", "prod")), "missing");
    assert.equal(ask("ecs:UpdateService", service("web", "prod", "uat")), "missing");
  });
});
