/** Cases of the rules about identities. */
import { document, unknown } from "../fixtures";
import { account, allow, builder, type Case, key, named, noTls, part, rights, topicPolicy, trust } from "./parts";

const person = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0123456789abcdef";
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
const ownName = "*:${sts:RoleSessionName}";

export const identities: Record<string, Case[]> = {
  "iam-attachment-grants-no-administration": [
    {
      what: "a policy for the work, and one of the same run",
      parts: ["arn:aws:iam::aws:policy/ReadOnlyAccess", unknown].map((policyArn) =>
        part("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { policyArn }),
      ),
    },
    {
      what: "administrators' policies, attached beside and inside",
      parts: [
        part("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
          policyArn: "arn:aws-us-gov:iam::aws:policy/AdministratorAccess",
        }),
        part("aws:iam/role:Role", { managedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"] }),
      ],
      finds: [
        "arn:aws-us-gov:iam::aws:policy/AdministratorAccess is attached.",
        "arn:aws:iam::aws:policy/PowerUserAccess is attached.",
      ],
    },
  ],
  "iam-role-trusts-named-principals": [
    {
      what: "a role, named roles of an account, an external id, and a service",
      parts: [
        trust(
          { Principal: { AWS: builder } },
          { Principal: { AWS: account }, Condition: named },
          { Principal: { AWS: account }, Condition: { StringEquals: { "sts:ExternalId": "x-1" } } },
          { Principal: { Service: "ec2.amazonaws.com" } },
        ),
      ],
    },
    {
      what: "everyone, an account, and every role of an account",
      parts: [
        trust({ Principal: "*" }),
        trust({ Principal: { AWS: "111111111111" } }),
        trust({
          Principal: { AWS: account },
          Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/*" } },
        }),
        trust({
          Principal: { AWS: account },
          Condition: {
            ArnEqualsIfExists: { "aws:PrincipalArn": builder },
            StringEquals: { "aws:PrincipalOrgID": "o-1" },
          },
        }),
      ],
      finds: ["*", "111111111111", account, account].map(
        (who) => `assumeRolePolicy: statement S trusts all of ${who}.`,
      ),
    },
    {
      what: "a role of an unknown account, unless by external id",
      settings: { accounts: ["222222222222"] },
      parts: [
        trust({ Principal: { AWS: builder } }),
        trust({ Principal: { AWS: builder }, Condition: { StringEquals: { "sts:ExternalId": "x-1" } } }),
        trust({ Principal: { AWS: builder.replace("111111111111", "222222222222") } }),
      ],
      finds: ["assumeRolePolicy: statement S trusts account 111111111111, which is not the organisation's."],
    },
    {
      what: "an unknown trust",
      parts: [part("aws:iam/role:Role", { assumeRolePolicy: unknown })],
      finds: ["undecided"],
    },
  ],
  "iam-resource-policy-names-its-principals": [
    {
      what: "named roles, the organisation, AWS's default for keys, administration of a key, and denials",
      parts: [
        key({ policy: document(allow({ Action: "kms:*", Resource: "*", Principal: { AWS: account } })) }),
        key({
          policy: document(
            allow({ Action: ["kms:PutKeyPolicy"], Resource: "*", Principal: { AWS: account } }),
            allow({ Action: "kms:Decrypt", Resource: "*", Principal: { AWS: account }, Condition: named }),
          ),
        }),
        topicPolicy(
          allow({ Action: "sns:*", Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }),
        ),
        topicPolicy(noTls),
      ],
    },
    {
      what: "everyone, and a whole account",
      parts: [
        topicPolicy(allow({ Action: "sns:Publish", Principal: { AWS: "*" } })),
        key({
          policy: document(
            allow({ Action: "kms:Decrypt", Resource: "*", Principal: { AWS: account } }),
            allow({ Action: "kms:PutKeyPolicy", Resource: "*", Principal: "*" }),
          ),
        }),
        part("aws:s3/bucketPolicy:BucketPolicy", {
          policy: document(
            allow({
              Action: "s3:GetObject",
              Principal: { AWS: account },
              Condition: { Bool: { "aws:SecureTransport": "true" } },
            }),
          ),
        }),
      ],
      finds: ["*", account, "*", account].map((who) => `policy: statement S lets in all of ${who}.`),
    },
    {
      what: "an account whose callers need not be of the organisation",
      settings: { organization: "o-a1b2c3d4e5" },
      parts: [
        key({
          policy: document(
            allow({ Action: "kms:PutKeyPolicy", Resource: "*", Principal: { AWS: account } }),
            allow({ Action: "kms:Decrypt", Resource: "*", Principal: { AWS: account }, Condition: named }),
          ),
        }),
      ],
      finds: ["policy: statement S does not ask for organisation o-a1b2c3d4e5."],
    },
    {
      what: "a role of an unknown account",
      settings: { accounts: ["222222222222"] },
      parts: [topicPolicy(allow({ Action: "sns:Publish", Principal: { AWS: builder } }))],
      finds: ["policy: statement S lets in account 111111111111, which is not the organisation's."],
    },
  ],
  "iam-statement-names-its-key": [
    {
      what: "a key by ARN, and every key under an alias or a tag",
      parts: [
        ...["kms:ResourceAliases", "aws:ResourceTag/team"].map((name) =>
          rights({
            Action: "kms:Decrypt",
            Resource: "arn:aws:kms:*:1:key/*",
            Condition: { StringEquals: { [name]: "x" } },
          }),
        ),
        rights({ Action: "kms:Decrypt", Resource: "arn:aws:kms:us-east-1:1:key/1-2" }),
        rights({ Action: "kms:DescribeKey", Resource: "*" }),
      ],
    },
    {
      what: "every key of an account, also under a condition on the service alone",
      parts: [
        rights({ Action: ["kms:Decrypt"], Resource: "arn:aws:kms:*:1:key/*" }),
        rights({
          Action: "kms:CreateGrant",
          Resource: "*",
          Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
        }),
      ],
      finds: ["arn:aws:kms:*:1:key/*", "*"].map((keys) => `policy: statement S allows the use of ${keys}.`),
    },
  ],
  "iam-statement-bounds-new-roles": [
    {
      what: "roles within a boundary, linked roles of one service, and denials",
      parts: [
        rights({
          Action: ["iam:CreateRole", "iam:PutRolePolicy"],
          Resource: "arn:aws:iam::1:role/services/*",
          Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::1:policy/slipway/acme-boundary" } },
        }),
        rights({
          Action: "iam:CreateServiceLinkedRole",
          Resource: "*",
          Condition: { StringEquals: { "iam:AWSServiceName": "ecs.amazonaws.com" } },
        }),
        rights({ Effect: "Deny", Action: "iam:*", Resource: "*" }),
      ],
    },
    {
      what: "roles without a boundary, and linked roles of any service",
      parts: [
        rights({ Action: "iam:*Role*", Resource: "arn:aws:iam::1:role/services/*" }),
        rights({
          Action: "iam:CreateServiceLinkedRole",
          Resource: "arn:aws:iam::1:role/aws-service-role/ecs.amazonaws.com/*",
        }),
      ],
      finds: [
        "policy: statement S allows iam:CreateRole, iam:AttachRolePolicy, iam:PutRolePolicy without a boundary.",
        "policy: statement S allows iam:CreateServiceLinkedRole for any service.",
        "policy: statement S allows iam:CreateServiceLinkedRole for any service.",
      ],
    },
  ],
  "iam-role-keeps-names-of-people": [
    {
      what: "the name of the own session, a given one, and a role that is no person's",
      parts: [
        ...[{ "aws:userid": ownName }, { "sts:RoleSessionName": "anna" }].map((named) =>
          trust({
            Principal: { AWS: "arn:aws:iam::111111111111:root" },
            Condition: { ArnLike: { "aws:PrincipalArn": person }, StringLike: named },
          }),
        ),
        trust({ Principal: { AWS: "arn:aws:iam::111111111111:role/runner" } }),
      ],
    },
    {
      what: "any name, one of another's session, and one that may be absent",
      parts: [
        trust({ Principal: { AWS: person } }),
        ...[{ StringLike: { "aws:userid": "*" } }, { StringLikeIfExists: { "aws:userid": ownName } }].map((named) =>
          trust({
            Principal: { AWS: "arn:aws:iam::111111111111:root" },
            Condition: { ArnLike: { "aws:PrincipalArn": person }, ...named },
          }),
        ),
      ],
      finds: Array<string>(3).fill(`assumeRolePolicy: statement S lets ${person} in under any name.`),
    },
  ],
  "iam-user-is-replaced-by-role": [
    { what: "a role", parts: [trust({ Principal: { Service: "ec2.amazonaws.com" } })] },
    {
      what: "a user and its access key",
      parts: [part("aws:iam/user:User"), part("aws:iam/accessKey:AccessKey")],
      finds: ["This is an IAM user.", "This is an access key."],
    },
  ],
  "iam-service-trust-names-its-source": [
    {
      what: "a named account or resource, services that never or not always name it, and a function's permission",
      parts: [
        trust({
          Principal: { Service: "lambda.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "1" } },
        }),
        trust({
          Principal: { Service: "events.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "1" },
            ArnLike: { "aws:SourceArn": "arn:aws:events:*:1:*" },
          },
        }),
        trust({ Principal: { Service: "ec2.amazonaws.com" } }),
        trust({
          Principal: { Service: "chatbot.amazonaws.com" },
          Condition: {
            StringEqualsIfExists: { "aws:SourceAccount": "1" },
            ArnLikeIfExists: { "aws:SourceArn": "arn:x" },
          },
        }),
        part("aws:lambda/permission:Permission", { principal: "events.amazonaws.com", sourceArn: unknown }),
      ],
    },
    {
      what: "no source, one that may be absent, and a permission without one",
      parts: [
        trust({ Principal: { Service: "codebuild.amazonaws.com" } }),
        trust({
          Principal: { Service: "codebuild.amazonaws.com" },
          Condition: { StringEqualsIfExists: { "aws:SourceAccount": "1" } },
        }),
        ...[{ "aws:SourceAccount": "1" }, { "aws:SourceArn": "arn:aws:codebuild:*:1:project/x" }].map((StringLike) =>
          trust({ Principal: { Service: "codebuild.amazonaws.com" }, Condition: { StringLike } }),
        ),
        topicPolicy(allow({ Action: "sns:Publish", Principal: { Service: "events.amazonaws.com" } })),
        part("aws:lambda/permission:Permission", { principal: "events.amazonaws.com" }),
      ],
      finds: [
        "assumeRolePolicy: statement S lets in codebuild.amazonaws.com for any account or resource.",
        "assumeRolePolicy: statement S lets in codebuild.amazonaws.com for any account or resource.",
        "assumeRolePolicy: statement S lets in codebuild.amazonaws.com for any resource.",
        "assumeRolePolicy: statement S lets in codebuild.amazonaws.com for any account.",
        "policy: statement S lets in events.amazonaws.com for any account or resource.",
        "events.amazonaws.com may invoke the function for any account.",
      ],
    },
  ],
  "iam-service-role-has-boundary": [
    {
      what: "a boundary, an unknown one, and a role of the platform",
      parts: [
        part("aws:iam/role:Role", { path: "/services/", permissionsBoundary: "arn:x" }),
        part("aws:iam/role:Role", { path: "/services/", permissionsBoundary: unknown }),
        part("aws:iam/role:Role", { path: "/slipway/" }),
      ],
    },
    {
      what: "none, under the path and below it",
      parts: ["/services/", "/services/orders/"].map((path) => part("aws:iam/role:Role", { path })),
      finds: ["/services/", "/services/orders/"].map((path) => `The role under ${path} has no permissions boundary.`),
    },
  ],
};
