/** Every resource that the toolchain's stacks make, held against what the update role may create there. */
import assert from "node:assert/strict";
import { type Context, decide } from "../../../catalog/iam";
import type { Catalog } from "../../../catalog/types";
import { accountRolePolicies, type UpdatePlace } from "../../../components/account/update-role";
import { programFor } from "../../../stacks/program";
import { accounts, catalog, catalogOf, type ServiceFile } from "../../catalog/pipeline/sample";
import { build, type Registered } from "../harness";
import { vpcOutputs } from "../network/vpc";
import { parameterStore } from "../parameters";

const { toolchain, names } = catalog();

/** What can be in a toolchain, all at once. */
const everything = (source: ServiceFile["source"]): Catalog =>
  catalogOf(
    {
      source,
      build: {
        vpc: true,
        images: [{ name: "api" }],
        reports: [{ name: "unit", format: "JUNITXML", files: ["unit.xml"] }],
        batch: { maximumBuilds: 4, timeoutMinutes: 60 },
      },
    },
    undefined,
    {
      toolchain: {
        ...toolchain,
        network: { cidr: "10.99.0.0/16", zones: 2 },
        baseImages: { docker: { upstream: "registry-1.docker.io", credential: "ecr-pullthroughcache/docker" } },
        notifications: {
          team: {
            events: ["failed"],
            email: ["team@example.com"],
            slack: { workspaceId: "T0123456789", channelId: "C0123456789" },
            teams: {
              teamId: "12345678-1234-1234-1234-123456789012",
              tenantId: "12345678-1234-1234-1234-123456789012",
              channelId: "19%3aabc%40thread.tacv2",
            },
          },
        },
      },
    },
  );

const place: UpdatePlace = {
  names,
  partition: "aws",
  accountId: accounts.toolchain,
  alias: "toolchain",
  toolchainId: accounts.toolchain,
  storeAccountId: accounts.toolchain,
  buildNetwork: true,
};

const regional = (service: string, resource: unknown) =>
  `arn:aws:${service}:us-east-1:${accounts.toolchain}:${resource}`;
type Ask = [action: string, resource: string, context?: Context];
type Asks = (resource: Registered, stack: string) => Ask[];

const put =
  (...actions: string[]): Asks =>
  ({ inputs }) =>
    actions.map((action) => [action, `arn:aws:s3:::${inputs["bucket"]}`]);
const repository =
  (...actions: string[]): Asks =>
  ({ inputs }) =>
    actions.map((action) => [action, regional("ecr", `repository/${inputs["repository"] ?? inputs["name"]}`)]);
const chat =
  (action: string): Asks =>
  (_, stack) => [
    [action, "*", { "aws:RequestTag/slipway:stack": stack }],
    ["iam:PassRole", `arn:aws:iam::${accounts.toolchain}:role/slipway/acme-chat`, passed("chatbot")],
  ];
const passed = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
const group: Asks = ({ inputs }) => [
  ["ec2:AuthorizeSecurityGroupEgress", regional("ec2", `security-group/${inputs["securityGroupId"]}`)],
];

