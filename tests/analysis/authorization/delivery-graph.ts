/** A delivery from a toolchain account to dev and prod, as a recorded graph in its smallest form. */
import type { Graph, GraphMap, GraphResource, GraphStack } from "../../../analysis/graph/types";
import {
  exactRoles,
  type PolicyDocument,
  policy,
  type Statement,
  trustRoles,
  trustService,
} from "../../../catalog/iam";

export const toolchain = "111111111111";
export const dev = "222222222222";
export const prod = "333333333333";
export const bucketArn = "arn:aws:s3:::acme-artifacts";
const alias = "alias/acme/artifacts";
const organizationId = "o-example00";
const place = { partition: "aws", organizationId };

export const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/slipway/${name}`;
const allow = (
  Sid: string,
  Action: string | string[],
  Resource: string | string[],
  more: Partial<Statement> = {},
): Statement => ({
  Sid,
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const members = (accountId: string, ...names: string[]) =>
  exactRoles({ ...place, accountId, roleArns: names.map((name) => roleArn(accountId, name)) });
const key = {
  Resource: `arn:aws:kms:*:${toolchain}:key/*`,
  Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } },
};

function resource(
  stack: string,
  type: string,
  name: string,
  inputs: GraphMap,
  account: string,
  more: Partial<GraphResource> = {},
): GraphResource {
  return {
    urn: `urn:pulumi:${stack}::slipway::${type}::${name}`,
    type,
    name,
    custom: true,
    remote: false,
    provider: { account, region: "us-east-1", assumeRoles: [] },
    inputs,
    outputs: {},
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    aliases: [],
    ...more,
  };
}

function stack(name: string, kind: GraphStack["kind"], account: string, resources: GraphResource[]): GraphStack {
  const state = {
    bucket: "other",
    prefix: name,
    table: "lock",
    keyAlias: "alias/x",
    previewRole: "arn:aws:iam::1:role/p",
    updateRole: "arn:aws:iam::1:role/u",
  };
  return { name, kind, account, region: "us-east-1", partition: "aws", dependsOn: [], state, outputs: {}, resources };
}

function role(
  stackName: string,
  account: string,
  name: string,
  trust: PolicyDocument,
  ...rights: Statement[]
): GraphResource[] {
  const it = resource(
    stackName,
    "aws:iam/role:Role",
    name,
    { name, path: "/slipway/", assumeRolePolicy: JSON.stringify(trust) },
    account,
  );
  if (rights.length === 0) return [it];
  const inputs = { name: "rights", role: name, policy: JSON.stringify(policy(...rights)) };
  return [it, resource(stackName, "aws:iam/rolePolicy:RolePolicy", `${name}-rights`, inputs, account)];
}

function accountRoles(account: string): GraphResource[] {
  const here = `${account}.account`;
  const deployTrust = policy(
    trustRoles("Pipeline", { ...place, accountId: toolchain, roleArns: [roleArn(toolchain, "pipeline")] }),
  );
  return [
    ...role(
      here,
      account,
      "deploy",
      deployTrust,
      allow("Deploy", "codedeploy:*", `arn:aws:codedeploy:*:${account}:*:*`),
      allow("Read", ["s3:GetObject", "s3:GetObjectVersion"], `${bucketArn}/*`),
      allow("Open", "kms:Decrypt", "*", key),
    ),
    ...role(here, account, "codedeploy", policy(trustService("CodeDeploy", "codedeploy", "aws", account))),
    ...role(
      here,
      account,
      "instance",
      policy({
        Sid: "Instances",
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
      // Wider than the bucket and the key allow: they have to hold it back.
      allow("Objects", "s3:*", `${bucketArn}/*`),
      allow("Open", "kms:*", "*", key),
    ),
  ];
}

function target(name: string, account: string): GraphStack {
  const here = `orders.${name}`;
  const tags = { service: "orders", environment: name };
  return stack(here, "service", account, [
    resource(
      here,
      "aws:iam/instanceProfile:InstanceProfile",
      "profile",
      { name: "instance", role: "instance" },
      account,
    ),
    resource(here, "aws:ec2/instance:Instance", "one", { iamInstanceProfile: "instance", tags }, account),
    resource(
      here,
      "aws:codedeploy/deploymentGroup:DeploymentGroup",
      "group",
      {
        appName: "orders",
        deploymentGroupName: `orders-${name}`,
        serviceRoleArn: roleArn(account, "codedeploy"),
        ec2TagSets: Object.entries(tags).map(([tag, value]) => ({
          ec2TagFilters: [{ key: tag, type: "KEY_AND_VALUE", value }],
        })),
      },
      account,
    ),
  ]);
}

function pipelineStack(): GraphStack {
  const here = "orders.pipeline";
  const readers = [dev, prod].map((account) => ({ account, who: members(account, "deploy", "instance") }));
  const keyPolicy = policy(
    allow("Toolchain", ["kms:Decrypt", "kms:GenerateDataKey"], "*", members(toolchain, "pipeline", "build")),
    ...readers.map(({ account, who }) => allow(`Open${account}`, "kms:Decrypt", "*", who)),
  );
  const bucketPolicy = policy(
    allow(
      "Toolchain",
      ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      `${bucketArn}/*`,
      members(toolchain, "pipeline", "build"),
    ),
    ...readers.map(({ account, who }) =>
      allow(`Read${account}`, ["s3:GetObject", "s3:GetObjectVersion"], `${bucketArn}/*`, who),
    ),
  );
  const keyIt = resource(here, "aws:kms/key:Key", "artifacts-key", { policy: JSON.stringify(keyPolicy) }, toolchain);
  const bucket = resource(here, "aws:s3/bucket:Bucket", "artifacts", { bucket: "acme-artifacts" }, toolchain);
  const unknown = { $unknown: true } as const;
  const deploy = (name: string, account: string) => ({
    name,
    actions: [
      {
        name: "Deploy",
        category: "Deploy",
        provider: "CodeDeploy",
        roleArn: roleArn(account, "deploy"),
        configuration: { ApplicationName: "orders", DeploymentGroupName: `orders-${name}` },
      },
    ],
  });
  const build = {
    name: "Build",
    category: "Build",
    provider: "CodeBuild",
    inputArtifacts: ["SourceOutput"],
    outputArtifacts: ["BuildOutput"],
    configuration: { ProjectName: "orders-build" },
  };
  return stack(here, "pipeline", toolchain, [
    keyIt,
    resource(here, "aws:kms/alias:Alias", "alias", { name: alias, targetKeyId: unknown }, toolchain, {
      propertyDependencies: { targetKeyId: [keyIt.urn] },
    }),
    bucket,
    resource(
      here,
      "aws:s3/bucketPolicy:BucketPolicy",
      "policy",
      { bucket: "acme-artifacts", policy: JSON.stringify(bucketPolicy) },
      toolchain,
    ),
    resource(
      here,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "encryption",
      {
        bucket: "acme-artifacts",
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: unknown } }],
      },
      toolchain,
      { propertyDependencies: { rules: [keyIt.urn] } },
    ),
    resource(
      here,
      "aws:codebuild/project:Project",
      "build",
      { name: "orders-build", serviceRole: roleArn(toolchain, "build") },
      toolchain,
    ),
    resource(
      here,
      "aws:codepipeline/pipeline:Pipeline",
      "pipeline",
      {
        name: "orders",
        roleArn: roleArn(toolchain, "pipeline"),
        artifactStores: [{ location: unknown, type: "S3" }],
        stages: [{ name: "Build", actions: [build] }, deploy("dev", dev), deploy("prod", prod)],
      },
      toolchain,
      { propertyDependencies: { artifactStores: [bucket.urn] } },
    ),
  ]);
}

export function deliveryGraph(): Graph {
  const here = `${toolchain}.account`;
  const artifacts = [
    allow("Artifacts", ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], `${bucketArn}/*`),
    allow("Keys", ["kms:Decrypt", "kms:GenerateDataKey"], "*", key),
  ];
  return {
    version: 1,
    complete: [toolchain, dev, prod],
    organizationId,
    stacks: [
      stack(here, "account", toolchain, [
        ...role(
          here,
          toolchain,
          "pipeline",
          policy(trustService("P", "codepipeline", "aws", toolchain)),
          ...artifacts,
          allow("Act", "sts:AssumeRole", [roleArn(dev, "deploy"), roleArn(prod, "deploy")]),
          allow(
            "Build",
            ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
            `arn:aws:codebuild:*:${toolchain}:project/orders-build`,
          ),
        ),
        ...role(
          here,
          toolchain,
          "build",
          policy(trustService("B", "codebuild", "aws", toolchain)),
          ...artifacts,
          allow(
            "Logs",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            `arn:aws:logs:*:${toolchain}:log-group:/aws/codebuild/orders-build:*`,
          ),
        ),
      ]),
      stack(`${dev}.account`, "account", dev, accountRoles(dev)),
      stack(`${prod}.account`, "account", prod, accountRoles(prod)),
      target("dev", dev),
      target("prod", prod),
      pipelineStack(),
    ],
  };
}

/** The graph with one document changed: of the resource of that type, name and account. */
export function withDocument(
  graph: Graph,
  where: { type: string; name: string; account: string; property: string },
  change: (statements: Statement[]) => Statement[],
): Graph {
  const copy = structuredClone(graph);
  const found = copy.stacks
    .flatMap(({ resources }) => resources)
    .filter(
      ({ type, name, provider }) => type === where.type && name === where.name && provider?.account === where.account,
    );
  if (found.length !== 1) throw new Error(`${found.length} resources ${where.type} ${where.name} in ${where.account}`);
  const document = JSON.parse(String(found[0]!.inputs[where.property])) as PolicyDocument;
  found[0]!.inputs[where.property] = JSON.stringify({ ...document, Statement: change(document.Statement) });
  return copy;
}
