/** A delivery with all that a pipeline may have: waves, conditions, triggers, artifacts of several sources. */
import { proveRequests } from "../../../analysis/authorization";
import type { Graph, GraphMap, GraphResource, GraphStack, GraphValue } from "../../../analysis/graph/types";
import type { ReportInput } from "../../../analysis/report";
import { deliveryGraph, dev, prod, roleArn, toolchain } from "../authorization/delivery-graph";

/** What somebody might write into a file. */
export const hostile = `<script>alert("1")</script> & 'more'`;

const organization = { prefix: "acme", accounts: { toolchain, dev, prod } };
const pipelineType = "aws:codepipeline/pipeline:Pipeline";

export function input(graph: Graph = reportGraph()): ReportInput {
  return { graph, proofs: proveRequests(graph), organization };
}

export function reportGraph(): Graph {
  const graph = structuredClone(deliveryGraph());
  const stack = graph.stacks.find(({ name }) => name === "orders.pipeline")!;
  const pipeline = stack.resources.find(({ type }) => type === pipelineType)!;
  Object.assign(pipeline.inputs, { name: "acme-orders", ...wide });
  for (const each of graph.stacks) each.dependsOn = dependencies[each.name] ?? [];
  return { ...graph, stacks: [...graph.stacks, catalogueStack(stack, pipeline)] };
}

const dependencies: Record<string, string[]> = {
  "orders.dev": [`${dev}.account`],
  "orders.prod": [`${prod}.account`],
  "orders.pipeline": [`${toolchain}.account`, "orders.dev", "orders.prod"],
};

type Action = { [property: string]: GraphValue };

const action = (name: string, category: string, provider: string, more: Action = {}): Action => ({
  name,
  category,
  provider,
  owner: "AWS",
  version: "1",
  region: "us-east-1",
  runOrder: 1,
  ...more,
});
const gate = (name: string, runOrder: number) =>
  action(name, "Invoke", "Lambda", {
    runOrder,
    configuration: { FunctionName: "acme-gates", UserParameters: `{"gate":"${name.toLowerCase()}"}` },
  });
const deploy = (environment: string, account: string, region: string, runOrder: number) => [
  action(`Deploy-${environment}`, "Deploy", "CodeDeploy", {
    region,
    runOrder,
    roleArn: roleArn(account, "deploy"),
    inputArtifacts: ["BuildOutput"],
    configuration: { ApplicationName: "orders", DeploymentGroupName: `orders-${environment}` },
  }),
  action(`Test-${environment}`, "Test", "CodeBuild", {
    region: "us-east-1",
    runOrder: runOrder + 1,
    inputArtifacts: ["SourceOutput", "ToolsOutput"],
    configuration: { ProjectName: "acme-orders_smoke" },
  }),
];
const rule = (name: string, provider: string, configuration: GraphMap = {}) => ({
  name,
  ruleTypeId: { category: "Rule", owner: "AWS", provider, version: "1" },
  configuration,
});

