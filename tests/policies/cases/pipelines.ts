/** Cases of the rules about pipelines, deployments and what they are made of. */
import { document, unknown } from "../fixtures";
import { account, allow, type Case, group, instance, named, part, pipeline, project } from "./parts";

const act = (category: string, more: object = {}) => ({ name: category, category, provider: "Any", ...more });
const gate = (name: string, runOrder = 1) =>
  act("Invoke", { runOrder, configuration: { FunctionName: "gates", UserParameters: `{"gate":"${name}"}` } });
const approve = act("Approval", { name: "Approve", provider: "Manual" });
const deploy = (runOrder = 1) => act("Deploy", { runOrder });
/** A release by Slipway's function, or a task that it runs once. */
const release = (runOrder = 1, task = false) =>
  act("Invoke", {
    name: task ? "migrate" : "Deploy",
    runOrder,
    configuration: { FunctionName: "acme-release", UserParameters: task ? '{"task":{"name":"migrate"}}' : "{}" },
  });
const own = { tags: { "slipway:service": "orders" } };
const production = { tags: { environment: "production" } };
const condition = (provider: string, configuration: object = {}) => ({
  condition: { rules: [{ ruleTypeId: { provider }, configuration }] },
});
const configuration = (more: object) =>
  part("aws:codedeploy/deploymentConfig:DeploymentConfig", { deploymentConfigName: "own", ...more });
const alarm = (more: object) =>
  part("aws:cloudwatch/metricAlarm:MetricAlarm", { name: "slow", evaluationPeriods: 5, ...more });
const watching = (minutes: number) =>
  group({
    alarmConfiguration: { enabled: true, alarms: ["slow", "elsewhere"] },
    blueGreenDeploymentConfig: {
      terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: minutes },
    },
  });
const tagged = (value: string) =>
  group({ ec2TagSets: [{ ec2TagFilters: [{ key: "Name", type: "KEY_AND_VALUE", value }] }] });
const waiting = group({
  deploymentGroupName: "orders",
  blueGreenDeploymentConfig: { deploymentReadyOption: { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: 60 } },
});
const asking = (timeoutInMinutes: number) =>
  pipeline({
    stages: [
      {
        actions: [
          { ...act("Deploy"), configuration: { DeploymentGroupName: "orders" } },
          { ...approve, timeoutInMinutes },
        ],
      },
    ],
  });
const zonal = configuration({ zonalConfig: { monitorDurationInSeconds: 600 } });
const target = (crossing: string) =>
  part("aws:lb/targetGroup:TargetGroup", { name: "orders", loadBalancingCrossZoneEnabled: crossing });
const balanced = group({ deploymentConfigName: "own", loadBalancerInfo: { targetGroupInfos: [{ name: "orders" }] } });
const repository = part("aws:codecommit/repository:Repository", { repositoryName: "orders" });
const template = (needed: number) => [
  part("aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate", {
    name: "two",
    content: `{"Statements":[{"NumberOfApprovalsNeeded":${needed}}]}`,
  }),
  part("aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation", {
    approvalRuleTemplateName: "two",
    repositoryName: "orders",
  }),
];
const fetch = "version: 0.2\n- curl -fsSLo tool https://example.com/tool\n";

const hearing = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** A role, and a rule in us-east-1 on its being assumed. */
function entering(state: string, region: string) {
  const roleArn = ["arn:aws:iam::111111111111:role/slipway/acme-break-glass"];
  const detail = { eventName: ["AssumeRole"], requestParameters: { roleArn } };
  return [
    part("aws:cloudwatch/eventRule:EventRule", {
      ...{ name: "entered", state, region: "us-east-1" },
      eventPattern: JSON.stringify({ source: ["aws.sts"], detail }),
    }),
    part("aws:cloudwatch/eventTarget:EventTarget", { rule: "entered" }),
    part("aws:iam/role:Role", {
      ...{ name: "acme-break-glass", path: "/slipway/" },
      assumeRolePolicy: document(
        allow({
          Action: "sts:AssumeRole",
          Principal: { AWS: account },
          Condition: { ...named, StringEquals: { "aws:RequestedRegion": region } },
        }),
      ),
    }),
  ];
}

