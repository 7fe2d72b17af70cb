/** Values that targets and rollouts must refuse, and the files in which they are put. */
import type { Step } from "../../catalog/schema/path";

type Bad = [value: unknown, remedy: RegExp];

const shop = "services/shop.yaml";
const rates = "services/rates.yaml";

const stage = {
  rollout: {
    strategy: "canary",
    ready: { minutes: 30 },
    alarms: [
      { name: "errors", namespace: "AWS/ApplicationELB", metric: "E", statistic: "Sum", threshold: 5, dimensions: {} },
      { known: "latency", threshold: 2, periodSeconds: 60, evaluationPeriods: 3, datapoints: 2 },
      { pattern: "ERROR", name: "lines", threshold: 0, periodSeconds: 60, evaluationPeriods: 1, datapoints: 1 },
      { kind: "synthetic", path: "/cart", everyMinutes: 1 },
    ],
    hooks: [
      { stage: "POST_TEST_TRAFFIC_SHIFT", kind: "smoke", path: "/health" },
      { stage: "PRE_SCALE_UP", kind: "function", function: "globex-migrate", minutes: 5 },
      { stage: "POST_SCALE_UP", kind: "pause", minutes: 60 },
    ],
  },
  before: [
    { name: "lint", buildspec: "ci/lint.yml" },
    { task: "migrate", command: ["migrate"] },
  ],
  after: [
    { name: "lint", buildspec: "ci/lint.yml" },
    { task: "smoke", command: ["smoke"] },
  ],
};

const source = { connection: "gitlab", repository: "globex/shop", branch: "main" };
const secrets = { URL: { parameter: "/globex/shop/url" }, TOKEN: { secret: "globex/shop/token", jsonKey: "token" } };

/** Files that the tests' organisation does without. */
export const targetSamples: Record<string, object> = {
  [shop]: {
    source,
    target: {
      kind: "ecs",
      health: "/health",
      containers: [{ name: "api", port: 8080, environment: { LEVEL: "info" }, secrets, command: ["serve"] }],
      capacity: [{ provider: "FARGATE", base: 1 }],
      scaling: { least: 2, most: 4 },
      loadBalancer: { certificate: {}, webAcl: {}, accessLogs: {} },
    },
    stages: [
      { environment: "test", ...stage },
      { wave: "production", stages: [{ environment: "prod", ...stage }] },
    ],
  },
  [rates]: {
    source,
    target: { kind: "lambda", environment: { LEVEL: "info" }, secrets },
    stages: [{ environment: "test" }],
  },
};

const inStages = [
  ["stages.*<environment>", ["stages", 0]],
  ["stages.*<wave>.stages.*", ["stages", 1, "stages", 0]],
] as const;

/** Where the fields are spoilt. */
export const targetPlaces: Record<string, { file: string; path: Step[] }> = {
  "target<ecs>": { file: shop, path: ["target"] },
  "target<ecs>.containers.*.secrets.*": { file: shop, path: ["target", "containers", 0, "secrets", "URL"] },
  "target<ecs>.containers.*.secrets.*<secret>": { file: shop, path: ["target", "containers", 0, "secrets", "TOKEN"] },
  "target<lambda>": { file: rates, path: ["target"] },
  "target<lambda>.secrets.*": { file: rates, path: ["target", "secrets", "URL"] },
  "target<lambda>.secrets.*<secret>": { file: rates, path: ["target", "secrets", "TOKEN"] },
  ...Object.fromEntries(
    inStages.flatMap(([field, path]) => {
      const at = (...more: Step[]) => ({ file: shop, path: [...path, ...more] });
      return [
        [`${field}.rollout`, at("rollout")],
        ...["name", "known", "pattern", "synthetic"].map((tag, index) => [
          `${field}.rollout.alarms.*<${tag}>`,
          at("rollout", "alarms", index),
        ]),
        ...["smoke", "function", "pause"].map((tag, index) => [
          `${field}.rollout.hooks.*<${tag}>`,
          at("rollout", "hooks", index),
        ]),
        ...["before", "after"].flatMap((when) =>
          ["name", "task"].map((tag, index) => [`${field}.${when}.*<${tag}>`, at(when, index)]),
        ),
      ];
    }),
  ),
};

