/** Cases of the rules about statements of identities. */
import { document, unknown } from "../fixtures";
import { account, allow, type Case, denyOthers, key, part, rights, topicPolicy, trust } from "./parts";

const project = "arn:aws:codebuild:us-east-1:1:project/acme-orders";
const keys = "arn:aws:kms:us-east-1:1:key/*";
const tagged = { StringLike: { "aws:ResourceTag/slipway:stack": "*.pipeline" } };
const policy = (name: string, statement: object) =>
  part("aws:iam/policy:Policy", { name, policy: document(allow(statement)) });
const aliases = (alias: string, more: object = {}) => ({
  "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias },
  ...more,
});
const viaS3 = { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } };
const open = (what: string) => `policy: statement S ${what}.`;

export const statements: Record<string, Case[]> = {
  "iam-statement-has-no-wildcard-action-on-wildcard-resource": [
    {
      what: "exact actions on everything, and wildcard actions on named resources",
      parts: [
        rights({ Action: "ec2:DescribeInstances", Resource: "*" }),
        rights({ Action: "codebuild:Batch*", Resource: project }),
      ],
    },
    {
      what: "wildcard actions on everything",
      parts: [rights({ Action: ["codebuild:Batch*"], Resource: "*" })],
      finds: [open("allows codebuild:Batch* on *")],
    },
  ],
  "iam-pass-role-names-its-service": [
    {
      what: "a role for a service, and a connection for one",
      parts: [
        rights({
          Action: "iam:PassRole",
          Resource: "arn:aws:iam::1:role/x",
          Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        }),
        rights({
          Action: "codeconnections:PassConnection",
          Resource: "*",
          Condition: { StringEquals: { "codeconnections:PassedToService": "codepipeline.amazonaws.com" } },
        }),
      ],
    },
    {
      what: "neither",
      parts: [
        rights({ Action: "iam:PassRole", Resource: "arn:aws:iam::1:role/x" }),
        rights({ Action: "codeconnections:PassConnection", Resource: "*" }),
      ],
      finds: [
        open("allows iam:PassRole without naming a service in iam:PassedToService"),
        open("allows codeconnections:PassConnection without naming a service in codeconnections:passedtoservice"),
      ],
    },
  ],
  "iam-statement-names-its-actions": [
    {
      what: "listed actions, denials, and AWS's default for a key",
      parts: [
        rights({ Action: ["s3:GetObject", "s3:Get*"], Resource: "arn:aws:s3:::b/*" }),
        rights({ Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::b/*" }),
        key({ policy: document(allow({ Action: "kms:*", Resource: "*", Principal: { AWS: account } })) }),
      ],
    },
    {
      what: "every action of a service, in policies of both kinds and in trust",
      parts: [
        rights({ Action: ["s3:*", "sqs:SendMessage"], Resource: "arn:aws:s3:::b/*" }),
        topicPolicy(allow({ Action: "sns:*", Principal: { AWS: account } })),
        trust({ Action: "sts:*", Principal: { AWS: account } }),
      ],
      finds: [open("allows s3:*"), open("allows sns:*"), "assumeRolePolicy: statement S allows sts:*."],
    },
  ],
  "iam-statement-names-its-resources": [
    {
      what: "named resources, lists, agents, actions without resources, and a condition",
      parts: [
        rights({ Action: "codebuild:StartBuild", Resource: project }),
        rights({ Action: ["ec2:DescribeInstances", "ssm:UpdateInstanceInformation"], Resource: "*" }),
        rights({ Action: "codepipeline:PutJobSuccessResult", Resource: "*" }),
        rights({ Action: "kms:PutKeyPolicy", Resource: "*", Condition: tagged }),
      ],
    },
    {
      what: "writing and reading on everything, also under a condition on the way there",
      parts: [
        rights({ Action: ["codebuild:StartBuild", "codebuild:ListProjects"], Resource: ["*"] }),
        rights({
          Action: "secretsmanager:GetSecretValue",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "true" } },
        }),
      ],
      finds: [
        open("allows codebuild:StartBuild on every resource"),
        open("allows secretsmanager:GetSecretValue on every resource"),
      ],
    },
    { what: "an unknown document", parts: [part("aws:iam/policy:Policy", { policy: unknown })], finds: ["undecided"] },
  ],
  "iam-statement-names-whose-resources": [
    {
      what: "a tag's value, a tag's presence on a network, and new resources",
      parts: [
        rights({ Action: "kms:PutKeyPolicy", Resource: keys, Condition: tagged }),
        rights({
          Action: "ec2:TerminateInstances",
          Resource: "arn:aws:ec2:*:1:instance/*",
          Condition: { StringLike: { "aws:ResourceTag/slipway:stack": "*" } },
        }),
        rights({ Action: "ec2:CreateSubnet", Resource: "arn:aws:ec2:*:1:subnet/*" }),
      ],
    },
    {
      what: "every key, instance and connection",
      parts: [
        rights({ Action: ["kms:PutKeyPolicy", "kms:TagResource"], Resource: keys }),
        rights({ Action: "ec2:TerminateInstances", Resource: "arn:aws:ec2:*:1:instance/*" }),
        rights({
          Action: "kms:GetKeyPolicy",
          Resource: keys,
          Condition: { StringLike: { "aws:ResourceTag/slipway:stack": "*" } },
        }),
      ],
      finds: [
        open(`allows kms:PutKeyPolicy on ${keys}`),
        open("allows ec2:TerminateInstances on arn:aws:ec2:*:1:instance/*"),
        open(`allows kms:GetKeyPolicy on ${keys}`),
      ],
    },
  ],
  "iam-statement-bounds-tagging": [
    {
      what: "what is new, not tagged yet, or one's own, and named resources",
      parts: [
        rights({
          Action: "ec2:CreateTags",
          Resource: "arn:aws:ec2:*:1:*",
          Condition: { Null: { "ec2:CreateAction": "false" } },
        }),
        rights({
          Action: "ec2:CreateTags",
          Resource: "arn:aws:ec2:*:1:vpc/*",
          Condition: { Null: { "aws:ResourceTag/owner": "true" } },
        }),
        rights({
          Action: "kms:TagResource",
          Resource: keys,
          Condition: {
            Null: { "kms:ResourceAliases": "true" },
            StringEquals: { "aws:RequestTag/slipway:stack": "toolchain" },
          },
        }),
        rights({ Action: "kms:TagResource", Resource: keys, Condition: tagged }),
        rights({ Action: "ec2:CreateTags", Resource: "arn:aws:ec2:*:1:vpc/vpc-1" }),
      ],
    },
    {
      what: "anybody's, also when the new tags are given",
      parts: [
        rights({ Action: "ec2:CreateTags", Resource: "arn:aws:ec2:*:1:*" }),
        rights({
          Action: "kms:TagResource",
          Resource: keys,
          Condition: { StringEquals: { "aws:RequestTag/slipway:stack": "toolchain" } },
        }),
      ],
      finds: [open("allows ec2:CreateTags on arn:aws:ec2:*:1:*"), open(`allows kms:TagResource on ${keys}`)],
    },
  ],
  "iam-statement-refuses-absent-keys": [
    {
      what: "ForAllValues beside Null, and in denials",
      parts: [
        rights({
          Action: "events:PutTargets",
          Resource: "*",
          Condition: { "ForAllValues:ArnLike": { "events:TargetArn": "arn:x" }, Null: { "events:TargetArn": "false" } },
        }),
        rights({
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": "x" } },
        }),
      ],
    },
    {
      what: "ForAllValues alone",
      parts: [
        rights({
          Action: "events:PutTargets",
          Resource: "*",
          Condition: { "ForAllValues:ArnLike": { "events:TargetArn": "arn:x" } },
        }),
      ],
      finds: [open("holds when events:targetarn is absent")],
    },
  ],
  "iam-statement-has-its-condition": [
    {
      what: "targets, a protocol, and a boundary that grants nothing",
      parts: [
        rights({
          Action: "events:PutTargets",
          Resource: "*",
          Condition: { "ForAllValues:ArnLike": { "events:TargetArn": "arn:x" } },
        }),
        rights({ Action: "sns:Subscribe", Resource: "*", Condition: { StringEquals: { "sns:Protocol": "email" } } }),
        policy("acme-boundary", { Action: "codeconnections:UseConnection", Resource: "*" }),
      ],
    },
    {
      what: "neither, and all locks of a store",
      parts: [
        rights({ Action: "events:PutTargets", Resource: "*" }),
        rights({ Action: ["codeconnections:UseConnection"], Resource: "*" }),
        rights({ Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:us-east-1:1:table/acme-state-lock" }),
        rights({ Action: "ecs:RunTask", Resource: "arn:aws:ecs:*:1:task-definition/acme-*:*" }),
        rights({ Action: "ecs:TagResource", Resource: "arn:aws:ecs:*:1:task-definition/acme-*:*" }),
      ],
      finds: [
        open("allows events:PutTargets without a condition on events:TargetArn"),
        open("allows codeconnections:UseConnection without a condition on codeconnections:FullRepositoryId"),
        open("allows dynamodb:GetItem without a condition on dynamodb:LeadingKeys"),
        open("allows ecs:RunTask without a condition on ecs:cluster"),
        open("allows ecs:TagResource without a condition on ecs:CreateAction or aws:ResourceTag/slipway:*"),
      ],
    },
  ],
  "iam-statement-uses-keys-through-services": [
    {
      what: "a service, a caller that works with the key, Pulumi's secrets, and a part of a store",
      parts: [
        rights({ Action: "kms:Decrypt", Resource: keys, Condition: aliases("alias/acme/artifacts/orders", viaS3) }),
        rights({
          Action: ["kms:Decrypt", "kms:DescribeKey"],
          Resource: keys,
          Condition: aliases("alias/acme/artifacts/orders"),
        }),
        rights({ Action: "kms:Decrypt", Resource: keys, Condition: aliases("alias/acme/state/prod/orders") }),
        rights({
          Action: "kms:Decrypt",
          Resource: keys,
          Condition: aliases("alias/acme/store", {
            ...viaS3,
            StringLike: { "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::acme-state-1/prod/*" },
          }),
        }),
        rights({
          Action: "kms:Decrypt",
          Resource: keys,
          Condition: aliases("alias/acme/web", {
            StringEquals: {
              "kms:ViaService": "ssm.us-east-1.amazonaws.com",
              "kms:EncryptionContext:PARAMETER_ARN": "arn:aws:ssm:us-east-1:1:parameter/acme/web/token",
            },
          }),
        }),
      ],
    },
    {
      what: "no service, all of a store, and all secrets of a key",
      parts: [
        rights({ Action: "kms:Decrypt", Resource: keys, Condition: aliases("alias/acme/artifacts/orders") }),
        rights({ Action: "kms:GenerateDataKey", Resource: keys, Condition: aliases("alias/acme/store", viaS3) }),
        rights({
          Action: "kms:Decrypt",
          Resource: keys,
          Condition: aliases("alias/acme/web", {
            StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" },
          }),
        }),
      ],
      finds: [
        open("allows kms:Decrypt without a service in kms:ViaService"),
        open("allows kms:GenerateDataKey with a shared key whatever it decrypts"),
        open("allows kms:Decrypt with a shared key whatever it decrypts"),
      ],
    },
  ],
  "iam-statement-names-bucket-owner": [
    {
      what: "an account in the name, in a condition, and a bucket that is configured",
      settings: { buckets: ["vendor-*"] },
      parts: [
        rights({ Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-artifacts-111111111111/*" }),
        rights({
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::rates/*",
          Condition: { StringEquals: { "aws:ResourceAccount": "111111111111" } },
        }),
        rights({ Action: "s3:GetObject", Resource: "arn:aws:s3:::vendor-tools/*" }),
      ],
    },
    {
      what: "a name that anyone may have",
      parts: [rights({ Action: "s3:GetObject", Resource: "arn:aws:s3:::rates/*" })],
      finds: [open("reaches arn:aws:s3:::rates/* in any account")],
    },
  ],
  "iam-boundary-refuses-state": [
    {
      what: "a denial beside, longer names, and a policy that is no boundary",
      parts: [
        part("aws:iam/policy:Policy", {
          name: "acme-boundary",
          policy: document(allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-*/*" }), {
            Effect: "Deny",
            Action: "s3:*",
            Resource: "arn:aws:s3:::acme-state-*",
          }),
        }),
        policy("acme-boundary", { Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-*-artifacts-*/*" }),
        policy("acme-reader", { Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-*/*" }),
      ],
    },
    {
      what: "every bucket of a prefix",
      parts: [policy("acme-boundary", { Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-*/*" })],
      finds: [open("allows buckets of state as well")],
    },
  ],
  "aws-arn-is-of-one-partition": [
    {
      what: "one partition",
      parts: [rights({ Action: "s3:GetObject", Resource: ["arn:aws-cn:s3:::a/*", "arn:aws-cn:s3:::b/*"] })],
    },
    {
      what: "two partitions, and one that is not the region's",
      parts: [
        rights({ Action: "s3:GetObject", Resource: ["arn:aws:s3:::a/*", "arn:aws-cn:s3:::b/*"] }),
        part("aws:sns/topicPolicy:TopicPolicy", {
          region: "us-gov-west-1",
          policy: document(allow({ Resource: ["arn:aws:sns:x"] })),
        }),
      ],
      finds: ["policy names aws and aws-cn.", "policy names aws and aws-us-gov."],
    },
  ],
  "kms-key-is-used-through-services": [
    {
      what: "services, a caller that works with the key, grants of services, and Pulumi's secrets",
      parts: [
        key({
          policy: document(
            allow({ Action: "kms:Decrypt", Principal: { AWS: account }, Condition: viaS3 }),
            allow({ Action: ["kms:Decrypt", "kms:DescribeKey"], Principal: { AWS: account } }),
            allow({
              Action: "kms:CreateGrant",
              Principal: { AWS: account },
              Condition: { ...viaS3, Bool: { "kms:GrantIsForAWSResource": "true" } },
            }),
          ),
        }),
        part("aws:kms/key:Key", {
          keyId: "1",
          policy: document(allow({ Action: "kms:Decrypt", Principal: { AWS: account } })),
        }),
        part("aws:kms/alias:Alias", { name: "alias/acme/state/prod/orders", targetKeyId: "1" }),
      ],
    },
    {
      what: "no service, and grants to anybody",
      parts: [
        key({
          policy: document(
            allow({ Action: "kms:Decrypt", Principal: { AWS: account } }),
            allow({ Action: "kms:CreateGrant", Principal: { AWS: account }, Condition: viaS3 }),
          ),
        }),
      ],
      finds: [
        open("allows kms:Decrypt without a service in kms:ViaService"),
        open("allows grants to others than services"),
      ],
    },
  ],
  "s3-state-is-reserved": [
    {
      what: "actions kept for a role",
      parts: [
        part("aws:s3/bucket:Bucket", { bucket: "acme-state" }),
        part("aws:s3/bucketPolicy:BucketPolicy", { bucket: "acme-state", policy: document(denyOthers("s3:*")) }),
      ],
    },
    {
      what: "actions kept for every role of an account",
      parts: [
        part("aws:s3/bucket:Bucket", { bucket: "acme-state" }),
        part("aws:s3/bucketPolicy:BucketPolicy", {
          bucket: "acme-state",
          policy: document(
            denyOthers("s3:*", {
              ArnNotEquals: {
                "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/x", "arn:aws:iam::111111111111:role/*"],
              },
            }),
          ),
        }),
      ],
      finds: [
        "The bucket's policy leaves s3:GetObject, s3:PutObject, s3:DeleteObject, s3:DeleteObjectVersion to whoever is allowed elsewhere.",
      ],
    },
  ],
};
