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

  /** ARNs of all roles of an account. */
  const rolesOf = (account: string) =>
    graph.stacks
      .filter((stack) => stack.account === account)
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => type === "aws:iam/role:Role")
      .map(({ inputs }) => `arn:${partition}:iam::${account}:role${String(inputs["path"])}${String(inputs["name"])}`);

  const verdict = (arn: string, action: string, resource: string, context: Context = {}) => {
    const caller = {
      kind: "principal" as const,
      arn,
      accountId: arn.split(":")[4]!,
      organizationId: organization.id!,
    };
    const resourceAccount = resource.split(":")[4]!;
    return prover(graph)({ caller, action, resource, resourceAccount, context }).verdict;
  };
  const allows = (...asked: Parameters<typeof verdict>) => verdict(...asked) === "allowed";

  /** Names of the roles of an account that may do something. */
  const whoMay = (account: string, action: string, resource: string, context?: Context) =>
    rolesOf(account)
      .filter((arn) => allows(arn, action, resource, context))
      .map((arn) => arn.split("/").at(-1)!)
      .sort();

  it("lets the account's own stacks alone say what a release is made from and where it goes", () => {
    const { region: here } = catalog.environments.find(({ name }) => name === "prod")!;
    const target = `arn:${partition}:ssm:${here}:${live}:parameter${names.parameter("prod", "web", "target")}`;
    const writers = whoMay(live, "ssm:PutParameter", target);
    assert.ok(writers.includes(names.platformRole("update")));
    assert.deepEqual(
      writers.filter((name) => ![names.platformRole("update"), names.platformRole("break-glass")].includes(name)),
      [],
    );
  });

  it("lets pipelines alone ask the release function, and it alone beside operators become the release role", () => {
    const release = `arn:${partition}:lambda:${region}:${toolchain}:function:${names.release}`;
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

  describe("of services keeps", () => {
    const at = (environment: string) => catalog.environments.find(({ name }) => name === environment)!.region;
    const placed = (environment: string, service: string, resource: string) =>
      `arn:${partition}:${service}:${at(environment)}:${live}:${resource}`;
    const afar = "prod-eu-west-1";
    const roleArn = (service: string, environment: string, kind: "task" | "execution" | "function" | "hook") =>
      names.serviceRoleArn(partition, live, service, environment, kind);
    const web: [action: string, resource: string][] = [
      ["secretsmanager:GetSecretValue", placed("prod", "secretsmanager", `secret:${names.prefix}/web/database-AbCdEf`)],
      ["ssm:GetParameters", placed("prod", "ssm", `parameter/${names.prefix}/web/flags`)],
      ["ssm:GetParameter", placed("prod", "ssm", `parameter${names.parameter("prod", "web", "target")}`)],
      ["logs:PutLogEvents", placed("prod", "logs", `log-group:${names.containerLogGroup("web", "prod")}:log-stream:x`)],
      ["sts:AssumeRole", roleArn("web", "prod", "task")],
      [
        "ecs:UpdateService",
        placed("prod", "ecs", `service/${names.cluster("prod")}/${names.ecsService("web", "prod")}`),
      ],
    ];
    const quotes: [action: string, resource: string][] = [
      ["secretsmanager:GetSecretValue", placed(afar, "secretsmanager", `secret:${names.prefix}/quotes/token-AbCdEf`)],
      ["ssm:GetParameter", placed(afar, "ssm", `parameter/${names.prefix}/quotes/limits`)],
      ["lambda:InvokeFunction", placed(afar, "lambda", `function:${names.lambdaFunction("quotes", afar)}`)],
      ["lambda:UpdateFunctionCode", placed(afar, "lambda", `function:${names.lambdaFunction("quotes", afar)}`)],
      ["sts:AssumeRole", roleArn("quotes", afar, "function")],
    ];
    const roles = [
      ...(["task", "execution", "hook"] as const).map((kind) => [roleArn("web", "prod", kind), quotes] as const),
      ...(["function", "hook"] as const).map((kind) => [roleArn("quotes", afar, kind), web] as const),
    ];

    for (const [arn, foreign] of roles) {
      it(`${arn.split("/").at(-1)} from another service's secrets, parameters, logs, functions and roles`, () => {
        assert.ok(rolesOf(live).includes(arn), "the role exists");
        const verdicts = foreign.map(([action, resource]) => [action, verdict(arn, action, resource)]);
        assert.deepEqual(
          verdicts.filter(([, found]) => found === "allowed" || found === "undecidable"),
          [],
        );
      });
    }

    it("none of them from the service's own, so that the questions above are asked rightly", () => {
      const [[secret, secretArn]] = web as [[string, string]];
      assert.equal(verdict(roleArn("web", "prod", "execution"), secret, secretArn), "allowed");
      const [[token, tokenArn]] = quotes as [[string, string]];
      assert.equal(verdict(roleArn("quotes", afar, "function"), token, tokenArn), "allowed");
    });
  });
});
