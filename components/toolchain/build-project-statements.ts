/** What one service's builds may do: exactly what their projects use, from computed names only. */
import { artifactUse } from "../../catalog/iam/artifact-use";
import type { Statement } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { parameterKeys, secretKeys } from "../../catalog/iam/secret-keys";
import { servicePrincipal } from "../../catalog/iam/services";
import type { BuildVariable, TestReport } from "../../catalog/service-types";
import { type BuildPlace, buildProjectArn, imageRepositoryArn, reportGroupArn } from "./build-project-facts";
import { registryLogin } from "./registry-policies";

export interface BuildUse extends BuildPlace {
  /** Log groups of the projects. */
  logGroupNames: string[];
  /**
   * The service's store in the region of its builds. Caches and copies of logs lie in its bucket as well.
   * `folders`: all that the builds write of it, without slashes at their ends. Default: everywhere.
   */
  artifacts: { bucket: string; keyAlias: string; folders?: string[] };
  /** Images that builds run in. Those of CodeBuild's own need no right. */
  images?: string[];
  /** Variables of all projects; text needs no right. */
  variables?: BuildVariable[];
  /** `alias/...` of customer keys that encrypt those parameters and secrets. AWS's own keys need no right. */
  variableKeyAliases?: string[];
  /** Groups of the projects' reports, by physical name. */
  reportGroups?: { name: string; type: TestReport["type"] }[];
  /** What else a build does, such as pushing images; must lie within the boundary. */
  extraStatements?: Statement[];
}

/** Statements of the build role; each is there only when something uses it. */
export function buildStatements(use: BuildUse): Statement[] {
  const { partition, accountId, region } = use;
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  return [
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: each("logs:", "CreateLogStream", "PutLogEvents"),
      Resource: sorted(use.logGroupNames.map((name) => regional("logs", `log-group:${name}:*`))),
    },
    ...artifactUse({
      bucketArn: `arn:${partition}:s3:::${use.artifacts.bucket}`,
      keyArn: regional("kms", "key/*"),
      keyAlias: use.artifacts.keyAlias,
      ...(use.artifacts.folders ? { folders: sorted(use.artifacts.folders) } : {}),
    }),
    ...variableStatements(use),
    ...imageStatements(use),
    ...reportStatements(use),
    ...(use.extraStatements ?? []),
  ];
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html: what reading variables asks for. */
function variableStatements({ partition, accountId, region, variables = [], variableKeyAliases = [] }: BuildUse) {
  const parameters = variables.flatMap((each) =>
    "parameter" in each ? [`arn:${partition}:ssm:${region}:${accountId}:parameter${each.parameter}`] : [],
  );
  // Secrets Manager adds a hyphen and six characters of its own to the name.
  const secrets = variables.flatMap((each) =>
    "secret" in each ? [`arn:${partition}:secretsmanager:${region}:${accountId}:secret:${each.secret}-??????`] : [],
  );
  const keys = { partition, accountId, region, aliases: sorted(variableKeyAliases) };
  return [
    ...reading("Parameters", "ssm:GetParameters", parameters),
    ...reading("Secrets", "secretsmanager:GetSecretValue", secrets),
    ...parameterKeys({ ...keys, arns: sorted(parameters) }),
    ...secretKeys({ ...keys, arns: sorted(secrets) }),
  ];
}

function reading(Sid: string, Action: string, arns: string[]): Statement[] {
  return arns.length > 0 ? [{ Sid, Effect: "Allow", Action, Resource: sorted(arns) }] : [];
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html */
function imageStatements({ partition, images = [], extraStatements = [] }: BuildUse): Statement[] {
  const repositories = images.flatMap((image) => imageRepositoryArn(partition, image) ?? []);
  if (repositories.length === 0) return [];
  return [
    ...(extraStatements.some(({ Sid }) => Sid === registryLogin.Sid) ? [] : [registryLogin]),
    {
      Sid: "FetchImages",
      Effect: "Allow",
      Action: each("ecr:", "BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"),
      Resource: sorted(repositories),
    },
  ];
}

/**
 * Four rights for each kind of report (https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html);
 * results of tests and of coverage are written by an action of their own.
 */
function reportStatements(use: BuildUse): Statement[] {
  const kinds = [
    { type: "TEST", sid: "TestReports", put: "BatchPutTestCases" },
    { type: "CODE_COVERAGE", sid: "CoverageReports", put: "BatchPutCodeCoverages" },
  ] as const;
  return kinds.flatMap(({ type, sid, put }) => {
    const groups = (use.reportGroups ?? []).filter((group) => group.type === type);
    if (groups.length === 0) return [];
    return [
      {
        Sid: sid,
        Effect: "Allow" as const,
        Action: each("codebuild:", put, "CreateReport", "CreateReportGroup", "UpdateReport"),
        Resource: sorted(groups.map(({ name }) => reportGroupArn(use, name))),
      },
    ];
  });
}

/** Stacks whose resources builds in a VPC use; every resource bears its stack as a tag from its creation on. */
export interface NetworkStacks {
  /** Of the subnets. */
  network: string;
  /** Of the security group. */
  group: string;
}

/**
 * Rights of builds in a VPC: network interfaces in the private subnets of one stack and with the security group of another,
 * handed to CodeBuild alone. Ids of subnets cannot be computed, and tags can: making an interface knows both
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html). AWS's own example
 * (https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html)
 * makes them in any subnet.
 */
export function networkStatements({ partition, accountId, region }: BuildPlace, stacks: NetworkStacks): Statement[] {
  const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${accountId}:${resource}`;
  const ofStack = (stack: string) => ({ "aws:ResourceTag/slipway:stack": stack });
  const interfaces = ec2("network-interface/*");
  return [
    {
      // Describing knows no single resources.
      Sid: "FindNetwork",
      Effect: "Allow",
      Action: each("ec2:Describe", "DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs"),
      Resource: "*",
    },
    {
      // An interface in use cannot be deleted.
      Sid: "Interfaces",
      Effect: "Allow",
      Action: each("ec2:", "CreateNetworkInterface", "DeleteNetworkInterface"),
      Resource: interfaces,
    },
    {
      Sid: "InSubnets",
      Effect: "Allow",
      Action: "ec2:CreateNetworkInterface",
      Resource: ec2("subnet/*"),
      // awsx tags what has no direct way to the internet so.
      Condition: { StringEquals: { ...ofStack(stacks.network), "aws:ResourceTag/SubnetType": "Private" } },
    },
    {
      Sid: "WithGroup",
      Effect: "Allow",
      Action: "ec2:CreateNetworkInterface",
      Resource: ec2("security-group/*"),
      Condition: { StringEquals: ofStack(stacks.group) },
    },
    {
      Sid: "HandOverInterfaces",
      Effect: "Allow",
      Action: "ec2:CreateNetworkInterfacePermission",
      Resource: interfaces,
      Condition: { StringEquals: { "ec2:AuthorizedService": servicePrincipal("codebuild", partition) } },
    },
  ];
}

/**
 * Rights of the role that runs a batch. AWS wants it apart from the builds' role, which could start builds beyond
 * the batch's limits with them (https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build.html).
 */
export function batchStatements(place: BuildPlace, projectNames: string[]): Statement[] {
  return [
    {
      Sid: "RunBatch",
      Effect: "Allow",
      Action: each("codebuild:", "RetryBuild", "StartBuild", "StopBuild"),
      Resource: sorted(projectNames.map((name) => buildProjectArn(place, name))),
    },
  ];
}

function sorted(values: string[]): string[] {
  return [...new Set(values)].sort();
}
