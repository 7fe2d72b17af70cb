/** Cases of the rules about services on ECS and Lambda. */
import { document, type Part, unknown } from "../fixtures";
import { allow, type Case, group, part, trust } from "./parts";

const production = { tags: { "slipway:production": "true" } };
const service = (inputs: Part["inputs"]) => part("aws:ecs/service:Service", inputs);
const byCodeDeploy = { deploymentController: { type: "CODE_DEPLOY" } };
const cluster = (inputs: Part["inputs"]) => part("aws:ecs/cluster:Cluster", inputs);
const insights = (value: string) => cluster({ settings: [{ name: "containerInsights", value }] });
const task = (containers: object[] | object, inputs: Part["inputs"] = {}) =>
  part("aws:ecs/taskDefinition:TaskDefinition", {
    containerDefinitions: Array.isArray(containers) ? JSON.stringify(containers) : containers,
    ...inputs,
  });
const spot = (base: number) => ({ capacityProvider: "FARGATE_SPOT", base, weight: 1 });
const fargate = (base: number | object) => ({ capacityProvider: "FARGATE", base, weight: 1 });
const alarm = part("aws:cloudwatch/metricAlarm:MetricAlarm", { name: "slow", evaluationPeriods: 2, period: 60 });
const baking = (minutes: string) =>
  service({ deploymentConfiguration: { bakeTimeInMinutes: minutes }, alarms: { alarmNames: ["slow"] } });
const lambda = (inputs: Part["inputs"]) => part("aws:lambda/function:Function", inputs);
const alias = (routingConfig: object) =>
  part("aws:lambda/alias:Alias", { name: "live", functionName: "orders", routingConfig });
const weights = { additionalVersionWeights: { "2": 0.1 } };
const provisioned = part("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", {
  qualifier: "live",
  functionName: "orders",
});
const roleOf = (serviceName: string): Part => {
  const { type, inputs } = trust({ Principal: { Service: serviceName } });
  return { type, inputs: { ...inputs, name: "orders" } };
};
const interfaces = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"];
const rightsOf = (...statements: object[]) =>
  part("aws:iam/rolePolicy:RolePolicy", {
    role: "orders",
    policy: document(allow({ Action: interfaces, Resource: "*" }), ...statements),
  });
const denied = (Condition: object) => ({ Effect: "Deny", Action: "ec2:*NetworkInterface", Resource: "*", Condition });
const code = { ArnEquals: { "lambda:SourceFunctionArn": "arn:aws:lambda:us-east-1:111111111111:function:orders" } };

