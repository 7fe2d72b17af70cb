/** What AWS allows, as data: every figure with its unit, whether it can be raised, and where it is written. */

export interface Limit {
  /** Key in `limits`. */
  id: string;
  service: string;
  /** What is counted, and in what. */
  what: string;
  unit: string;
  /** What an account gets without asking. */
  value: number;
  /** Whether Service Quotas raises it on request. */
  adjustable: boolean;
  /** The most that a request is granted, where AWS says so. */
  most?: number;
  /** Address of the page that states it. */
  source: string;
}

type Figure = Omit<Limit, "id">;
/** `true`: on request; a number: on request up to it. */
type Raised = boolean | number;

const docs = "https://docs.aws.amazon.com";

function figures(service: string, page: string) {
  return (what: string, unit: string, value: number, raised: Raised = false): Figure => ({
    service,
    what,
    unit,
    value,
    adjustable: raised !== false,
    ...(typeof raised === "number" ? { most: raised } : {}),
    source: `${docs}${page}`,
  });
}

const kilobyte = 1024;

const pipeline = figures("CodePipeline", "/general/latest/gr/codepipeline.html");
const pipelineGuide = figures("CodePipeline", "/codepipeline/latest/userguide/limits.html");
const iam = figures("IAM", "/IAM/latest/UserGuide/reference_iam-quotas.html");
const build = figures("CodeBuild", "/codebuild/latest/userguide/limits.html");
const events = figures("EventBridge", "/eventbridge/latest/userguide/eb-quota.html");
const parameters = figures(
  "Systems Manager",
  "/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
);
const lambda = figures("Lambda", "/lambda/latest/dg/gettingstarted-limits.html");
const registry = figures("ECR", "/AmazonECR/latest/userguide/service-quotas.html");
const keys = figures("KMS", "/kms/latest/developerguide/resource-limits.html");
const organizations = figures("Organizations", "/organizations/latest/userguide/orgs_reference_limits.html");

const table = {
  // The General Reference, generated from Service Quotas, says 100 actions a stage since October 2024 and so do the
  // user guide's rows for parallel and sequential actions; one row of that guide still says 50.
  actionsPerStage: pipeline("actions in a stage", "actions", 100),
  parallelActionsPerStage: pipeline("actions of a stage that run side by side", "actions", 100),
  sequentialActionsPerStage: pipeline("actions of a stage that run one after the other", "actions", 100),
  actionsPerPipeline: pipeline("actions in a pipeline", "actions", 1000),
  stagesPerPipeline: pipeline("stages in a pipeline", "stages", 50),
  pipelinesPerRegion: pipeline("pipelines of an account in a region", "pipelines", 1000, true),
  customActionsPerRegion: pipeline("custom actions of an account in a region", "custom actions", 50, true),
  configurationKeyLength: pipeline("key of an action's configuration", "characters", 50),
  configurationValueLength: pipeline("value of an action's configuration", "characters", 1000),
  resolvedConfigurationSize: pipelineGuide("an action's configuration, variables resolved", "bytes", 100 * kilobyte),
  outputVariablesSize: pipelineGuide("output variables of an action, together", "bytes", 122_880),
  pipelineVariables: pipelineGuide("variables of a pipeline", "variables", 50),
  triggersPerPipeline: pipelineGuide("triggers of a pipeline", "triggers", 50),
  executionsAtOnce: pipelineGuide("executions of a pipeline at once, QUEUED or PARALLEL", "executions", 50),
  actionsAtOnceInParallelMode: pipelineGuide("actions at once in an execution of a PARALLEL pipeline", "actions", 5),
  s3SourceArtifactSize: pipeline("source artifact from S3", "bytes", 7 * kilobyte ** 3),
  repositorySourceArtifactSize: pipeline("source artifact from CodeCommit or GitHub", "bytes", kilobyte ** 3),
  ecsArtifactSize: pipelineGuide("input artifact of a CodeDeployToECS action", "bytes", 3 * kilobyte ** 2),

  rolesPerAccount: iam("roles of an account", "roles", 1000, 10_000),
  roleNameLength: iam("name of a role", "characters", 64),
  inlinePolicySize: iam("inline policies of a role together, white space not counted", "characters", 10_240),
  managedPolicySize: iam("managed policy, white space not counted", "characters", 6144),
  managedPoliciesPerAccount: iam("customer managed policies of an account", "policies", 1500, 10_000),
  managedPoliciesPerRole: iam("managed policies attached to a role", "policies", 20, 25),
  trustPolicyLength: iam("trust policy of a role", "characters", 2048, 8192),
  instanceProfilesPerAccount: iam("instance profiles of an account", "instance profiles", 1000, 10_000),

  // Until 15 May 2026 it was 5,120 characters and 5 policies, and copies of the page still say so:
  // https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-increased-scp-quotas/.
  controlPolicySize: organizations("service control policy, white space counted", "characters", 10_240),
  controlPoliciesPerTarget: organizations(
    "service control policies attached to a root, unit or account",
    "policies",
    10,
  ),

  bucketPolicySize: figures("S3", "/AmazonS3/latest/userguide/add-bucket-policy.html")(
    "bucket policy",
    "bytes",
    20 * kilobyte,
  ),
  keyPolicySize: figures("KMS", "/kms/latest/developerguide/key-policy-overview.html")(
    "key policy",
    "bytes",
    32 * kilobyte,
  ),
  aliasesPerKey: keys("aliases of a key", "aliases", 50, true),
  topicPolicySize: figures("SNS", "/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html")(
    "topic policy",
    "bytes",
    30 * kilobyte,
  ),
  repositoryPolicySize: figures("ECR", "/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html")(
    "repository policy",
    "characters",
    10_240,
  ),
  repositoriesPerRegion: registry("repositories of an account in a region", "repositories", 100_000, true),
  lifecyclePolicyLength: registry("lifecycle policy of a repository", "characters", 30_720),
  pullThroughRulesPerRegistry: registry("pull-through cache rules of a registry", "rules", 50),

  buildProjectsPerRegion: build("build projects of an account in a region", "projects", 5000, true),
  // Set by AWS from an account's use; 1 is what a new account has for most kinds of machine, and 20 is common.
  buildsAtOnce: build("builds at once on one kind of machine, in a region", "builds", 1, true),

  // 100 in af-south-1 and eu-south-1.
  rulesPerBus: events("rules of an event bus", "rules", 300, true),
  targetsPerRule: events("targets of a rule", "targets", 5),
  eventPatternSize: events("event pattern", "characters", 2048, true),
  busPolicySize: events("policy of an event bus", "characters", 10_240, true),

  parameterSize: parameters("standard parameter's value", "bytes", 4 * kilobyte),
  advancedParameterSize: parameters("advanced parameter's value", "bytes", 8 * kilobyte),
  parametersPerRegion: parameters("standard parameters of an account in a region", "parameters", 10_000),

  functionPolicySize: lambda("resource policy of a function", "bytes", 20 * kilobyte),
  functionEnvironmentSize: lambda("environment variables of a function, together", "bytes", 4 * kilobyte),
  functionTimeout: lambda("run of a function", "seconds", 900),
  functionsAtOnce: lambda("functions running at once in a region", "executions", 1000, true),
} satisfies Record<string, Figure>;

export type LimitId = keyof typeof table;
export type Limits = Record<LimitId, Limit>;

/** AWS's own figures; an account with a raised quota hands in a copy with another `value`. */
export const limits: Limits = Object.fromEntries(
  Object.entries(table).map(([id, figure]) => [id, { id, ...figure }]),
) as Limits;
