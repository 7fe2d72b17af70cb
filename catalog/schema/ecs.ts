/** A service on ECS: part of `services/<name>.yaml`. */
import type { z } from "zod";
import { choice, fields, list, map, text, whole, yesNo } from "./fields";
import { environmentVariables, imageName, logDays, secrets } from "./runtime";

const container = fields({
  name: text(
    /^[a-z][a-z0-9-]{0,31}$/,
    "must be 1 to 32 of a-z, 0-9 and -, beginning with a letter, such as api",
  ).describe("Name of the container, once per service."),
  image: imageName.optional().describe("Name of an image of build.images. Default: the container's name."),
  essential: yesNo().default(true).describe("Whether its end is the end of the task. Default true."),
  port: whole(1, 65_535).optional().describe("Port that it listens on. Default: none."),
  environment: environmentVariables,
  secrets: secrets(
    "Variables that ECS reads when a task starts: { parameter: path } or { secret: name }, below the organisation's prefix. Default: none.",
  ),
  command: list(text(/^[^\0]{1,1024}$/, "must be text of 1 to 1024 characters"), 1, 50, "words")
    .optional()
    .describe("Words that replace the image's command. Default: the image's own."),
});

const capacity = fields({
  provider: text(
    /^(?!(aws|ecs|fargate|AWS|ECS))[\w-]{1,255}$|^FARGATE(_SPOT)?$/,
    "must be FARGATE, FARGATE_SPOT, or the name of a capacity provider of EC2",
  ).describe("FARGATE, FARGATE_SPOT, or the name of a capacity provider of EC2 in the environment's account."),
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
  weight: whole(0, 1000).default(1).describe("Share of the tasks beyond the bases, 0 to 1000. Default 1."),
  base: whole(0, 100_000, "tasks")
    .default(0)
    .describe("Tasks that run on it before weights count; on one provider only. Default 0."),
});

const environmentName = text(/^[a-z][a-z0-9-]*$/, "must be the name of an environment");

const loadBalancer = fields({
  kind: choice(["application", "network"])
    .default("application")
    .describe("application: HTTPS. network: TCP, or TLS with a certificate. Default application."),
  scheme: choice(["internal", "internet-facing"])
    .default("internal")
    .describe("Whether it is reached from inside the network only, or from the Internet. Default internal."),
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
  deregistrationSeconds: whole(0, 3600, "seconds")
    .default(30)
    .describe("Seconds that connections to a task may take to end, 0 to 3600. Default 30."),
  testPort: whole(1024, 65_535)
    .default(8443)
    .describe("Port of the listener that shows the new tasks before traffic goes to them. Default 8443."),
  tlsPolicy: text(
    /^ELBSecurityPolicy-TLS13-1-[23]-[A-Za-z0-9-]{7,60}$/,
    "must be a security policy of TLS 1.2 or 1.3, such as ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  )
    .default("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09")
    .describe("Security policy of the TLS listeners. Default ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09."),
  certificate: map(
    environmentName,
    text(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]{1,64}$/,
      "must be the ARN of a certificate in ACM, in quotes",
    ),
    "must be a map of environments to ARNs of certificates",
  )
    .default({})
    .describe("ARN of the certificate by environment; for application every environment has one."),
  webAcl: map(
    environmentName,
    text(
      /^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]{1,128}\/[\w-]{1,64}$/,
      "must be the ARN of a regional web ACL, in quotes",
    ),
    "must be a map of environments to ARNs of web ACLs",
  )
    .optional()
    .describe("ARN of the web ACL of AWS WAF by environment; application only. Default: none."),
  accessLogs: map(
    environmentName,
    text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket: 3 to 63 of a-z, 0-9, . and -"),
    "must be a map of environments to buckets",
  )
    .optional()
    .describe("Bucket of the access logs by environment, in its region. Default: no access logs."),
});

export const ecs = fields({
  kind: choice(["ecs"]).describe("Tasks of containers on ECS, behind a load balancer of their own."),
  containers: list(container, 1, 10, "containers").describe("Containers of a task."),
  traffic: text(/^[a-z][a-z0-9-]{0,31}$/, "must be the name of a container")
    .optional()
    .describe("Container whose port gets the traffic. Default: the only one with a port."),
  health: text(/^\/[\w./~%-]{0,1023}$/, "must be a path that begins with /, such as /health, without query").describe(
    "Path that answers 200 when a task serves.",
  ),
  cpu: whole(128, 196_608, "CPU units").default(256).describe("CPU units of a task; 1024 are one vCPU. Default 256."),
  memory: whole(128, 3_145_728, "MiB").default(512).describe("MiB of a task. Default 512."),
  architecture: choice(["X86_64", "ARM64"]).default("X86_64").describe("Processor: X86_64 or ARM64. Default X86_64."),
  desired: whole(1, 1000, "tasks").default(2).describe("Tasks, 1 to 1000; with scaling, those at first. Default 2."),
  scaling: fields({
    least: whole(1, 1000, "tasks").describe("Fewest tasks."),
    most: whole(1, 1000, "tasks").describe("Most tasks."),
    cpuPercent: whole(10, 90, "percent").default(60).describe("CPU use that is aimed at, 10 to 90. Default 60."),
  })
    .optional()
    .describe("More or fewer tasks by their CPU use. Default: always desired."),
  capacity: list(capacity, 1, 20, "capacity providers")
    .default([
      { provider: "FARGATE", weight: 1, base: 1 },
      { provider: "FARGATE_SPOT", weight: 1, base: 0 },
    ])
    .describe("Where tasks run. Default: one on FARGATE, the others on FARGATE and FARGATE_SPOT 1:1."),
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html: stopTimeout
  stopSeconds: whole(2, 120, "seconds")
    .default(30)
    .describe("Seconds between a task's SIGTERM and its SIGKILL, 2 to 120. Default 30."),
  exec: yesNo()
    .default(false)
    .describe("Whether people may open a shell in a task (ECS Exec); not in production. Default false."),
  connect: yesNo()
    .default(false)
    .describe("Whether it is found by its name in the environment (Service Connect). Default false."),
  logDays,
  loadBalancer: loadBalancer.prefault({}).describe("Load balancer of the service."),
});

export type EcsSettings = z.output<typeof ecs>;
