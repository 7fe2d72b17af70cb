/** The most that a role made by an update role can ever do, whatever policies it is given. */
import { type PolicyDocument, policy, type Statement } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { type AccountPlace, allArtifactStores, keysOf, regional } from "./place";
import { secretKeys } from "./secret-keys";

/**
 * Boundary of the roles that services run with: fetch revisions, be managed by Systems Manager and CodeDeploy,
 * write metrics and logs, read the service's parameters and secrets. It grants nothing by itself.
 */
export function serviceBoundary(place: AccountPlace): PolicyDocument {
  const { partition, names } = place;
  const stores = allArtifactStores(place);
  return policy(
    {
      Sid: "FetchRevisions",
      Effect: "Allow",
      Action: each("s3:", "GetObject", "GetObjectVersion"),
      Resource: [
        `${stores.bucketArn}/*`,
        // Agents are installed and kept current from Amazon's own buckets.
        `arn:${partition}:s3:::aws-codedeploy-*/*`,
        `arn:${partition}:s3:::aws-ssm-*/*`,
        `arn:${partition}:s3:::amazon-ssm-*/*`,
      ],
    },
    { Sid: "OpenRevisions", Effect: "Allow", Action: "kms:Decrypt", ...keysOf(stores) },
    {
      // The actions of the managed policy AmazonSSMManagedInstanceCore; few of them know single resources.
      Sid: "Managed",
      Effect: "Allow",
      Action: [
        ...each("ec2messages:", "AcknowledgeMessage", "DeleteMessage", "FailMessage", "GetEndpoint", "GetMessages"),
        "ec2messages:SendReply",
        ...each("ssm:", "DescribeAssociation", "GetDeployablePatchSnapshotForInstance", "GetDocument"),
        ...each("ssm:", "DescribeDocument", "GetManifest", "ListAssociations", "ListInstanceAssociations"),
        ...each("ssm:", "PutComplianceItems", "PutConfigurePackageResult", "PutInventory"),
        ...each("ssm:", "UpdateAssociationStatus", "UpdateInstanceAssociationStatus", "UpdateInstanceInformation"),
        ...each("ssmmessages:", "CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"),
        "cloudwatch:PutMetricData",
        ...each("ec2:Describe", "Tags", "Volumes"),
      ],
      Resource: "*",
    },
    {
      // The agent's own calls when it reaches CodeDeploy through a VPC endpoint.
      Sid: "Deployed",
      Effect: "Allow",
      Action: each(
        "codedeploy-commands-secure:",
        ...["GetDeploymentSpecification", "PollHostCommand", "PutHostCommandAcknowledgement", "PutHostCommandComplete"],
      ),
      Resource: "*",
    },
    {
      Sid: "Settings",
      Effect: "Allow",
      Action: each("ssm:", "GetParameter", "GetParameters", "GetParametersByPath"),
      Resource: regional(place, "ssm", `parameter/${names.prefix}/*`),
    },
    {
      Sid: "Secrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: regional(place, "secretsmanager", `secret:${names.prefix}/*`),
    },
    secretKeys(place),
    // ECS pulls with a role of the service's: images of the toolchain's registry.
    { Sid: "SignIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "PullImages",
      Effect: "Allow",
      Action: each("ecr:", "BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"),
      Resource: `arn:${partition}:ecr:*:${place.toolchainId}:repository/${names.prefix}/*`,
    },
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: each("logs:", "CreateLogStream", "DescribeLogStreams", "PutLogEvents"),
      Resource: regional(place, "logs", `log-group:/slipway/${names.prefix}/*`),
    },
    ...canaries(place),
    {
      Sid: "Hooks",
      Effect: "Allow",
      Action: "codedeploy:PutLifecycleEventHookExecutionStatus",
      Resource: regional(place, "codedeploy", `deploymentgroup:${names.prefix}-*`),
    },
    {
      Sid: "Functions",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: regional(place, "lambda", `function:${names.prefix}-*`),
    },
    {
      // Of functions in a network; ids are AWS's own.
      Sid: "Interfaces",
      Effect: "Allow",
      Action: each("ec2:", "CreateNetworkInterface", "DeleteNetworkInterface"),
      Resource: ["network-interface", "security-group", "subnet"].map((kind) => regional(place, "ec2", `${kind}/*`)),
    },
    {
      Sid: "Addresses",
      Effect: "Allow",
      Action: each("ec2:", "AssignPrivateIpAddresses", "UnassignPrivateIpAddresses"),
      Resource: regional(place, "ec2", "network-interface/*"),
    },
    {
      // These know no single resources.
      Sid: "OfFunctions",
      Effect: "Allow",
      Action: [
        ...each("codedeploy:", "BatchGetDeploymentTargets", "ListDeploymentTargets"),
        ...each("ec2:Describe", "NetworkInterfaces", "Subnets"),
        ...each("xray:", "PutTelemetryRecords", "PutTraceSegments"),
      ],
      Resource: "*",
    },
  );
}

/** Canaries write results and logs of their own; their metrics are like any other's. */
function canaries(place: AccountPlace): Statement[] {
  const { partition, names, accountId } = place;
  const bucket = `arn:${partition}:s3:::${names.canaryBucket("*", accountId, "*")}`;
  return [
    { Sid: "Results", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${bucket}/*` },
    { Sid: "ResultBuckets", Effect: "Allow", Action: ["s3:GetBucketLocation", "s3:ListBucket"], Resource: bucket },
    { Sid: "FindBuckets", Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
    {
      Sid: "LogsOfCanaries",
      Effect: "Allow",
      Action: each("logs:", "CreateLogStream", "PutLogEvents"),
      Resource: regional(place, "logs", `log-group:/aws/lambda/${names.canaryFunction("*")}:*`),
    },
  ];
}
