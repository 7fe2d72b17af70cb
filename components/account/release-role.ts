/** The roles of releases to ECS and Lambda: what the release function has, and what it enters in a target account. */
import { type PolicyDocument, policy, type Statement, trustRoles, trustService } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { viaService } from "../../catalog/iam/services";
import { zipCopies } from "../../catalog/pipeline/zip-copies";
import type { ReleaseWork } from "../../catalog/releases";
import { readConfigurations } from "./deployment-configs";
import { inOwnClusters, revisionStatements } from "./ecs-statements";
import { jobStatements } from "./job-statements";
import { type AccountPlace, allArtifactStores, keysOf, regional } from "./place";
import type { Operators } from "./run-role";

/** Admits Lambda, for the release function, and those who release by hand. As in the gates' trust, without `aws:SourceArn`. */
export function releaseTrust({ partition, accountId }: AccountPlace, operators: Operators): PolicyDocument {
  return policy(trustService("Lambda", "lambda", partition, accountId), trustRoles("ByHand", operators));
}

/**
 * Answers jobs, asks about executions, keeps the records of what runs, and enters the release role of each of
 * `targets`, which are ids of accounts. Artifacts are read with the job's own credentials; with `copiesZips` it copies
 * functions' zips from the pipelines' region to theirs.
 */
export function releasePolicy(place: AccountPlace, targets: string[], copiesZips: boolean): PolicyDocument {
  const { names, partition } = place;
  const records = regional(place, "ssm", `parameter${names.releasesPath("*")}`);
  return policy(
    ...jobStatements(place),
    {
      // What runs, and what the gates have passed: their history tells what a release by hand may bring.
      Sid: "ReadRecords",
      Effect: "Allow",
      Action: each("ssm:", "GetParameterHistory", "GetParameters"),
      Resource: records,
    },
    {
      // Those of the gates too: they must hear of a release by hand, or they would skip what it took back.
      Sid: "WriteRecords",
      Effect: "Allow",
      Action: "ssm:PutParameter",
      Resource: records,
    },
    {
      Sid: "Enter",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: [...targets].sort().map((accountId) => names.platformRoleArn(partition, accountId, "release")),
    },
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: each("logs:", "CreateLogStream", "PutLogEvents"),
      Resource: regional(place, "logs", `log-group:${names.releaseLogGroup}:*`),
    },
    ...(copiesZips ? copyStatements(place) : []),
  );
}

/** From any folder of a store, into the one of copies. Names of buckets are everybody's, so that the account is asked for. */
function copyStatements(place: AccountPlace): Statement[] {
  const stores = allArtifactStores(place);
  const Condition = { StringEquals: { "aws:ResourceAccount": place.toolchainId } };
  return [
    {
      Sid: "ReadZips",
      Effect: "Allow",
      Action: each("s3:", "GetObject", "GetObjectVersion"),
      Resource: `${stores.bucketArn}/*`,
      Condition,
    },
    {
      Sid: "CopyZips",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: `${stores.bucketArn}/${zipCopies}/*`,
      Condition,
    },
    zipKeys(place, "ZipKeys", each("kms:", "Decrypt", "GenerateDataKey")),
  ];
}

/** Keys of stores, where S3 uses them. */
function zipKeys(place: AccountPlace, Sid: string, Action: string | string[]): Statement {
  const { Resource, Condition } = keysOf(allArtifactStores(place));
  const through = { StringLike: { "kms:ViaService": viaService("s3", place.partition, "*") } };
  return { Sid, Effect: "Allow", Action, Resource, Condition: { ...Condition, ...through } };
}

/** In a target account: admits exactly the toolchain's release role. */
export function targetReleaseTrust({ names, partition, toolchainId, organizationId }: AccountPlace): PolicyDocument {
  return policy(
    trustRoles("Release", {
      partition,
      accountId: toolchainId,
      roleArns: [names.platformRoleArn(partition, toolchainId, "release")],
      ...(organizationId ? { organizationId } : {}),
    }),
  );
}

/**
 * In a target account: the calls of functions/release, and no other. Which actions know resources:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html,
 * list_awscodedeploy.html and list_awslambda.html beside it.
 */
