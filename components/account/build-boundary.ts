/** The most that a role made by an update role can ever do in the toolchain account. */
import { artifactUse } from "../../catalog/iam/artifact-use";
import { type PolicyDocument, policy, type Statement } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { servicePrincipal } from "../../catalog/iam/services";
import { type AccountPlace, allArtifactStores, regional } from "./place";
import { secretKeys } from "./secret-keys";

/**
 * Boundary of the toolchain account's roles of services: builds, batches, source actions, and rules that start a
 * pipeline. It grants nothing by itself. All that a build uses is limited to the organisation's names, and nothing
 * here reaches IAM, another role, state, or the platform's own parameters, from which a pipeline learns what runs.
 */
export function toolchainBoundary(place: AccountPlace): PolicyDocument {
  const own = `${place.names.prefix}-*`;
  return policy(
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: each("logs:", "CreateLogStream", "PutLogEvents"),
      Resource: regional(place, "logs", `log-group:/slipway/${place.names.prefix}/*`),
    },
    ...artifactUse(allArtifactStores(place)),
    ...variables(place),
    ...images(place),
    {
      Sid: "Reports",
      Effect: "Allow",
      Action: each(
        "codebuild:",
        ...["BatchPutCodeCoverages", "BatchPutTestCases", "CreateReport", "CreateReportGroup", "UpdateReport"],
      ),
      Resource: regional(place, "codebuild", `report-group/${own}`),
    },
    {
      Sid: "Batches",
      Effect: "Allow",
      Action: each("codebuild:", "RetryBuild", "StartBuild", "StopBuild"),
      Resource: regional(place, "codebuild", `project/${own}`),
    },
    ...network(place),
    ...sources(place),
    {
      Sid: "StartPipelines",
      Effect: "Allow",
      Action: "codepipeline:StartPipelineExecution",
      Resource: regional(place, "codepipeline", own),
    },
    {
      // State bears the organisation's name too, and so do these parameters where that is slipway.
      Sid: "KeepPlatform",
      Effect: "Deny",
      Action: ["s3:*", "ssm:*"],
      Resource: [
        `arn:${place.partition}:s3:::${place.names.stateBucket("*")}`,
        regional(place, "ssm", `parameter${place.names.parameter("*")}`),
      ],
    },
  );
}

function variables(place: AccountPlace): Statement[] {
  const { names } = place;
  return [
    {
      Sid: "Parameters",
      Effect: "Allow",
      Action: "ssm:GetParameters",
      Resource: regional(place, "ssm", `parameter/${names.prefix}/*`),
    },
    {
      Sid: "Secrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: regional(place, "secretsmanager", `secret:${names.prefix}/*`),
    },
    // Pulumi calls KMS itself for the secrets of state, so this opens none of them.
    secretKeys(place),
  ];
}

function images(place: AccountPlace): Statement[] {
  const repositories = regional(place, "ecr", `repository/${place.names.imageRepository("*", "*")}`);
  const bases = regional(place, "ecr", `repository/${place.names.baseImageRepository("*")}`);
  return [
    // A token belongs to no repository.
    { Sid: "EnterRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "FetchImages",
      Effect: "Allow",
      Action: each("ecr:", "BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"),
      Resource: [repositories, bases],
    },
    {
      Sid: "PushImages",
      Effect: "Allow",
      Action: each("ecr:", "CompleteLayerUpload", "InitiateLayerUpload", "PutImage", "UploadLayerPart"),
      Resource: repositories,
    },
    {
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
      Sid: "FetchThroughCache",
      Effect: "Allow",
      Action: each("ecr:", "BatchImportUpstreamImage", "CreateRepository"),
      Resource: bases,
    },
  ];
}

function network(place: AccountPlace): Statement[] {
  const interfaces = regional(place, "ec2", "network-interface/*");
  return [
    {
      // Describing knows no single resources.
      Sid: "FindNetwork",
      Effect: "Allow",
      Action: each("ec2:Describe", "DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs"),
      Resource: "*",
    },
    {
      Sid: "Interfaces",
      Effect: "Allow",
      Action: each("ec2:", "CreateNetworkInterface", "DeleteNetworkInterface"),
      Resource: [interfaces, regional(place, "ec2", "subnet/*"), regional(place, "ec2", "security-group/*")],
    },
    {
      Sid: "HandOverInterfaces",
      Effect: "Allow",
      Action: "ec2:CreateNetworkInterfacePermission",
      Resource: interfaces,
      Condition: { StringEquals: { "ec2:AuthorizedService": servicePrincipal("codebuild", place.partition) } },
    },
  ];
}

/**
 * What source actions read: code, wherever it lies in this account, and promoted objects of the organisation's
 * buckets. A connection's ARN holds a random id.
 */
function sources(place: AccountPlace): Statement[] {
  const { names, partition } = place;
  const buckets = `arn:${partition}:s3:::${names.prefix}-*`;
  return [
    {
      Sid: "UseConnections",
      Effect: "Allow",
      Action: ["codeconnections:UseConnection", "codestar-connections:UseConnection"],
      Resource: [
        regional(place, "codeconnections", "connection/*"),
        regional(place, "codestar-connections", "connection/*"),
      ],
    },
    {
      Sid: "FetchCode",
      Effect: "Allow",
      Action: each(
        "codecommit:",
        ...["CancelUploadArchive", "GetBranch", "GetCommit", "GetUploadArchiveStatus", "UploadArchive"],
      ),
      Resource: regional(place, "codecommit", "*"),
    },
    {
      Sid: "FindPromoted",
      Effect: "Allow",
      Action: each("s3:GetBucket", "Acl", "Location", "Versioning"),
      Resource: buckets,
    },
    {
      Sid: "FetchPromoted",
      Effect: "Allow",
      Action: each("s3:GetObject", "", "Tagging", "Version", "VersionTagging"),
      Resource: `${buckets}/*`,
    },
    {
      Sid: "FindImages",
      Effect: "Allow",
      Action: "ecr:DescribeImages",
      Resource: regional(place, "ecr", "repository/*"),
    },
  ];
}
