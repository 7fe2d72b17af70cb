/** Controls of identities. */
import {
  add,
  allows,
  both,
  bucketPolicy,
  conditioned,
  federated,
  identity,
  inStatement,
  type Json,
  letsIn,
  type Mutation,
  open,
  role,
  set,
  setting,
  topicPolicy,
  trust,
  unconditioned,
  without,
} from "./weaken";

export const identities: Mutation[] = [
  {
    control: "named resources",
    rule: "iam-statement-has-no-wildcard-action-on-wildcard-resource",
    weaken: inStatement(identity, allows("codebuild:StartBuild"), (statement) => ({
      ...statement,
      Action: "codebuild:Start*",
      Resource: "*",
    })),
  },
  {
    control: "named keys",
    rule: "iam-statement-names-its-key",
    weaken: inStatement(
      identity,
      both(allows("kms:Decrypt"), conditioned("kms:ResourceAliases")),
      unconditioned("kms:ResourceAliases"),
    ),
  },
  {
    control: "service of a passed role",
    rule: "iam-pass-role-names-its-service",
    weaken: inStatement(["aws:iam/policy:Policy", "policy"], allows("iam:PassRole"), open),
  },
  {
    control: "rights by work",
    rule: "iam-attachment-grants-no-administration",
    weaken: set(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      setting({ policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
    ),
  },
  {
    control: "guards that somebody has",
    rule: "iam-policy-is-attached",
    weaken: add("aws:iam/policy:Policy", {
      name: "forgotten",
      policy: JSON.stringify({ Statement: [{ Effect: "Deny", Action: "s3:DeleteBucket", Resource: "*" }] }),
    }),
  },
  {
    control: "one partition",
    rule: "aws-arn-is-of-one-partition",
    weaken: inStatement(identity, allows("codebuild:StartBuild"), (statement) => ({
      ...statement,
      Resource: ["arn:aws:codebuild:us-east-1:1:project/a", "arn:aws-cn:codebuild:cn-north-1:1:project/a"],
    })),
  },
  {
    control: "callers whom a role trusts",
    rule: "iam-role-trusts-named-principals",
    weaken: inStatement(trust, conditioned("aws:PrincipalArn"), unconditioned("aws:PrincipalArn")),
  },
  {
    control: "trust in nobody else",
    rule: "iam-role-trusts-named-principals",
    weaken: inStatement(trust, conditioned("aws:PrincipalArn"), (statement) => ({
      ...statement,
      Principal: "*" as Json,
      Condition: {},
    })),
  },
  {
    control: "trust in the organisation alone",
    rule: "iam-role-trusts-named-principals",
    settings: { organization: "o-a1b2c3d4e5" },
    weaken: inStatement(trust, conditioned("aws:PrincipalOrgID"), unconditioned("aws:PrincipalOrgID")),
  },
  {
    control: "policies for the organisation alone",
    rule: "iam-resource-policy-names-its-principals",
    settings: { organization: "o-a1b2c3d4e5" },
    weaken: inStatement(topicPolicy, conditioned("aws:PrincipalOrgID"), unconditioned("aws:PrincipalOrgID")),
  },
  {
    control: "boundary of roles that are made",
    rule: "iam-statement-bounds-new-roles",
    weaken: inStatement(["aws:iam/policy:Policy", "policy"], allows("iam:CreateRole"), open),
  },
  {
    control: "service of linked roles",
    rule: "iam-statement-bounds-new-roles",
    weaken: inStatement(["aws:iam/policy:Policy", "policy"], allows("iam:CreateServiceLinkedRole"), open),
  },
  ...["codebuild", "events"].map((service) => ({
    control: `resource of ${service}`,
    rule: "iam-service-trust-names-its-source",
    weaken: inStatement(
      trust,
      both(letsIn("Service"), ({ Principal }) => JSON.stringify(Principal).includes(service)),
      unconditioned("aws:SourceArn"),
    ),
  })),
  {
    control: "trust within the organisation",
    rule: "iam-role-trusts-named-principals",
    settings: { accounts: ["444455556666", "012345678901", "777788889999"] },
    weaken: inStatement(trust, conditioned("aws:PrincipalArn"), (statement) => ({
      ...statement,
      Principal: { AWS: "arn:aws:iam::999999999999:role/x" } as unknown as Json,
      Condition: {},
    })),
  },
  {
    control: "subject of outside tokens",
    rule: "iam-federated-trust-pins-audience-and-subject",
    weaken: inStatement(trust, conditioned("aws:PrincipalArn"), federated("repo:acme/orders:*")),
  },
  { control: "no user", rule: "iam-user-is-replaced-by-role", weaken: add("aws:iam/user:User", { name: "deployer" }) },
  {
    control: "no access key",
    rule: "iam-user-is-replaced-by-role",
    weaken: add("aws:iam/accessKey:AccessKey", { user: "deployer" }),
  },
  ...["codebuild", "codepipeline", "events", "chatbot"].map((service) => ({
    control: `source of ${service}`,
    rule: "iam-service-trust-names-its-source",
    weaken: inStatement(
      trust,
      both(letsIn("Service"), ({ Principal }) => JSON.stringify(Principal).includes(service)),
      open,
    ),
  })),
  {
    control: "boundary of a service's role",
    rule: "iam-service-role-has-boundary",
    weaken: set(role, without("permissionsBoundary"), (inputs) => "permissionsBoundary" in inputs),
  },
  ...(
    [bucketPolicy, topicPolicy, ["aws:ecr/repositoryPolicy:RepositoryPolicy", "policy"]] as Array<[string, string]>
  ).map((document) => ({
    control: `callers of ${document[0]}`,
    rule: "iam-resource-policy-names-its-principals",
    weaken: inStatement(document, both(letsIn("AWS"), conditioned("aws:PrincipalArn")), open),
  })),
];