export const workloads: Record<string, Case[]> = {
  "ecs-cluster-has-container-insights": [
    { what: "enabled and enhanced", parts: [insights("enabled"), insights("enhanced")] },
    {
      what: "disabled, and no setting",
      parts: [insights("disabled"), cluster({})],
      finds: Array(2).fill("Container Insights is not on."),
    },
    { what: "unknown settings", parts: [cluster({ settings: unknown })], finds: ["undecided"] },
  ],
  "ecs-service-rolls-back": [
    {
      what: "a breaker, and CodeDeploy",
      parts: [service({ deploymentCircuitBreaker: { enable: true, rollback: true } }), service(byCodeDeploy)],
    },
    {
      what: "none, and one that leaves things as they are",
      parts: [service({}), service({ deploymentCircuitBreaker: { enable: true, rollback: false } })],
      finds: [
        "A deployment whose tasks fail is tried for ever: deploymentCircuitBreaker.enable is not true.",
        "A deployment that fails stays as it is: deploymentCircuitBreaker.rollback is not true.",
      ],
    },
    {
      what: "an unknown breaker",
      parts: [service({ deploymentCircuitBreaker: unknown })],
      finds: ["undecided"],
    },
  ],
  "ecs-service-watches-alarms": [
    {
      what: "an alarm of unknown name, and CodeDeploy",
      parts: [service({ alarms: { enable: true, rollback: true, alarmNames: [unknown] } }), service(byCodeDeploy)],
    },
    {
      what: "none, no name, and no rollback",
      parts: [
        service({}),
        service({ alarms: { enable: true, rollback: true, alarmNames: [] } }),
        service({ alarms: { enable: true, rollback: false, alarmNames: ["slow"] } }),
      ],
      finds: [
        ...Array(2).fill("alarms names no alarm that stops a deployment."),
        "A deployment that an alarm stops stays as it is: alarms.rollback is not true.",
      ],
    },
    { what: "unknown alarms", parts: [service({ alarms: unknown })], finds: ["undecided"] },
  ],
  "ecs-service-watches-long-enough": [
    { what: "a bake that is as long", parts: [alarm, baking("2")] },
    { what: "no bake, as in a rolling update", parts: [alarm, service({ alarms: { alarmNames: ["slow"] } })] },
    {
      what: "a shorter bake",
      parts: [alarm, baking("1")],
      finds: ["The old tasks stay 60 seconds, and alarm slow looks at 120."],
    },
  ],
  "ecs-service-refuses-shells-in-production": [
    {
      what: "none in production, some elsewhere",
      parts: [service({ ...production, enableExecuteCommand: false }), service({ enableExecuteCommand: true })],
    },
    {
      what: "some in production",
      parts: [service({ ...production, enableExecuteCommand: true })],
      finds: ["ECS Exec opens shells in tasks of production."],
    },
    {
      what: "an unknown setting",
      parts: [service({ ...production, enableExecuteCommand: unknown })],
      finds: ["undecided"],
    },
  ],
  "ecs-service-has-no-public-address": [
    { what: "none", parts: [service({ networkConfiguration: { subnets: unknown } }), service({})] },
    {
      what: "one",
      parts: [service({ networkConfiguration: { assignPublicIp: true } })],
      finds: ["Each task of the service gets a public address."],
    },
    { what: "an unknown network", parts: [service({ networkConfiguration: unknown })], finds: ["undecided"] },
  ],
  "ecs-service-has-on-demand-base-in-production": [
    {
      what: "a base, no spot capacity, and another environment",
      parts: [
        service({ ...production, capacityProviderStrategies: [fargate(1), spot(0)] }),
        service({ ...production, capacityProviderStrategies: [fargate(unknown), spot(0)] }),
        service({ ...production, capacityProviderStrategies: [fargate(0)] }),
        service({ capacityProviderStrategies: [spot(1)] }),
      ],
    },
    {
      what: "spot capacity alone, and beside weights only",
      parts: [
        service({ ...production, capacityProviderStrategies: [spot(1)] }),
        service({ ...production, capacityProviderStrategies: [fargate(0), spot(1)] }),
      ],
      finds: Array(2).fill("Every task of the service may be on FARGATE_SPOT at once."),
    },
    {
      what: "unknown strategies",
      parts: [service({ ...production, capacityProviderStrategies: unknown })],
      finds: ["undecided"],
    },
  ],
  "ecs-task-keeps-its-log": [
    { what: "a log", parts: [task([{ name: "app", logConfiguration: { logDriver: "awslogs" } }])] },
    {
      what: "none, and the driver of none",
      parts: [task([{ name: "app" }, { name: "proxy", logConfiguration: { logDriver: "none" } }])],
      finds: ["Container app keeps no log.", "Container proxy keeps no log."],
    },
    { what: "unknown containers", parts: [task(unknown)], finds: ["undecided"] },
  ],
  "ecs-task-is-kept-from-its-host": [
    { what: "a network of its own", parts: [task([{ name: "app", privileged: false }], { networkMode: "awsvpc" })] },
    {
      what: "the host's network, processes and rights",
      parts: [task([{ name: "app", privileged: true }], { networkMode: "host", pidMode: "host", ipcMode: "host" })],
      finds: [
        ...["networkMode", "pidMode", "ipcMode"].map((mode) => `${mode} is host: tasks share it with their host.`),
        "Container app has the rights of its host's root.",
      ],
    },
    { what: "unknown containers", parts: [task(unknown)], finds: ["undecided"] },
  ],
  "ecs-task-variable-holds-no-secret": [
    {
      what: "plain values, and secrets by name",
      parts: [
        task([
          {
            name: "app",
            environment: [{ name: "LOG_LEVEL", value: "info" }],
            secrets: [{ name: "DB_PASSWORD", valueFrom: "arn:aws:ssm:x" }],
          },
        ]),
      ],
    },
    {
      what: "a password, and the id of a key",
      parts: [
        task([
          {
            name: "app",
            environment: [
              { name: "DB_PASSWORD", value: "x" },
              { name: "ID", value: "AKIAIOSFODNN7EXAMPLE" },
            ],
          },
        ]),
      ],
      finds: ["DB_PASSWORD", "ID"].map((name) => `Variable ${name} of container app holds a secret in plain text.`),
    },
    { what: "unknown containers", parts: [task(unknown)], finds: ["undecided"] },
  ],
  "ecs-task-names-images-by-digest": [
    {
      what: "a digest, and what another rule finds",
      parts: [task([{ image: `acme/app@sha256:${"0".repeat(64)}` }, { image: "acme/app:latest" }])],
    },
    {
      what: "a tag",
      parts: [task([{ image: "registry:5000/acme/app:1.2.3" }])],
      finds: ["Image registry:5000/acme/app:1.2.3 is whatever its tag means when a task starts."],
    },
    { what: "unknown containers", parts: [task(unknown)], finds: ["undecided"] },
  ],
  "lambda-function-is-traced": [
    {
      what: "a trace, and a function without versions",
      parts: [lambda({ publish: true, tracingConfig: { mode: "Active" } }), lambda({ publish: false })],
    },
    {
      what: "none, and what callers ask for",
      parts: [lambda({ publish: true }), lambda({ publish: true, tracingConfig: { mode: "PassThrough" } })],
      finds: Array(2).fill("The function is not traced."),
    },
    { what: "an unknown mode", parts: [lambda({ publish: true, tracingConfig: unknown })], finds: ["undecided"] },
  ],
  "lambda-variable-holds-no-secret": [
    {
      what: "the name of a secret",
      parts: [lambda({ environment: { variables: { TOKEN: "acme/token" } } }), lambda({})],
    },
    {
      what: "the id of a key",
      parts: [lambda({ environment: { variables: { ID: "AKIAIOSFODNN7EXAMPLE" } } })],
      finds: ["Variable ID holds a secret in plain text."],
    },
    { what: "unknown variables", parts: [lambda({ environment: { variables: unknown } })], finds: ["undecided"] },
  ],
  "lambda-provisioned-alias-has-no-weights": [
    {
      what: "all at once, weights without provisioned concurrency, and an alias of another function",
      parts: [
        provisioned,
        alias({}),
        part("aws:lambda/alias:Alias", { name: "live", functionName: "stock", routingConfig: weights }),
        group({ deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce" }),
        group({ deploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes" }),
      ],
    },
    {
      what: "weights, and deployments by weights",
      parts: [
        provisioned,
        alias(weights),
        group({ deploymentConfigName: "CodeDeployDefault.LambdaLinear10PercentEvery1Minute" }),
      ],
      finds: ["The alias has weights.", "Its deployments shift traffic by weights."],
    },
  ],
  "lambda-role-keeps-interfaces-from-code": [
    {
      what: "a denial to the code",
      parts: [roleOf("lambda.amazonaws.com"), rightsOf(denied(code))],
    },
    { what: "the role of a build", parts: [roleOf("codebuild.amazonaws.com"), rightsOf()] },
    { what: "a function without a network", parts: [roleOf("lambda.amazonaws.com")] },
    {
      what: "no denial",
      parts: [roleOf("lambda.amazonaws.com"), rightsOf()],
      finds: [`The function's code may call ${interfaces.join(", ")}.`],
    },
    {
      what: "a denial under one more condition",
      parts: [roleOf("lambda.amazonaws.com"), rightsOf(denied({ ...code, Bool: { "aws:SecureTransport": "false" } }))],
      finds: [`The function's code may call ${interfaces.join(", ")}.`],
    },
    {
      what: "an unknown policy",
      parts: [
        roleOf("lambda.amazonaws.com"),
        part("aws:iam/rolePolicy:RolePolicy", { role: "orders", policy: unknown }),
      ],
      finds: ["undecided"],
    },
  ],
};