/** What making a resource of each type asks for; a type that is not here fails the test. */
const asks: Record<string, Asks> = {
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": chat("chatbot:CreateSlackChannelConfiguration"),
  "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": chat(
    "chatbot:CreateMicrosoftTeamsChannelConfiguration",
  ),
  "aws:cloudwatch/eventRule:EventRule": ({ inputs }) => [
    ["events:PutRule", regional("events", `rule/${inputs["name"]}`)],
  ],
  "aws:cloudwatch/eventTarget:EventTarget": ({ inputs }) => [
    [
      "events:PutTargets",
      regional("events", `rule/${inputs["rule"]}`),
      { "events:TargetArn": [String(inputs["arn"])] },
    ],
    ...(inputs["roleArn"] ? [["iam:PassRole", String(inputs["roleArn"]), passed("events")] as Ask] : []),
  ],
  "aws:cloudwatch/logGroup:LogGroup": ({ inputs }) => [
    ["logs:CreateLogGroup", regional("logs", `log-group:${inputs["name"]}`)],
    ["logs:PutRetentionPolicy", regional("logs", `log-group:${inputs["name"]}`)],
  ],
  "aws:codebuild/project:Project": ({ inputs }) => [
    ["codebuild:CreateProject", regional("codebuild", `project/${inputs["name"]}`)],
    ["iam:PassRole", String(inputs["serviceRole"]), passed("codebuild")],
  ],
  "aws:codebuild/reportGroup:ReportGroup": ({ inputs }) => [
    ["codebuild:CreateReportGroup", regional("codebuild", `report-group/${inputs["name"]}`)],
  ],
  "aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate": () => [["codecommit:CreateApprovalRuleTemplate", "*"]],
  "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation": ({ inputs }) => [
    ["codecommit:AssociateApprovalRuleTemplateWithRepository", regional("codecommit", inputs["repositoryName"])],
  ],
  "aws:codecommit/repository:Repository": ({ inputs }) => [
    ["codecommit:CreateRepository", regional("codecommit", inputs["repositoryName"])],
  ],
  "aws:codeconnections/connection:Connection": () => [["codeconnections:CreateConnection", "*"]],
  "aws:codepipeline/pipeline:Pipeline": ({ inputs }) => [
    ["codepipeline:CreatePipeline", regional("codepipeline", inputs["name"])],
    ["iam:PassRole", String(inputs["roleArn"]), passed("codepipeline")],
  ],
  "aws:ec2/securityGroup:SecurityGroup": ({ inputs }) => [
    ["ec2:CreateSecurityGroup", regional("ec2", "security-group/*")],
    ["ec2:CreateSecurityGroup", regional("ec2", `vpc/${inputs["vpcId"]}`)],
    ["ec2:CreateTags", regional("ec2", "security-group/sg-1"), { "ec2:CreateAction": "CreateSecurityGroup" }],
  ],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": group,
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": repository("ecr:PutLifecyclePolicy"),
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": () => [["ecr:CreatePullThroughCacheRule", "*"]],
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": () => [
    ["ecr:PutRegistryScanningConfiguration", "*"],
  ],
  "aws:ecr/repository:Repository": repository("ecr:CreateRepository", "ecr:TagResource"),
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": () => [
    ["ecr:CreateRepositoryCreationTemplate", "*"],
  ],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": repository("ecr:SetRepositoryPolicy"),
  "aws:iam/role:Role": ({ inputs }) => [
    [
      "iam:CreateRole",
      `arn:aws:iam::${accounts.toolchain}:role${inputs["path"]}${inputs["name"]}`,
      { "iam:PermissionsBoundary": String(inputs["permissionsBoundary"]) },
    ],
  ],
  "aws:iam/rolePolicy:RolePolicy": ({ inputs }) => [
    [
      "iam:PutRolePolicy",
      `arn:aws:iam::${accounts.toolchain}:role/services/${inputs["role"]}`,
      { "iam:PermissionsBoundary": names.boundaryArn("aws", accounts.toolchain) },
    ],
  ],
  "aws:kms/alias:Alias": ({ inputs }) => [["kms:CreateAlias", regional("kms", inputs["name"])]],
  "aws:kms/key:Key": (_, stack) => [["kms:CreateKey", "*", { "aws:RequestTag/slipway:stack": stack }]],
  "aws:lambda/function:Function": ({ inputs }) => [
    ["lambda:CreateFunction", regional("lambda", `function:${inputs["name"]}`)],
    ["iam:PassRole", String(inputs["role"]), passed("lambda")],
  ],
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ({ inputs }) => [
    ["lambda:PutFunctionEventInvokeConfig", regional("lambda", `function:${inputs["functionName"]}`)],
  ],
  "aws:s3/bucket:Bucket": put("s3:CreateBucket", "s3:PutBucketTagging"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": put("s3:PutLifecycleConfiguration"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": put("s3:PutBucketOwnershipControls"),
  "aws:s3/bucketPolicy:BucketPolicy": put("s3:PutBucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": put("s3:PutBucketPublicAccessBlock"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": put(
    "s3:PutEncryptionConfiguration",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": put("s3:PutBucketVersioning"),
  "aws:sns/topic:Topic": ({ inputs }) => [["sns:CreateTopic", regional("sns", inputs["name"])]],
  "aws:sns/topicPolicy:TopicPolicy": ({ inputs }) => [["sns:SetTopicAttributes", String(inputs["arn"])]],
  "aws:sns/topicSubscription:TopicSubscription": ({ inputs }) => [
    ["sns:Subscribe", String(inputs["topic"]), { "sns:Protocol": String(inputs["protocol"]) }],
  ],
  "aws:ssm/parameter:Parameter": ({ inputs }) => [["ssm:PutParameter", regional("ssm", `parameter${inputs["name"]}`)]],
};

const identity = Object.entries(accountRolePolicies(place, "update")).map(([name, document]) => ({ name, document }));

function refused([action, resource, context = {}]: Ask): string[] {
  const openKey = {
    Effect: "Allow" as const,
    Principal: { AWS: `arn:aws:iam::${accounts.toolchain}:root` },
    Action: "kms:*",
  };
  const { verdict } = decide(
    {
      caller: {
        kind: "principal",
        arn: names.platformRoleArn("aws", accounts.toolchain, "update"),
        accountId: accounts.toolchain,
      },
      action,
      resource,
      resourceAccount: accounts.toolchain,
      context,
    },
    {
      identity,
      ...(action.startsWith("kms:")
        ? { resource: { name: "key", document: { Version: "2012-10-17", Statement: [{ ...openKey, Resource: "*" }] } } }
        : {}),
    },
  );
  return verdict === "allowed" ? [] : [`${action} ${resource} is ${verdict}`];
}

const parameters = parameterStore({
  "/slipway/acme/connections/github": regional("codeconnections", "connection/c0ffee"),
  "/slipway/acme/toolchain/network/vpc-id": "vpc-builds",
  "/slipway/acme/toolchain/network/private-subnet-ids": "subnet-a,subnet-b",
});

async function made(which: Catalog, stack: string): Promise<Registered[]> {
  const { invokes } = parameters;
  const secret = ({ name }: Record<string, unknown>) => ({
    name,
    arn: regional("secretsmanager", `secret:${name}-a1B2c3`),
  });
  const built = await build(programFor(which, stack, "update"), {
    stack,
    components: vpcOutputs,
    invokes: { ...invokes, "aws:secretsmanager/getSecret:getSecret": secret },
  });
  return built.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
}

describe("update role of the toolchain account", () => {
  const github = { connection: "github", repository: "acme/orders", branch: "main" } as const;
  const codecommit = { kind: "codecommit", repository: "orders", branch: "main" } as const;

  for (const [stack, source] of [
    ["toolchain", github],
    ["orders.pipeline", github],
    ["orders.pipeline", codecommit],
  ] as const) {
    const kind = "kind" in source ? source.kind : "connection";
    it(`may make every resource of ${stack} with a source of kind ${kind}`, async () => {
      const resources = await made(everything(source), stack);
      assert.ok(resources.length > 0);
      const unknown = resources.map(({ type }) => type).filter((type) => !asks[type]);
      assert.deepEqual([...new Set(unknown)], [], "types whose rights this test does not know; add them");
      assert.deepEqual(
        resources.flatMap((each) => asks[each.type]!(each, stack).flatMap(refused)),
        [],
      );
    });
  }
});