export const pipelines: Record<string, Case[]> = {
  "codepipeline-production-stage-stands-behind-approval": [
    {
      what: "an approval first",
      parts: [pipeline({ stages: [{ name: "prod", actions: [{ ...approve, runOrder: 1 }, deploy(2)] }] })],
    },
    {
      what: "none",
      parts: [pipeline({ stages: [{ name: "prod", actions: [deploy()] }] })],
      finds: ["Stage prod deploys to production and no approval comes before it."],
    },
    {
      what: "an approval between a gate and a release by the function",
      parts: [
        pipeline({ stages: [{ name: "prod", actions: [gate("previous"), { ...approve, runOrder: 2 }, release(3)] }] }),
      ],
    },
    {
      what: "a release by the function, and a task before the approval",
      parts: [
        pipeline({ stages: [{ name: "prod", actions: [release()] }] }),
        pipeline({ stages: [{ name: "prod", actions: [release(1, true), { ...approve, runOrder: 2 }, release(3)] }] }),
      ],
      finds: Array(2).fill("Stage prod deploys to production and no approval comes before it."),
    },
  ],
  "codepipeline-pipeline-keeps-its-gates": [
    {
      what: "every gate, and a pipeline that is not Slipway's",
      parts: [
        pipeline({
          ...own,
          stages: [
            { actions: [gate("definition"), gate("candidate")] },
            {
              actions: [
                gate("previous"),
                { ...approve, runOrder: 2 },
                gate("approver", 3),
                gate("same", 4),
                deploy(5),
                gate("record", 6),
              ],
            },
          ],
        }),
        pipeline({ stages: [{ actions: [deploy()] }] }),
        pipeline({
          ...own,
          stages: [
            { actions: [gate("definition"), gate("candidate")] },
            { actions: [release(1, true), release(2), gate("record", 3), release(4, true)] },
          ],
        }),
      ],
    },
    {
      what: "no candidate, no check of who approved, no second look at the artifact, and one of two records",
      parts: [
        pipeline({
          ...own,
          stages: [
            { actions: [gate("definition"), gate("candidate", 9)] },
            {
              actions: [
                gate("previous"),
                { ...approve, runOrder: 2 },
                gate("same", 3),
                deploy(4),
                deploy(4),
                gate("record", 5),
              ],
            },
          ],
        }),
        pipeline({ ...own, stages: [{ actions: [gate("definition")] }, { actions: [deploy(), gate("record", 2)] }] }),
        pipeline({ ...own, stages: [{ actions: [gate("definition"), gate("candidate")] }, { actions: [release()] }] }),
        pipeline({ ...own, stages: [{ actions: [gate("definition"), release(2, true)] }] }),
      ],
      finds: [
        "Gate approver is asked 0 times in the stage of Approve.",
        "Gate same is asked 1 times in the stage of Deploy, Deploy.",
        "Gate record is asked 1 times in the stage of Deploy, Deploy.",
        "Nothing asks gate candidate before the first deployment.",
        "Gate same is asked 0 times in the stage of Deploy.",
        "Gate record is asked 0 times in the stage of Deploy.",
        "Nothing asks gate candidate before the first deployment.",
      ],
    },
    { what: "unknown stages", parts: [pipeline({ ...own, stages: unknown })], finds: ["undecided"] },
  ],
  "codepipeline-production-stage-has-its-conditions": [
    {
      what: "conditions that are asked for, an alarm that is watched, and stages of no production",
      settings: { beforeEntry: ["DeploymentWindow"], onFailure: "ROLLBACK" },
      parts: [
        pipeline({
          stages: [
            { name: "dev", actions: [deploy()], onSuccess: condition("CloudWatchAlarm", { WaitTime: "10" }) },
            {
              name: "prod",
              actions: [deploy()],
              beforeEntry: condition("DeploymentWindow"),
              onFailure: { result: "ROLLBACK" },
            },
          ],
        }),
      ],
    },
    {
      what: "conditions left out, and an alarm that is hardly watched",
      settings: { beforeEntry: ["DeploymentWindow"], onFailure: "ROLLBACK" },
      parts: [
        pipeline({
          stages: [{ name: "prod", actions: [release()], onSuccess: condition("CloudWatchAlarm", { WaitTime: "1" }) }],
        }),
      ],
      finds: [
        "Stage prod watches its alarm for 1 minutes; at least 5 are asked for.",
        "Stage prod has no rule DeploymentWindow in beforeEntry.",
        "Stage prod does not ROLLBACK when it fails.",
      ],
    },
  ],
  "codepipeline-source-is-an-archive": [
    {
      what: "a zip file, and other sources",
      parts: [
        pipeline({
          stages: [
            { actions: [act("Source", { provider: "S3", configuration: { S3ObjectKey: "a.zip" } }), act("Source")] },
          ],
        }),
      ],
    },
    {
      what: "another file",
      parts: [
        pipeline({
          stages: [{ actions: [act("Source", { provider: "S3", configuration: { S3ObjectKey: "a.tar" } })] }],
        }),
      ],
      finds: ["Source a.tar is no .zip file."],
    },
  ],
  "codedeploy-deployment-group-deploys-gradually": [
    {
      what: "steps, the default, and all at once outside of production",
      parts: [
        group({ ...production, deploymentConfigName: "CodeDeployDefault.HalfAtATime" }),
        group(production),
        group({ deploymentConfigName: "CodeDeployDefault.AllAtOnce" }),
        configuration({ minimumHealthyHosts: { value: 75 } }),
        group({ ...production, deploymentConfigName: "own" }),
      ],
    },
    {
      what: "a function with provisioned concurrency, which takes no weights",
      parts: [
        part("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", { qualifier: "live" }),
        group({ ...production, deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce" }),
      ],
    },
    {
      what: "instances beside provisioned concurrency",
      parts: [
        part("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", { qualifier: "live" }),
        group({ ...production, deploymentConfigName: "CodeDeployDefault.AllAtOnce" }),
      ],
      finds: ["A deployment reaches all of production at once."],
    },
    {
      what: "all at once, by AWS's configuration and by one's own",
      parts: [
        group({ ...production, deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce" }),
        configuration({ minimumHealthyHosts: { value: 0 } }),
        group({ ...production, deploymentConfigName: "own" }),
      ],
      finds: Array(2).fill("A deployment reaches all of production at once."),
    },
  ],
  "codedeploy-deployment-group-watches-long-enough": [
    { what: "a wait as long as the alarm looks back", parts: [watching(5), alarm({ period: 60 })] },
    {
      what: "shorter waits, of a blue/green and of a zonal deployment",
      parts: [
        watching(5),
        alarm({ metricQueries: [{ metric: { period: 300 } }, { expression: "MAX(METRICS())" }] }),
        zonal,
        group({ deploymentConfigName: "own", alarmConfiguration: { enabled: true, alarms: ["slow"] } }),
      ],
      finds: [300, 600].map((wait) => `The deployment waits ${wait} seconds, and alarm slow looks at 1500.`),
    },
  ],
  "codedeploy-deployment-group-finds-its-instances": [
    { what: "tags that an instance has", parts: [tagged("orders"), instance({ tags: { Name: "orders" } })] },
    { what: "a group of another stack's instances", parts: [tagged("orders")] },
    {
      what: "tags in another case",
      parts: [tagged("Orders"), instance({ tags: { Name: "orders" } })],
      finds: ["No instance of the stack has the tags of the group."],
    },
  ],
  "codedeploy-zonal-group-keeps-its-zone": [
    { what: "traffic that stays in its zone", parts: [zonal, balanced, target("false")] },
    { what: "traffic across zones of a deployment that is not zonal", parts: [balanced, target("true")] },
    {
      what: "traffic across zones",
      parts: [zonal, balanced, target("use_load_balancer_configuration")],
      finds: ["A zone that fails serves the other zones' callers."],
    },
  ],
  "codedeploy-deployment-group-waits-for-approval": [
    { what: "an approval in time", parts: [waiting, asking(60)] },
    {
      what: "one that may come too late",
      parts: [waiting, asking(90)],
      finds: ["Approval Approve may come after the 60 minutes of the wait."],
    },
  ],
  "codecommit-repository-requires-approvals": [
    { what: "a template that needs two", parts: [repository, ...template(2)] },
    {
      what: "no template, and one that needs none",
      parts: [repository],
      finds: ["Nobody else needs to approve a change of the repository."],
    },
    {
      what: "a template that needs none",
      parts: [repository, ...template(0)],
      finds: ["Nobody else needs to approve a change of the repository."],
    },
  ],
  "codebuild-project-is-private": [
    { what: "a private project", parts: [project({ projectVisibility: "PRIVATE", badgeEnabled: false }), project({})] },
    {
      what: "public builds, and a badge",
      parts: [project({ projectVisibility: "PUBLIC_READ", badgeEnabled: true })],
      finds: ["Everyone can read the builds and their logs.", "Everyone can read the result of the last build."],
    },
  ],
  "codebuild-project-validates-downloads": [
    {
      what: "a checksum, no download, and a file of the source",
      parts: [`${fetch}- sha256sum --check tool.sha256\n`, "version: 0.2\n- npm ci\n", "buildspec.yml"].map(
        (buildspec) => project({ source: { buildspec } }),
      ),
    },
    {
      what: "a download that is not compared",
      parts: [project({ source: { buildspec: fetch } })],
      finds: ["The buildspec runs or keeps what it downloads unchecked."],
    },
  ],
  "events-rule-has-target": [
    {
      what: "a rule with a target",
      parts: [
        part("aws:cloudwatch/eventRule:EventRule", { name: "failed", state: "ENABLED" }),
        part("aws:cloudwatch/eventTarget:EventTarget", { rule: "failed" }),
      ],
    },
    {
      what: "a rule that is off, without one",
      parts: [part("aws:cloudwatch/eventRule:EventRule", { name: "failed", state: "DISABLED" })],
      finds: ["The rule is off.", "Nothing follows from the rule."],
    },
  ],
  "events-rule-hears-who-enters": [
    { what: "a rule that hears, of a role that is assumed there only", parts: entering(hearing, "us-east-1") },
    {
      what: "a rule that hears nothing, of a role that is assumed anywhere",
      parts: entering("ENABLED", "*"),
      finds: ["The rule hears of no AssumeRole.", "Statement S lets the role be assumed where no rule hears of it."],
    },
    {
      what: "a rule in another region than the role is assumed in",
      parts: entering(hearing, "eu-west-1"),
      finds: ["Statement S lets the role be assumed where no rule hears of it."],
    },
    {
      what: "a rule on something else",
      parts: [
        part("aws:cloudwatch/eventRule:EventRule", { name: "failed", eventPattern: '{"source":["aws.codepipeline"]}' }),
        part("aws:cloudwatch/eventTarget:EventTarget", { rule: "failed" }),
      ],
    },
  ],
  "lambda-function-keeps-its-log": [
    { what: "a named group", parts: [part("aws:lambda/function:Function", { loggingConfig: { logGroup: "/acme" } })] },
    {
      what: "Lambda's own",
      parts: [part("aws:lambda/function:Function")],
      finds: ["The log group of the function is not named."],
    },
  ],
};
