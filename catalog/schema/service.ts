/** `services/<name>.yaml`: one service, owned by its team. */
import { z } from "zod";
import { mostAlarms } from "../rollout";
import { choice, fields, list, map, text, whole, yesNo } from "./fields";
import { connectionName } from "./toolchain";

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html */
const computeTypes = [
  "BUILD_GENERAL1_SMALL",
  "BUILD_GENERAL1_MEDIUM",
  "BUILD_GENERAL1_LARGE",
  "BUILD_GENERAL1_XLARGE",
  "BUILD_GENERAL1_2XLARGE",
] as const;

/** Minutes of a build, 5 to 480: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html */
export const buildMinutes = { least: 5, most: 480, usual: 30 } as const;

const source = fields({
  connection: connectionName.describe("Name of a connection in Pulumi.toolchain.yaml."),
  repository: text(
    /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)+$/,
    "must be the repository's full name, such as acme/orders",
  ).describe("Full name of the repository: owner and name."),
  branch: text(
    // https://git-scm.com/docs/git-check-ref-format
    /^(?![-/.])(?!.*(\.\.|\/\/|@\{|\/\.))(?!.*(\/|\.|\.lock)$)[^\s~^:?*[\\]{1,255}$/,
    "must be a branch's name, such as main",
  ).describe("Branch whose commits are released."),
});

const defaultBuild = {
  buildspec: "buildspec.yml",
  image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
  compute: "BUILD_GENERAL1_SMALL",
  timeoutMinutes: buildMinutes.usual,
} as const;

const build = fields({
  buildspec: text(
    /^(?!\/)(?!(.*\/)?\.\.(\/|$))[\w./-]+\.ya?ml$/,
    "must be a path inside the repository that ends in .yml or .yaml, such as buildspec.yml",
  )
    .default(defaultBuild.buildspec)
    .describe("Path of the buildspec inside the repository. Default buildspec.yml."),
  image: text(/^[\w./:@-]{1,255}$/, `must be a CodeBuild image, such as ${defaultBuild.image}`)
    .default(defaultBuild.image)
    .describe(`Image that the build runs in. Default ${defaultBuild.image}.`),
  compute: choice(computeTypes)
    .default(defaultBuild.compute)
    .describe(`CodeBuild compute type. Default ${defaultBuild.compute}.`),
  timeoutMinutes: whole(buildMinutes.least, buildMinutes.most, "minutes")
    .default(buildMinutes.usual)
    .describe("Minutes until a build is stopped, 5 to 480. Default 30."),
});

const target = fields({
  kind: choice(["ec2-in-place"]).describe("What the service runs on."),
  health: text(/^\/[\w./~%-]{0,1023}$/, "must be a path that begins with /, such as /health, without query").describe(
    "Path that answers 200 when an instance serves.",
  ),
  port: whole(1, 65_535).default(8080).describe("Port of the health path. Default 8080."),
  instanceType: text(
    /^[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/,
    "must be an EC2 instance type, such as t3.micro",
  )
    .default("t3.micro")
    .describe("EC2 instance type. Default t3.micro."),
  instances: whole(1, 50, "instances").default(2).describe("Instances per environment, 1 to 50. Default 2."),
  ami: text(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be an image id in quotes, such as ami-0123456789abcdef0")
    .optional()
    .describe("Image id. Default: the newest Amazon Linux 2023 when an instance is made."),
});

const batch = z
  .union(
    [
      choice(["one", "half", "all"]),
      fields({
        healthyPercent: whole(1, 99, "percent").describe("Percent of instances that stay in service, 1 to 99."),
      }),
    ],
    { error: "must be one, half, all, or a map with healthyPercent from 1 to 99" },
  )
  .describe("How many instances are deployed to at once: one, half, all, or all but healthyPercent. Default one.");

const periodRule = "must be 10, 20, 30 or a multiple of 60 up to 86400 seconds, without quotes";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html for every figure here. */
const metricAlarm = fields({
  name: text(
    /^(?!(status|cpu)$)[a-z][a-z0-9]{0,31}$/,
    "must be 1 to 32 of a-z and 0-9, beginning with a letter, such as errors; status and cpu are Slipway's own",
  ).describe("Name of the alarm, once per list: 1 to 32 of a-z and 0-9."),
  namespace: text(/^[^\s:][^:]{0,254}$/, "must be a CloudWatch namespace, such as AWS/ApplicationELB").describe(
    "CloudWatch namespace of the metric.",
  ),
  metric: text(/^\S(.{0,253}\S)?$/, "must be the name of a metric, such as HTTPCode_Target_5XX_Count").describe(
    "Name of the metric.",
  ),
  statistic: text(
    /^(SampleCount|Average|Sum|Minimum|Maximum|(p|tm|wm|tc|ts)\d{1,2}(\.\d{1,10})?)$/,
    "must be SampleCount, Average, Sum, Minimum, Maximum or a percentile such as p99",
  ).describe("Statistic of the metric: SampleCount, Average, Sum, Minimum, Maximum, or a percentile such as p99."),
  threshold: z
    .number({
      error: ({ input }) => `${input === undefined ? "is missing: it " : ""}must be a number, without quotes`,
    })
    .describe("The alarm is raised when the statistic is above this."),
  periodSeconds: z
    .union(
      [z.literal([10, 20, 30]), z.int().multipleOf(60, periodRule).min(60, periodRule).max(86_400, periodRule)],
      periodRule,
    )
    .default(60)
    .describe("Seconds of one period: 10, 20, 30 or a multiple of 60. Default 60."),
  evaluationPeriods: whole(1, 1440, "periods")
    .default(2)
    .describe("Periods above the threshold that raise the alarm. Default 2."),
  dimensions: map(
    text(/^[^\s:].{0,254}$/, "must be the name of a dimension, such as LoadBalancer"),
    text(/^\S(.{0,1022}\S)?$/, "must be text of 1 to 1024 characters, in quotes"),
    "must be a map of dimension names to values",
  )
    .default({})
    .describe("Dimensions of the metric. Default: none."),
});

const alarms = list(
  z.union([choice(["status", "cpu"]), metricAlarm], {
    error: "must be status, cpu, or a map with name, namespace, metric, statistic and threshold",
  }),
  1,
  mostAlarms,
  "alarms: status, cpu or maps",
).describe(
  "What stops and rolls back a deployment: status (an instance's status check), cpu (above 90 percent) or a metric. Default status.",
);

const rollout = fields({
  batch: batch.default("one"),
  alarms: alarms.default(["status"]),
});

const stage = fields({
  environment: text(
    /^[a-z][a-z0-9-]*$/,
    "must be the name of an environment: the middle of a file name Pulumi.<environment>.yaml",
  ).describe("Name of an environment."),
  approval: yesNo()
    .optional()
    .describe("Whether a person approves before this stage. Default: whether the environment is production."),
  rollout: rollout.prefault({}).describe("How the fleet is deployed to."),
});

export const serviceSchema = fields({
  source: source.describe("Where the commits come from."),
  build: build.prefault({}).describe("How a commit becomes a release."),
  target: target.describe("What the service runs on."),
  // 50 stages a pipeline, of which source and build are two: catalog/pipeline/limits.ts.
  stages: list(stage, 1, 48, "stages").describe("Environments in the order of their releases."),
});

export type ServiceSettings = z.output<typeof serviceSchema>;