const yesNo = /true or false, without quotes/;
const below = (prefix: string, bad: Record<string, Bad[]>): Record<string, Bad[]> =>
  Object.fromEntries(Object.entries(bad).map(([key, values]) => [`${prefix}${key}`, values]));

const period: Bad[] = [
  [45, /10, 20, 30 or a multiple of 60/],
  [90_000, /up to 86400/],
];
const periods: Bad[] = [[0, /periods from 1 to 1440/]];
const name: Bad[] = [
  ["status", /status and cpu are Slipway's own/],
  ["a-b", /1 to 32 of a-z and 0-9/],
];
const answer: Record<string, Bad[]> = {
  path: [["health", /path that begins with \//]],
  status: [[99, /from 100 to 599/]],
  contains: [["", /text of 1 to 200 characters/]],
  matches: [["", /regular expression of 1 to 200 characters/]],
  latencyMs: [[0, /milliseconds from 1 to 60000/]],
};
const hookStage: Bad[] = [["AFTER", /one of RECONCILE_SERVICE, .*AfterAllowTraffic/]];
const hookKind: Bad[] = [["pauze", /one of smoke, function, pause.*Did you mean "pause"/]];

export const rolloutValues: Record<string, Bad[]> = {
  rollout: [["half", /map with batch, strategy/]],
  ...below("rollout.", {
    batch: [
      ["third", /one, half, all, or a map/],
      [50, /one, half, all, or a map/],
    ],
    "batch.healthyPercent": [
      [0, /percent from 1 to 99/],
      [100, /percent from 1 to 99/],
    ],
    strategy: [["canari", /one of rolling, .*Did you mean "canary"/]],
    controller: [["ecs", /one of native, codedeploy/]],
    percent: [
      [0, /percent from 1 to 99/],
      [100, /percent from 1 to 99/],
      ["10", /without quotes/],
    ],
    minutes: [
      [0, /minutes from 1 to 2880/],
      [2881, /minutes from 1 to 2880/],
    ],
    bake: [
      [-1, /minutes from 0 to 2880/],
      [2881, /minutes from 0 to 2880/],
    ],
    ready: [[30, /map with minutes, onTimeout/]],
    "ready.minutes": [[2881, /minutes from 1 to 2880/]],
    "ready.onTimeout": [["rollback", /one of continue, stop/]],
    alarms: [
      ["status", /list of 1 to 10 alarms/],
      [[], /list of 1 to 10 alarms/],
      [Array.from({ length: 11 }, () => "status"), /list of 1 to 10 alarms/],
    ],
    "alarms.*": [["slow", /one of status, cpu, errors, latency.*or a map with name/]],
    ...below("alarms.*<name>.", {
      name,
      namespace: [["a:b", /CloudWatch namespace/]],
      metric: [["", /name of a metric/]],
      statistic: [["Mean", /Average.*percentile such as p99/]],
      threshold: [["5", /a number, without quotes/]],
      periodSeconds: period,
      evaluationPeriods: periods,
      datapoints: periods,
      dimensions: [["Environment", /map of dimension names to values/]],
      "dimensions.*": [[5, /text of 1 to 1024 characters, in quotes/]],
    }),
    ...below("alarms.*<known>.", {
      known: [["cpu", /one of errors, latency, unhealthy, throttles, log/]],
      threshold: [["5", /a number, without quotes/]],
      periodSeconds: period,
      evaluationPeriods: periods,
      datapoints: periods,
    }),
    ...below("alarms.*<pattern>.", {
      pattern: [["", /filter pattern of 1 to 1024 characters/]],
      name,
      threshold: [[-1, /lines from 0 to/]],
      periodSeconds: period,
      evaluationPeriods: periods,
      datapoints: periods,
    }),
    ...below("alarms.*<synthetic>.", {
      kind: [["synthetik", /must be synthetic/]],
      ...answer,
      requests: [[101, /requests from 1 to 100/]],
      everyMinutes: [
        [0, /minutes from 1 to 60/],
        [61, /minutes from 1 to 60/],
      ],
      evaluationPeriods: [[25, /runs from 1 to 24/]],
      datapoints: [[0, /runs from 1 to 24/]],
    }),
    hooks: [[{}, /list of 1 to 10 hooks/]],
    "hooks.*": [["smoke", /map with stage and kind/]],
    ...below("hooks.*<smoke>.", {
      stage: hookStage,
      kind: hookKind,
      ...answer,
      requests: [[101, /requests from 1 to 100/]],
      attempts: [[61, /attempts from 1 to 60/]],
    }),
    ...below("hooks.*<function>.", {
      stage: hookStage,
      kind: hookKind,
      function: [["arn:aws:lambda:x", /name of a Lambda function/]],
      minutes: [[61, /minutes from 1 to 60/]],
    }),
    ...below("hooks.*<pause>.", {
      stage: hookStage,
      kind: hookKind,
      minutes: [
        [0, /minutes from 1 to 20160/],
        [20_161, /minutes from 1 to 20160/],
      ],
      onTimeout: [["stop", /one of continue, rollback/]],
    }),
  }),
};

const variables = (field: string): Record<string, Bad[]> => ({
  [`${field}environment`]: [[["A=b"], /map of variable names to text/]],
  [`${field}environment.*`]: [[1, /text, in quotes/]],
  [`${field}secrets`]: [["TOKEN", /map of variable names to maps with parameter or secret/]],
  [`${field}secrets.*`]: [["token", /map with parameter, or with secret/]],
  [`${field}secrets.*<parameter>.parameter`]: [["url", /path of a parameter that begins with \//]],
  [`${field}secrets.*<secret>.secret`]: [["a b", /name of a secret, such as/]],
  [`${field}secrets.*<secret>.jsonKey`]: [["a:b", /key of the secret's JSON text/]],
  [`${field}secrets.*<secret>.versionStage`]: [["a b", /stage's label/]],
  [`${field}secrets.*<parameter>.key`]: [["alias/aws/ssm", /alias of a customer key, such as/]],
  [`${field}secrets.*<secret>.key`]: [
    ["arn:aws:kms:eu-west-1:012345678901:key/1234", /ARN of a key is of one account/],
  ],
});

const kind: Bad[] = [["ec2-inplace", /must be one of ec2-in-place, ecs, lambda.*Did you mean/]];
const logDays: Bad[] = [[15, /one of 1, 3, 5/]];
const health: Bad[] = [
  ["health", /path that begins with \//],
  ["/a?b", /without query/],
];

export const targetValues: Record<string, Bad[]> = {
  target: [["ec2-in-place", /map with kind/]],
  ...below("target<ec2-in-place>.", {
    kind,
    health,
    port: [
      [0, /from 1 to 65535/],
      [65_536, /from 1 to 65535/],
    ],
    instanceType: [["t3", /EC2 instance type, such as t3\.micro/]],
    instances: [
      [0, /instances from 1 to 50/],
      [51, /instances from 1 to 50/],
    ],
    ami: [
      ["amazon-linux", /image id in quotes/],
      ["ami-0123", /image id/],
    ],
  }),
  ...below("target<ecs>.", {
    kind,
    containers: [[[], /list of 1 to 10 containers/]],
    "containers.*": [["api", /map with name, image/]],
    "containers.*.name": [["Api", /1 to 32 of a-z, 0-9 and -/]],
    "containers.*.image": [["nginx:latest", /name of an image of build\.images/]],
    "containers.*.essential": [["yes", yesNo]],
    "containers.*.port": [[0, /from 1 to 65535/]],
    ...variables("containers.*."),
    "containers.*.command": [["serve", /list of 1 to 50 words/]],
    "containers.*.command.*": [["", /text of 1 to 1024 characters/]],
    traffic: [["Api", /name of a container/]],
    health,
    cpu: [[0.25, /CPU units from 128/]],
    memory: [["512", /MiB from 128/]],
    architecture: [["arm64", /one of X86_64, ARM64/]],
    desired: [[0, /tasks from 1 to 1000/]],
    scaling: [[4, /map with least, most/]],
    "scaling.least": [[0, /tasks from 1 to 1000/]],
    "scaling.most": [["4", /tasks from 1 to 1000/]],
    "scaling.cpuPercent": [[95, /percent from 10 to 90/]],
    capacity: [["FARGATE", /list of 1 to 20 capacity providers/]],
    "capacity.*": [["FARGATE", /map with provider, weight, base/]],
    "capacity.*.provider": [["fargate", /FARGATE, FARGATE_SPOT, or the name/]],
    "capacity.*.weight": [[1001, /from 0 to 1000/]],
    "capacity.*.base": [[-1, /tasks from 0 to 100000/]],
    stopSeconds: [[121, /seconds from 2 to 120/]],
    exec: [["no", yesNo]],
    connect: [["no", yesNo]],
    logDays,
    loadBalancer: [["application", /map with kind, scheme/]],
    "loadBalancer.kind": [["classic", /one of application, network/]],
    "loadBalancer.scheme": [["public", /one of internal, internet-facing/]],
    "loadBalancer.deregistrationSeconds": [[3601, /seconds from 0 to 3600/]],
    "loadBalancer.testPort": [
      [443, /from 1024 to 65535/],
      [65_536, /from 1024 to 65535/],
    ],
    "loadBalancer.tlsPolicy": [["ELBSecurityPolicy-2016-08", /security policy of TLS 1\.2 or 1\.3/]],
    "loadBalancer.certificate": [["arn:aws:acm", /map of environments to ARNs of certificates/]],
    "loadBalancer.certificate.*": [["arn:aws:acm:eu-west-1:1:certificate/a", /ARN of a certificate in ACM/]],
    "loadBalancer.webAcl": [["arn:aws:wafv2", /map of environments to ARNs of web ACLs/]],
    "loadBalancer.webAcl.*": [["arn:aws:wafv2:us-east-1:012345678901:global/webacl/a/b", /ARN of a regional web ACL/]],
    "loadBalancer.accessLogs": [[true, /map of environments to buckets/]],
    "loadBalancer.accessLogs.*": [["s3://logs", /name of a bucket/]],
  }),
  ...below("target<lambda>.", {
    kind,
    package: [["docker", /one of image, zip/]],
    image: [["nginx:latest", /name of an image of build\.images/]],
    placeholder: [["hello", /map of environment names to images/]],
    "placeholder.*": [["public.ecr.aws/lambda/nodejs:24", /image by digest in ECR/]],
    runtime: [["go", /runtime of Lambda, such as nodejs24\.x/]],
    handler: [["", /a handler, such as index\.handler/]],
    memory: [[64, /MiB from 128 to 10240/]],
    timeoutSeconds: [[901, /seconds from 1 to 900/]],
    architecture: [["X86_64", /one of x86_64, arm64/]],
    ...variables(""),
    provisioned: [[0, /environments from 1 to 1000/]],
    reserved: [[0, /runs from 1 to 10000/]],
    vpc: [["yes", yesNo]],
    logDays,
  }),
};

/** Of a step that is a task. */
export const taskValues: Record<string, Bad[]> = {
  task: [["Migrate", /1 to 16 of a-z and 0-9/]],
  container: [["a b", /name of a container of the target/]],
  command: [["migrate", /list of 1 to 50 words/]],
  "command.*": [["", /text of 1 to 500 characters/]],
  revision: [["old", /one of new, running/]],
  minutes: [[0, /minutes from 1 to 1380/]],
};
