/** One service's builds with everything that builds can use, and questions about what they may do. */
import { type Context, decide, type PolicyDocument, policy } from "../../../catalog/iam";
import {
  type BuildUse,
  batchStatements,
  buildStatements,
  networkStatements,
} from "../../../components/toolchain/build-project-statements";
import { baseImageUse, imagePush, registryLogin } from "../../../components/toolchain/registry-policies";
import { toolchainId as accountId, names, place } from "../account/place";

export { accountId, names, place };

const here = { partition: "aws", accountId, region: "us-east-1" };

/** What every build uses, and nothing else. */
export function leastUse(changes: Partial<BuildUse> = {}): BuildUse {
  return {
    ...here,
    logGroupNames: [names.buildLogGroup("orders")],
    artifacts: {
      bucket: names.artifactBucket("orders", undefined, accountId, here.region),
      keyAlias: names.artifactKeyAlias("orders"),
    },
    ...changes,
  };
}

export function fullUse(changes: Partial<BuildUse> = {}): BuildUse {
  return leastUse({
    images: [`${accountId}.dkr.ecr.us-east-1.amazonaws.com/acme-base/node:22`],
    variables: [
      { value: "plain" },
      { parameter: "/acme/orders/url" },
      { secret: "acme/orders/database", jsonKey: "password" },
    ],
    variableKeyAliases: ["alias/acme/orders"],
    reportGroups: [
      { name: "acme-orders-build-unit", type: "TEST" },
      { name: "acme-orders-build-lines", type: "CODE_COVERAGE" },
    ],
    extraStatements: [
      registryLogin,
      ...imagePush(here, [names.imageRepository("orders", "api")]),
      ...baseImageUse(here, [names.baseImageRepository("docker")]),
    ],
    ...changes,
  });
}

export const network = { network: "toolchain", group: "orders.pipeline" };

/** Everything that builds and batches of a service can ever be given. */
export const everything = (): PolicyDocument =>
  policy(
    ...buildStatements(fullUse()),
    ...networkStatements(here, network),
    ...batchStatements(here, [names.buildProject("orders")]),
  );

export interface Asked {
  action: string;
  resource: string;
  context?: Context;
}

export interface Deciding {
  document: PolicyDocument;
  boundary?: PolicyDocument;
}

export function may({ document, boundary }: Deciding, { action, resource, context = {} }: Asked): string {
  return decide(
    {
      caller: {
        kind: "principal",
        arn: names.trackRoleArn("aws", accountId, "orders", undefined, "build"),
        accountId,
      },
      action,
      resource,
      resourceAccount: accountId,
      context,
    },
    {
      identity: [{ name: "build", document }],
      ...(boundary ? { boundary: { name: "boundary", document: boundary } } : {}),
      // A key whose policy leaves the decision to the account's own policies.
      ...(action.startsWith("kms:") ? { resource: { name: "key", document: openKey } } : {}),
    },
  ).verdict;
}

const openKey = policy({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${accountId}:root` },
  Action: "kms:*",
  Resource: "*",
});

const regional = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${accountId}:${resource}`;
const bucket = `arn:aws:s3:::${leastUse().artifacts.bucket}`;
const key = regional("kms", "key/1");
const networkInterface = regional("ec2", "network-interface/eni-1");
const ofPipeline = { "aws:ResourceTag/slipway:stack": "orders.pipeline" };
const privateSubnet = { "aws:ResourceTag/slipway:stack": "toolchain", "aws:ResourceTag/SubnetType": "Private" };

/** Every kind of request that such builds and batches make. */
export const requests: Asked[] = [
  { action: "logs:PutLogEvents", resource: regional("logs", "log-group:/slipway/acme/orders/build:log-stream:1") },
  { action: "s3:GetBucketLocation", resource: bucket },
  { action: "s3:GetObject", resource: `${bucket}/orders/SourceOutp/1` },
  { action: "s3:PutObject", resource: `${bucket}/orders/BuildOutpu/1` },
  ...["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"].map((verb) => ({
    action: `kms:${verb}`,
    resource: key,
    context: { "kms:ResourceAliases": ["alias/acme/artifacts/orders"] },
  })),
  { action: "ssm:GetParameters", resource: regional("ssm", "parameter/acme/orders/url") },
  {
    action: "secretsmanager:GetSecretValue",
    resource: regional("secretsmanager", "secret:acme/orders/database-a1B2c3"),
  },
  {
    action: "kms:Decrypt",
    resource: key,
    context: {
      "kms:ResourceAliases": ["alias/acme/orders"],
      "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
      "kms:EncryptionContext:SecretARN": regional("secretsmanager", "secret:acme/orders/database-a1B2c3"),
    },
  },
  { action: "ecr:GetAuthorizationToken", resource: "*" },
  { action: "ecr:BatchGetImage", resource: regional("ecr", "repository/acme-base/node") },
  { action: "ecr:BatchImportUpstreamImage", resource: regional("ecr", "repository/acme-base/docker/library/alpine") },
  { action: "ecr:CreateRepository", resource: regional("ecr", "repository/acme-base/docker/library/alpine") },
  ...["PutImage", "UploadLayerPart", "BatchCheckLayerAvailability", "DescribeImages"].map((verb) => ({
    action: `ecr:${verb}`,
    resource: regional("ecr", "repository/acme/orders/api"),
  })),
  ...["CreateReportGroup", "CreateReport", "UpdateReport", "BatchPutTestCases"].map((verb) => ({
    action: `codebuild:${verb}`,
    resource: regional("codebuild", "report-group/acme-orders-build-unit"),
  })),
  {
    action: "codebuild:BatchPutCodeCoverages",
    resource: regional("codebuild", "report-group/acme-orders-build-lines"),
  },
  { action: "ec2:DescribeSubnets", resource: "*" },
  { action: "ec2:CreateNetworkInterface", resource: regional("ec2", "subnet/subnet-a"), context: privateSubnet },
  { action: "ec2:CreateNetworkInterface", resource: regional("ec2", "security-group/sg-builds"), context: ofPipeline },
  { action: "ec2:CreateNetworkInterface", resource: networkInterface },
  { action: "ec2:DeleteNetworkInterface", resource: networkInterface },
  {
    action: "ec2:CreateNetworkInterfacePermission",
    resource: networkInterface,
    context: { "ec2:AuthorizedService": "codebuild.amazonaws.com" },
  },
  ...["StartBuild", "StopBuild", "RetryBuild"].map((verb) => ({
    action: `codebuild:${verb}`,
    resource: regional("codebuild", "project/acme-orders-build"),
  })),
];
