import assert from "node:assert/strict";
import { prover } from "../../../analysis/authorization";
import type { Graph } from "../../../analysis/graph/types";
import type { Context } from "../../../catalog/iam";
import { catalog, organizationGraph } from "./organization-graph";

const { names, organization } = catalog;
const toolchain = organization.accounts["toolchain"]!;
const live = organization.accounts["live"]!;
const partition = "aws";
const region = organization.home;

describe("what the roles of releases are kept from", function () {
  this.timeout(60_000);
  let graph: Graph;

  before(async () => {
    graph = await organizationGraph();
  });

  const regional = (service: string, resource: string, account = live) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;

  /** ARNs of all roles of an account. */
  const rolesOf = (account: string) =>
    graph.stacks
      .filter((stack) => stack.account === account)
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => type === "aws:iam/role:Role")
      .map(({ inputs }) => `arn:${partition}:iam::${account}:role${String(inputs["path"])}${String(inputs["name"])}`);

  const allows = (arn: string, action: string, resource: string, context: Context = {}) => {
    const caller = {
      kind: "principal" as const,
      arn,
      accountId: arn.split(":")[4]!,
      organizationId: organization.id!,
    };
    const resourceAccount = resource.split(":")[4]!;
    return prover(graph)({ caller, action, resource, resourceAccount, context }).verdict === "allowed";
  };

  /** Names of the roles of an account that may do something. */
  const whoMay = (account: string, action: string, resource: string, context?: Context) =>
    rolesOf(account)
      .filter((arn) => allows(arn, action, resource, context))
      .map((arn) => arn.split("/").at(-1)!)
      .sort();

  it("lets the account's own stacks alone say what a release is made from and where it goes", () => {
    const target = regional("ssm", `parameter${names.parameter("prod", "web", "target")}`);
    const writers = whoMay(live, "ssm:PutParameter", target);
    assert.ok(writers.includes(names.platformRole("update")));
    assert.deepEqual(
      writers.filter((name) => ![names.platformRole("update"), names.platformRole("break-glass")].includes(name)),
      [],
    );
  });

  it("lets pipelines alone ask the release function, and it alone beside operators become the release role", () => {
    const release = regional("lambda", `function:${names.release}`, toolchain);
    const pipelines = whoMay(toolchain, "lambda:InvokeFunction", release);
    assert.ok(pipelines.length > 0);
    assert.deepEqual(
      pipelines.filter((name) => !name.startsWith(names.pipelineRole())),
      [],
    );
    const inTarget = names.platformRoleArn(partition, live, "release");
    assert.deepEqual(whoMay(live, "sts:AssumeRole", inTarget), []);
    assert.deepEqual(whoMay(toolchain, "sts:AssumeRole", inTarget), [names.platformRole("release")]);
  });

  it("hands the roles of tasks on by the platform's own roles, and to tasks only", () => {
    const role = names.serviceRoleArn(partition, live, "web", "prod", "task");
    const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
    const own = ["codedeploy", "release", "update"].map((each) => names.platformRole(each as "update"));
    const passing = whoMay(live, "iam:PassRole", role, to("ecs-tasks"));
    assert.deepEqual(
      passing.filter((name) => name !== names.platformRole("break-glass")),
      own,
    );
    for (const name of ["release", "codedeploy"] as const) {
      const arn = names.platformRoleArn(partition, live, name);
      assert.ok(!allows(arn, "iam:PassRole", role, to("lambda")), name);
      assert.ok(!allows(arn, "iam:PassRole", names.platformRoleArn(partition, live, "update"), to("ecs-tasks")), name);
    }
  });

  it("keeps tasks, functions and hooks from another service's secrets, logs, parameters, functions and roles", () => {
    const places = [
      ["web", "task"],
      ["web", "execution"],
      ["quotes", "function"],
      ["quotes", "hook"],
      ["web", "hook"],
    ] as const;
    const known = rolesOf(live);
    const asked = places
      .map(([service, kind]) => names.serviceRoleArn(partition, live, service, "prod", kind))
      .filter((arn) => known.includes(arn));
    assert.ok(asked.length >= 3, asked.join());
    const foreign: [action: string, resource: string][] = [
      ["secretsmanager:GetSecretValue", regional("secretsmanager", `secret:${names.prefix}/search/database-AbCdEf`)],
      ["ssm:GetParameters", regional("ssm", `parameter/${names.prefix}/search/url`)],
      ["ssm:GetParameter", regional("ssm", `parameter${names.parameter("prod", "search", "target")}`)],
      ["ssm:PutParameter", regional("ssm", `parameter${names.parameter("prod", "web", "target")}`)],
      ["logs:PutLogEvents", regional("logs", `log-group:${names.containerLogGroup("search", "prod")}:log-stream:x`)],
      ["lambda:InvokeFunction", regional("lambda", `function:${names.lambdaFunction("search", "prod")}`)],
      ["lambda:UpdateFunctionCode", regional("lambda", `function:${names.lambdaFunction("quotes", "prod")}`)],
      ["sts:AssumeRole", names.serviceRoleArn(partition, live, "search", "prod", "task")],
      ["ecs:UpdateService", regional("ecs", `service/${names.cluster("prod")}/${names.ecsService("web", "prod")}`)],
    ];
    const allowed = asked.flatMap((arn) =>
      foreign.filter(([action, resource]) => allows(arn, action, resource)).map((each) => `${arn} ${each.join(" ")}`),
    );
    assert.deepEqual(allowed, []);
  });
});