export function targetReleasePolicy(place: AccountPlace, work: ReleaseWork): PolicyDocument {
  const { names } = place;
  return policy(
    {
      Sid: "Targets",
      Effect: "Allow",
      Action: "ssm:GetParameters",
      Resource: regional(place, "ssm", `parameter${names.parameter("*", "*", "target")}`),
    },
    ...codedeployStatements(place),
    ...(work.ecs ? ecsStatements(place) : []),
    ...(work.tasks ? taskStatements(place) : []),
    ...(work.functions.length > 0 ? functionStatements(place) : []),
    ...(work.functions.includes("image") ? [imageStatement(place)] : []),
    ...(work.functions.includes("zip") ? zipStatements(place) : []),
  );
}

function codedeployStatements(place: AccountPlace): Statement[] {
  const own = `${place.names.prefix}-*`;
  return [
    {
      Sid: "Deploy",
      Effect: "Allow",
      Action: each("codedeploy:", "BatchGetDeployments", "CreateDeployment", "GetDeployment", "ListDeployments"),
      Resource: regional(place, "codedeploy", `deploymentgroup:${own}`),
    },
    {
      Sid: "RegisterRevision",
      Effect: "Allow",
      Action: each("codedeploy:", "GetApplicationRevision", "RegisterApplicationRevision"),
      Resource: regional(place, "codedeploy", `application:${own}`),
    },
    readConfigurations(place),
    {
      // These know no resources.
      Sid: "FollowDeployment",
      Effect: "Allow",
      Action: each("codedeploy:", "BatchGetDeploymentTargets", "ListDeploymentTargets", "StopDeployment"),
      Resource: "*",
    },
  ];
}

function ecsStatements(place: AccountPlace): Statement[] {
  const { names } = place;
  const own = `${names.prefix}-*`;
  const service = regional(place, "ecs", `service/${own}/${own}`);
  return [
    {
      Sid: "Rollout",
      Effect: "Allow",
      Action: each("ecs:", "DescribeServices", "ListServiceDeployments", "UpdateService"),
      Resource: service,
    },
    {
      // Each asks for the service and for its part.
      Sid: "FollowRollout",
      Effect: "Allow",
      Action: each("ecs:", "DescribeServiceDeployments", "DescribeServiceRevisions", "StopServiceDeployment"),
      Resource: [
        service,
        regional(place, "ecs", `service-deployment/${own}/${own}/*`),
        regional(place, "ecs", `service-revision/${own}/${own}/*`),
      ],
    },
    ...revisionStatements(place),
  ];
}

function taskStatements(place: AccountPlace): Statement[] {
  const own = `${place.names.prefix}-*`;
  return [
    {
      Sid: "RunOnce",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: regional(place, "ecs", `task-definition/${own}:*`),
      Condition: inOwnClusters(place),
    },
    { Sid: "StopTask", Effect: "Allow", Action: "ecs:StopTask", Resource: regional(place, "ecs", `task/${own}/*`) },
  ];
}

function functionStatements(place: AccountPlace): Statement[] {
  return [
    {
      Sid: "Versions",
      Effect: "Allow",
      Action: each("lambda:", "GetAlias", "GetFunction", "PublishVersion", "UpdateFunctionCode"),
      Resource: regional(place, "lambda", `function:${place.names.prefix}-*`),
    },
  ];
}

/** Whoever gives a function an image of another account must be able to fetch it: https://repost.aws/knowledge-center/lambda-ecr-image */
function imageStatement({ names, partition, toolchainId }: AccountPlace): Statement {
  return {
    Sid: "FetchImages",
    Effect: "Allow",
    Action: each("ecr:", "BatchGetImage", "GetDownloadUrlForLayer"),
    Resource: `arn:${partition}:ecr:*:${toolchainId}:repository/${names.imageRepository("*", "*")}`,
  };
}

/** Lambda reads a zip in S3 as whoever puts it into the function. */
function zipStatements(place: AccountPlace): Statement[] {
  return [
    {
      Sid: "FetchZips",
      Effect: "Allow",
      Action: each("s3:", "GetObject", "GetObjectVersion"),
      Resource: `${allArtifactStores(place).bucketArn}/*`,
    },
    zipKeys(place, "OpenZips", "kms:Decrypt"),
  ];
}
