import assert from "node:assert/strict";
import type { PolicyDocument } from "../../../../catalog/iam/document";
import type { TrafficHook } from "../../../../catalog/target-types";
import { targetOf } from "../../../../functions/release/target";
import { environment } from "../../../catalog/pipeline/sample";
import { type Built, build, buildError, documentOf } from "../../harness";
import { args, type Changes, make, parameters, place } from "./sample";

const digest = `sha256:${"ab".repeat(32)}`;
const image = `111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/hello@${digest}`;
const asImage = { package: "image" as const, image: "api", placeholder: { prod: image } };
const smoke = (stage: string): TrafficHook => ({
  stage,
  kind: "smoke",
  path: "/health",
  status: 200,
  latencyMs: 1000,
  requests: 3,
  attempts: 5,
});

const code = (built: Built) => built.one("aws:lambda/function:Function", "target-function");
const alias = (built: Built) => built.one("aws:lambda/alias:Alias");
const group = (built: Built) => built.one("aws:codedeploy/deploymentGroup:DeploymentGroup").inputs;
const rights = (built: Built, name = "target-role-policy"): PolicyDocument =>
  documentOf(built.one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]);
const statement = (document: PolicyDocument, sid: string) => document.Statement.find(({ Sid }) => Sid === sid);
const released = (built: Built) => {
  const { inputs } = built.one("aws:ssm/parameter:Parameter");
  return { name: inputs["name"], target: targetOf(String(inputs["name"]), String(inputs["insecureValue"])) };
};

async function refusal(changes: Changes): Promise<string> {
  const { LambdaService } = await import("../../../../components/targets/lambda/lambda-service");
  return (await buildError(() => void new LambdaService("target", args(changes)), { ...parameters, place })).message;
}

describe("LambdaService: who owns what", () => {
  it("ignores of a zip exactly its code, of an image exactly its image, of the alias version and weights", async () => {
    const zip = await make();
    assert.deepEqual(code(zip).ignoreChanges, ["code"]);
    assert.deepEqual(alias(zip).ignoreChanges, ["functionVersion", "routingConfig"]);
    const container = await make({ target: asImage });
    assert.deepEqual(code(container).ignoreChanges, ["imageUri"]);
    const others = zip.resources.filter(({ ignoreChanges }) => ignoreChanges.length > 0);
    assert.deepEqual(others.map(({ type }) => type).sort(), ["aws:lambda/alias:Alias", "aws:lambda/function:Function"]);
  });

  it("publishes a version, which the alias live names from the start", async () => {
    const built = await make();
    assert.equal(code(built).inputs["publish"], true);
    assert.equal(alias(built).inputs["name"], "live");
    assert.equal(alias(built).inputs["functionVersion"], "1");
    assert.equal(built.outputs["aliasArn"], "arn:aws:lambda:us-east-1:333333333333:function:acme-rates-prod:live");
  });

  it("tells releases what they move, as the release program reads it", async () => {
    const { name, target } = released(await make());
    assert.equal(name, "/slipway/acme/prod/rates/target");
    assert.deepEqual(target, {
      kind: "lambda",
      function: "acme-rates-prod",
      alias: "live",
      alarms: ["acme-rates-prod-errors", "acme-rates-prod-log"],
      codedeploy: { application: "acme-rates", group: "acme-rates-prod", hooks: {} },
    });
    const container = released(await make({ target: asImage })).target;
    assert.ok(container.kind === "lambda");
    assert.equal(container.image, "api");
    assert.deepEqual(container.repositories, { api: "111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/rates/api" });
  });

  it("knows what it tells releases before anything is made", async () => {
    assert.deepEqual(released(await make({}, true)), released(await make()));
  });
});