const wide: GraphMap = {
  executionMode: "QUEUED",
  triggers: [
    {
      providerType: "CodeStarSourceConnection",
      gitConfiguration: {
        sourceActionName: "Source",
        pushes: [
          { branches: { includes: ["main"], excludes: ["wip/**"] }, filePaths: { includes: ["src/**"] } },
          { tags: { includes: ["v*"] } },
        ],
        pullRequests: [{ events: ["OPEN", "UPDATED"], branches: { includes: ["main"] } }],
      },
    },
  ],
  stages: [
    {
      name: "Source",
      actions: [
        action("Source", "Source", "CodeStarSourceConnection", {
          namespace: "SourceVariables",
          outputArtifacts: ["SourceOutput"],
          configuration: { FullRepositoryId: "acme/orders", BranchName: "main", DetectChanges: "false" },
        }),
        action("Tools", "Source", "S3", {
          outputArtifacts: ["ToolsOutput"],
          configuration: { S3Bucket: "acme-tools", S3ObjectKey: "tools.zip", PollForSourceChanges: "false" },
        }),
      ],
    },
    {
      name: "Build",
      onFailure: { result: "RETRY", retryConfiguration: { retryMode: "FAILED_ACTIONS" } },
      actions: [
        gate("CheckDefinition", 1),
        action("Build", "Build", "CodeBuild", {
          runOrder: 2,
          namespace: "BuildVariables",
          inputArtifacts: ["SourceOutput", "ToolsOutput"],
          outputArtifacts: ["BuildOutput"],
          configuration: { ProjectName: "acme-orders-build" },
        }),
        gate("Candidate", 3),
      ],
    },
    {
      name: "dev",
      beforeEntry: {
        condition: { result: "SKIP", rules: [rule("Changed", "LambdaInvoke", { FunctionName: "acme-gates" })] },
      },
      onFailure: { result: "ROLLBACK" },
      actions: deploy("dev", dev, "us-east-1", 1),
    },
    {
      name: "production",
      beforeEntry: {
        condition: {
          result: "FAIL",
          rules: [
            rule("Window", "DeploymentWindow", { Cron: "0 0 9-16 ? * MON-FRI *" }),
            rule("Changed", "LambdaInvoke"),
          ],
        },
      },
      onSuccess: {
        condition: { result: "ROLLBACK", rules: [rule("Bake", "CloudWatchAlarm", { AlarmName: "errors" })] },
      },
      onFailure: {
        condition: { result: "ROLLBACK", rules: [rule("Errors", "CloudWatchAlarm", { AlarmName: "errors" })] },
      },
      actions: [
        gate("Previous", 1),
        action("Approve", "Approval", "Manual", {
          runOrder: 2,
          timeoutInMinutes: 10_080,
          configuration: { CustomData: hostile, NotificationArn: `arn:aws:sns:us-east-1:${toolchain}:acme-approvals` },
        }),
        gate("Approver", 3),
        ...deploy("prod", prod, "us-east-1", 4),
        ...deploy("prod-eu", prod, "eu-west-1", 4),
      ],
    },
  ],
};

/** A second service: a narrow pipeline that an event rule starts. */
function catalogueStack(like: GraphStack, pipeline: GraphResource): GraphStack {
  const resource = (
    type: string,
    name: string,
    inputs: GraphMap,
    more: Partial<GraphResource> = {},
  ): GraphResource => ({
    ...structuredClone(pipeline),
    urn: `urn:pulumi:catalogue.pipeline::slipway::${type}::${name}`,
    type,
    name,
    inputs,
    propertyDependencies: {},
    dependencies: [],
    ...more,
  });
  const own = resource(pipelineType, "pipeline", {
    name: "acme-catalogue",
    roleArn: roleArn(toolchain, "pipeline"),
    stages: [
      {
        name: "Source",
        actions: [
          action("Source", "Source", "CodeCommit", {
            outputArtifacts: ["SourceOutput"],
            configuration: { RepositoryName: "catalogue", BranchName: "main", PollForSourceChanges: "false" },
          }),
        ],
      },
      ...["dev", "uat", "staging", "canary", "prod"].map((name) => ({
        name,
        actions: [
          action("Deploy", "Deploy", "CodeDeploy", {
            roleArn: roleArn(name === "prod" ? prod : dev, "deploy"),
            inputArtifacts: ["SourceOutput"],
            configuration: {
              ApplicationName: "catalogue",
              DeploymentGroupName: `catalogue-${name}`,
              Token: { $secret: "swordfish" },
              Later: { $unknown: true },
            },
          }),
        ],
      })),
    ],
  });
  return {
    ...like,
    name: "catalogue.pipeline",
    dependsOn: ["orders.dev"],
    resources: [
      own,
      resource("aws:cloudwatch/eventRule:EventRule", "pushed", {
        name: "acme-catalogue-start",
        eventPattern: JSON.stringify({ source: ["aws.codecommit"], "detail-type": ["Repository State Change"] }),
      }),
      resource(
        "aws:cloudwatch/eventTarget:EventTarget",
        "pushed",
        { rule: "acme-catalogue-start", arn: { $unknown: true } },
        { propertyDependencies: { arn: [own.urn] } },
      ),
    ],
  };
}