describe("LambdaService: the function", () => {
  it("has the configuration of its file, a log of its own, and traces", async () => {
    const { inputs } = code(await make({ target: { reserved: 20 } }));
    assert.equal(inputs["name"], "acme-rates-prod");
    assert.deepEqual(
      ["runtime", "handler", "memorySize", "timeout", "architectures"].map((key) => inputs[key]),
      ["nodejs24.x", "src/index.handler", 256, 30, ["arm64"]],
    );
    assert.equal(inputs["reservedConcurrentExecutions"], 20);
    assert.deepEqual(inputs["environment"], { variables: { STAGE: "prod" } });
    assert.deepEqual(inputs["loggingConfig"], {
      logFormat: "Text",
      logGroup: "/slipway/acme/prod/functions/rates",
    });
    assert.deepEqual(inputs["tracingConfig"], { mode: "Active" });
    assert.equal(inputs["vpcConfig"], undefined);
  });

  it("is made from its placeholder, a file where the runtime looks for it or the pinned image", async () => {
    const { assets } = code(await make()).inputs["code"] as { assets: Record<string, unknown> };
    assert.deepEqual(Object.keys(assets), ["src/index.js"]);
    const { inputs } = code(await make({ target: asImage }));
    assert.deepEqual(
      [inputs["packageType"], inputs["imageUri"], inputs["code"], inputs["runtime"]],
      ["Image", image, undefined, undefined],
    );
  });

  it("has a role below /services/ with the boundary that may write its log and traces, and nothing else", async () => {
    const built = await make();
    const role = built.one("aws:iam/role:Role").inputs;
    assert.equal(role["name"], "acme-rates-prod-function");
    assert.equal(role["path"], "/services/");
    assert.equal(role["permissionsBoundary"], "arn:aws:iam::333333333333:policy/slipway/acme-boundary");
    assert.deepEqual(documentOf(role["assumeRolePolicy"]).Statement[0]!.Condition, {
      StringEquals: { "aws:SourceAccount": "333333333333" },
    });
    const document = rights(built);
    assert.deepEqual(
      document.Statement.map(({ Sid }) => Sid),
      ["Logs", "Traces"],
    );
    assert.equal(
      statement(document, "Logs")!.Resource,
      "arn:aws:logs:us-east-1:333333333333:log-group:/slipway/acme/prod/functions/rates:*",
    );
  });

  it("has of a secret its name alone, and may read exactly that", async () => {
    const secrets = { TOKEN: { secret: "acme/rates/token" }, LIMIT: { parameter: "/acme/rates/limit" } };
    const built = await make({ target: { secrets } });
    assert.deepEqual(code(built).inputs["environment"], {
      variables: { STAGE: "prod", TOKEN: "acme/rates/token", LIMIT: "/acme/rates/limit" },
    });
    const document = rights(built);
    assert.deepEqual(statement(document, "Secrets"), {
      Sid: "Secrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: ["arn:aws:secretsmanager:us-east-1:333333333333:secret:acme/rates/token-??????"],
    });
    assert.deepEqual(statement(document, "Parameters")!.Resource, [
      "arn:aws:ssm:us-east-1:333333333333:parameter/acme/rates/limit",
    ]);
  });

  it("runs in the private subnets behind a group that lets nothing in; its code may not touch interfaces", async () => {
    const built = await make({ target: { vpc: true } });
    const [egress] = built.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
    assert.deepEqual(code(built).inputs["vpcConfig"], {
      subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
      securityGroupIds: [egress!.inputs["securityGroupId"]],
    });
    assert.equal(built.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").length, 0);
    const denied = statement(rights(built), "NoInterfacesFromCode")!;
    assert.equal(denied.Effect, "Deny");
    const allowed = ["FindNetwork", "Interfaces"].flatMap((sid) => statement(rights(built), sid)!.Action!);
    assert.deepEqual([...(denied.Action as string[])].sort(), allowed.sort());
    assert.deepEqual(statement(rights(built), "InSubnets")!.Condition, {
      StringEquals: { "aws:ResourceTag/slipway:stack": "prod", "aws:ResourceTag/SubnetType": "Private" },
    });
    assert.deepEqual(statement(rights(built), "WithGroup")!.Condition, {
      StringEquals: { "aws:ResourceTag/slipway:stack": "rates.prod" },
    });
    assert.deepEqual(denied.Condition, {
      ArnEquals: { "lambda:SourceFunctionArn": ["arn:aws:lambda:us-east-1:333333333333:function:acme-rates-prod"] },
    });
  });

  it("names partitions as they are", async () => {
    const china = environment("prod", { region: "cn-north-1", partition: "aws-cn" });
    const { LambdaService } = await import("../../../../components/targets/lambda/lambda-service");
    const built = await build(() => void new LambdaService("target", args({ environment: china })), {
      ...parameters,
      place: { ...place, region: "cn-north-1", partition: "aws-cn" },
    });
    const text = JSON.stringify(built.resources.map(({ inputs }) => inputs));
    assert.doesNotMatch(text, /arn:aws:/);
    assert.equal(
      documentOf(built.one("aws:iam/role:Role").inputs["assumeRolePolicy"]).Statement[0]!.Principal instanceof Object,
      true,
    );
  });
});

describe("LambdaService: the shift", () => {
  const speeds: [strategy: "canary" | "linear" | "all-at-once", percent: number, minutes: number, config: string][] = [
    ["canary", 10, 5, "CodeDeployDefault.LambdaCanary10Percent5Minutes"],
    ["canary", 10, 30, "CodeDeployDefault.LambdaCanary10Percent30Minutes"],
    ["linear", 10, 1, "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"],
    ["linear", 10, 10, "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes"],
    ["all-at-once", 10, 5, "CodeDeployDefault.LambdaAllAtOnce"],
  ];
  for (const [strategy, percent, minutes, config] of speeds) {
    it(`goes ${strategy}, ${percent} percent and ${minutes} minutes, by ${config}`, async () => {
      const built = await make({ rollout: { strategy, percent, minutes } });
      assert.equal(group(built)["deploymentConfigName"], config);
      assert.equal(built.all("aws:codedeploy/deploymentConfig:DeploymentConfig").length, 0);
    });
  }

  it("goes by a configuration of its own for any other figures", async () => {
    const built = await make({ rollout: { strategy: "linear", percent: 25, minutes: 2 } });
    const config = built.one("aws:codedeploy/deploymentConfig:DeploymentConfig").inputs;
    assert.equal(config["computePlatform"], "Lambda");
    assert.deepEqual(config["trafficRoutingConfig"], {
      type: "TimeBasedLinear",
      timeBasedLinear: { percentage: 25, interval: 2 },
    });
    assert.equal(group(built)["deploymentConfigName"], config["deploymentConfigName"]);
    const canary = await make({ rollout: { strategy: "canary", percent: 5, minutes: 5 } });
    assert.deepEqual(canary.one("aws:codedeploy/deploymentConfig:DeploymentConfig").inputs["trafficRoutingConfig"], {
      type: "TimeBasedCanary",
      timeBasedCanary: { percentage: 5, interval: 5 },
    });
  });

  it("is rolled back on failure, alarm and request, also when alarms cannot be read", async () => {
    const inputs = group(await make());
    assert.deepEqual(inputs["deploymentStyle"], {
      deploymentType: "BLUE_GREEN",
      deploymentOption: "WITH_TRAFFIC_CONTROL",
    });
    assert.equal(inputs["serviceRoleArn"], "arn:aws:iam::333333333333:role/slipway/acme-codedeploy");
    assert.deepEqual(inputs["autoRollbackConfiguration"], {
      enabled: true,
      events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    });
    assert.deepEqual(inputs["alarmConfiguration"], {
      enabled: true,
      alarms: ["acme-rates-prod-errors", "acme-rates-prod-log"],
      ignorePollAlarmFailure: false,
    });
  });

  it("watches the runs of the alias, whichever version has them, and Exception in the log", async () => {
    const built = await make();
    const errors = built.one("aws:cloudwatch/metricAlarm:MetricAlarm", "target-alarm-errors").inputs;
    assert.deepEqual(
      [errors["namespace"], errors["metricName"], errors["dimensions"]],
      ["AWS/Lambda", "Errors", { FunctionName: "acme-rates-prod", Resource: "acme-rates-prod:live" }],
    );
    const filter = built.one("aws:cloudwatch/logMetricFilter:LogMetricFilter").inputs;
    assert.equal(filter["pattern"], "Exception");
    assert.equal(filter["logGroupName"], "/slipway/acme/prod/functions/rates");
  });

  it("keeps environments ready on the alias when it shifts all at once", async () => {
    const built = await make({ target: { provisioned: 5 }, rollout: { strategy: "all-at-once" } });
    const { inputs } = built.one("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig");
    assert.deepEqual(
      [inputs["functionName"], inputs["qualifier"], inputs["provisionedConcurrentExecutions"]],
      ["acme-rates-prod", "live", 5],
    );
    assert.equal((await make()).all("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig").length, 0);
  });
});

describe("LambdaService: hooks", () => {
  const both = [smoke("BeforeAllowTraffic"), smoke("AfterAllowTraffic")];

  it("run before and after the shift, and releases name them", async () => {
    const { target } = released(await make({ rollout: { hooks: both } }));
    const arn = "arn:aws:lambda:us-east-1:333333333333:function:acme-rates-prod";
    assert.deepEqual(target.codedeploy!.hooks, {
      BeforeAllowTraffic: `${arn}_before-shift`,
      AfterAllowTraffic: `${arn}_after-shift`,
    });
  });

  it("of the team's own are named as they are", async () => {
    const own: TrafficHook = { stage: "AfterAllowTraffic", kind: "function", function: "acme-verify", minutes: 10 };
    const built = await make({ rollout: { hooks: [own] } });
    assert.deepEqual(released(built).target.codedeploy!.hooks, { AfterAllowTraffic: "acme-verify" });
    assert.equal(built.all("slipway:targets:LifecycleHooks").length, 0);
  });

  it("may report to this deployment group and ask versions of this function, and nothing else", async () => {
    const document = rights(await make({ rollout: { hooks: both } }), "target-hooks-role-policy");
    assert.deepEqual(
      document.Statement.map(({ Sid }) => Sid),
      ["Logs", "Report", "FindVersion", "AskVersion"],
    );
    assert.equal(
      statement(document, "Report")!.Resource,
      "arn:aws:codedeploy:us-east-1:333333333333:deploymentgroup:acme-rates/acme-rates-prod",
    );
    assert.equal(
      statement(document, "AskVersion")!.Resource,
      "arn:aws:lambda:us-east-1:333333333333:function:acme-rates-prod:*",
    );
  });
});

describe("LambdaService: what it refuses", () => {
  const refused: Record<string, [Changes, RegExp]> = {
    "provisioned concurrency on an alias with weights": [
      { target: { provisioned: 5 } },
      /target\.provisioned: cannot be had with strategy linear: while traffic is shifted the alias has weights/,
    ],
    "more environments ready than may run at once": [
      { target: { provisioned: 5, reserved: 4 }, rollout: { strategy: "all-at-once" } },
      /target\.provisioned: must be at most target\.reserved, 4/,
    ],
    "a zip without runtime and handler": [
      { target: { runtime: undefined, handler: undefined } },
      /target\.runtime: is missing[\s\S]*target\.handler: is missing/,
    ],
    "an image without a placeholder": [
      { target: { package: "image", image: "api" } },
      /target\.placeholder\.prod: must be an image by digest in a private repository of ECR in us-east-1/,
    ],
    "a placeholder by tag": [
      { target: { ...asImage, placeholder: { prod: image.replace(/@.*/, ":1") } } },
      /target\.placeholder\.prod/,
    ],
    "a placeholder of another region": [
      { target: { ...asImage, placeholder: { prod: image.replace("us-east-1", "eu-west-1") } } },
      /target\.placeholder\.prod/,
    ],
    "strategies that an alias does not know": [{ rollout: { strategy: "blue-green" } }, /rollout\.strategy: must be/],
    "a controller that does not know aliases": [{ rollout: { controller: "native" } }, /rollout\.controller: must be/],
    "a bake after the shift": [{ rollout: { bake: 15 } }, /rollout\.bake: must be 0/],
    "a wait before the shift": [
      { rollout: { ready: { minutes: 5, onTimeout: "stop" } } },
      /rollout\.ready: must be left out/,
    ],
    "a shift of more than 48 hours": [
      { rollout: { strategy: "canary", minutes: 2881 } },
      /rollout\.minutes: makes a shift of 2881 minutes; CodeDeploy allows 48 hours/,
    ],
    "a pause": [
      { rollout: { hooks: [{ stage: "BeforeAllowTraffic", kind: "pause", minutes: 5, onTimeout: "rollback" }] } },
      /rollout\.hooks\[0\]\.kind: must be smoke or function/,
    ],
    "an event of ECS": [
      { rollout: { hooks: [smoke("AfterAllowTestTraffic")] } },
      /rollout\.hooks\[0\]\.stage: must be BeforeAllowTraffic or AfterAllowTraffic/,
    ],
    "two hooks at one event": [
      { rollout: { hooks: [smoke("AfterAllowTraffic"), smoke("AfterAllowTraffic")] } },
      /rollout\.hooks\[1\]\.stage: has a hook already/,
    ],
  };
  for (const [what, [changes, message]] of Object.entries(refused)) {
    it(what, async () => assert.match(await refusal(changes), message));
  }

  it("says everything at once", async () => {
    const message = await refusal({ target: { handler: undefined, provisioned: 1 }, rollout: { bake: 5 } });
    for (const each of [/target\.handler/, /target\.provisioned/, /rollout\.bake/]) assert.match(message, each);
  });
});
