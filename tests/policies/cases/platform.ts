/** Cases of the rules about the platform's roles, guards and protection. */
import { document, unknown, urnOf } from "../fixtures";
import { type Case, part } from "./parts";

const deny = (Action: string | string[], Resource: string | string[], more: object = {}): object => ({
  ...{ Effect: "Deny", Action, Resource },
  ...more,
});
const role = (name: string, more: object = {}) => part("aws:iam/role:Role", { name, ...more });
const inline = (name: string, ...statements: object[]) =>
  part("aws:iam/rolePolicy:RolePolicy", { role: name, policy: document(...statements) });
const makes = { Effect: "Allow", Action: "iam:CreateRole", Resource: "arn:aws:iam::1:role/services/*" };
const aliases = (alias: string) => ({ Condition: { StringLike: { "kms:ResourceAliases": alias } } });
const guards = [
  deny("iam:*", ["arn:aws:iam::1:role/*", "arn:aws:iam::1:role/slipway/*", "arn:aws:iam::1:policy/slipway/*"]),
  deny("cloudtrail:StopLogging", "arn:aws:cloudtrail:*:1:trail/*"),
  deny(["s3:*", "dynamodb:*"], ["arn:aws:s3:::acme-state-1*", "arn:aws:dynamodb:*:1:table/acme-state-lock"]),
  deny("kms:*", "arn:aws:kms:*:1:key/*", aliases("alias/acme/state/*/*")),
  deny("kms:*", "arn:aws:kms:*:1:key/*", aliases("alias/acme/break-glass")),
  deny("events:*", "arn:aws:events:*:1:rule/acme-break-glass"),
];
const attached = part("aws:iam/policy:Policy", { name: "acme-guards", arn: "arn:guards", policy: document(...guards) });

const chat = {
  assumeRolePolicy: document({
    Effect: "Allow",
    Principal: { Service: "chatbot.amazonaws.com" },
    Action: "sts:AssumeRole",
  }),
};
const channel = (inputs: Parameters<typeof part>[1]) =>
  part("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration", inputs);

const scp = "SERVICE_CONTROL_POLICY";
const exceptFor = (arn: string) => ({ Condition: { ArnNotLike: { "aws:PrincipalArn": arn } } });
const administrator = exceptFor("arn:aws:iam::*:role/OrganizationAccountAccessRole");
const guardrails = (except: object) => [
  deny("organizations:LeaveOrganization", "*"),
  deny(["cloudtrail:StopLogging", "cloudtrail:UpdateTrail"], "*", except),
  deny("iam:Update*", "arn:aws:iam::*:role/slipway/*", except),
  deny("events:DisableRule", "arn:aws:events:*:*:rule/acme-break-glass", except),
  deny("s3:DeleteBucketPolicy", "arn:aws:s3:::acme-state-*", except),
  deny("kms:ScheduleKeyDeletion", "*", aliases("alias/acme/state/*/*")),
  deny("kms:DeleteAlias", "arn:aws:kms:*:*:alias/acme/state/*/*", except),
  {
    Effect: "Deny",
    NotAction: ["iam:*"],
    Resource: "*",
    Condition: { StringNotEquals: { "aws:RequestedRegion": "us-east-1" } },
  },
  deny("*", "*", { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } } }),
];
const policy = (...statements: object[]) =>
  part(
    "aws:organizations/policy:Policy",
    { id: "p-1", type: scp, content: document(...statements) },
    { protect: true },
  );
const target = part("aws:organizations/policyAttachment:PolicyAttachment", { policyId: "p-1", targetId: "ou-1" });

export const platform: Record<string, Case[]> = {
  "iam-administration-has-guards": [
    {
      what: "guards attached or inside, and a role that makes no roles",
      parts: [
        role("acme-update"),
        inline("acme-update", makes),
        attached,
        part("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "acme-update", policyArn: "arn:guards" }),
        role("acme-bootstrap"),
        inline("acme-bootstrap", makes, ...guards),
        role("acme-reader"),
      ],
    },
    {
      what: "a maker of roles with one guard less, or with a condition in it",
      parts: [
        role("a"),
        inline("a", makes, ...guards.slice(1)),
        role("b"),
        inline(
          "b",
          makes,
          ...guards.with(1, { ...guards[1]!, Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
        ),
      ],
      finds: [
        ...["iam:DeleteRolePermissionsBoundary on *:role/%", "iam:UpdateAssumeRolePolicy on *:role/slipway/%"],
        ...["iam:CreatePolicyVersion on *:policy/slipway/%", "cloudtrail:StopLogging on *:trail/%"],
      ].map((what) => `Nothing denies this maker of roles ${what}.`),
    },
    {
      what: "an unknown document",
      settings: { denied: [{ action: "cloudtrail:StopLogging", resource: "*:trail/%" }] },
      parts: [role("a"), inline("a", makes), part("aws:iam/rolePolicy:RolePolicy", { role: "a", policy: unknown })],
      finds: ["undecided"],
    },
  ],
  "iam-policy-is-attached": [
    {
      what: "a policy of a role, a boundary of other stacks, and one that only allows",
      parts: [
        attached,
        role("a", { permissionsBoundary: "arn:guards" }),
        part("aws:iam/policy:Policy", { name: "acme-boundary", policy: document(...guards) }),
        part("aws:iam/policy:Policy", { name: "acme-reader", policy: document(makes) }),
      ],
    },
    { what: "one that nobody has", parts: [attached], finds: ["What the policy denies is denied to nobody."] },
  ],
  "iam-role-bounds-its-sessions": [
    { what: "the default, and four hours", parts: [role("a"), role("b", { maxSessionDuration: 14_400 })] },
    {
      what: "more",
      settings: { seconds: 3600 },
      parts: [role("a", { maxSessionDuration: 7200 })],
      finds: ["A session may last 7200 seconds; at most 3600 are allowed."],
    },
  ],
  "chatbot-role-refuses-commands": [
    { what: "a denial of everything", parts: [role("a", chat), inline("a", deny("*", "*"))] },
    { what: "wanted commands", settings: { commands: true }, parts: [role("a", chat)] },
    {
      what: "rights to read",
      parts: [role("a", chat), inline("a", { Effect: "Allow", Action: "logs:GetLogEvents", Resource: "*" })],
      finds: ["Whoever is in the channel can use the role's rights."],
    },
  ],
  "chatbot-channel-has-guardrails": [
    { what: "a guardrail", parts: [channel({ guardrailPolicyArns: ["arn:aws:iam::aws:policy/AWSDenyAll"] })] },
    {
      what: "AWS's default, and administrators",
      parts: [channel({}), channel({ guardrailPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] })],
      finds: [
        "The channel has AWS's default guardrail, AdministratorAccess.",
        "The channel's guardrail is a policy for administrators.",
      ],
    },
  ],
  "chatbot-channel-keeps-its-log": [
    { what: "errors", parts: [channel({ loggingLevel: "ERROR" })] },
    {
      what: "none",
      parts: [channel({ loggingLevel: "NONE" }), channel({})],
      finds: Array(2).fill("The channel writes no log."),
    },
  ],
  "organizations-guardrails-are-kept": [
    { what: "all guardrails, attached", parts: [policy(...guardrails(administrator)), target] },
    { what: "a policy for tags", parts: [part("aws:organizations/policy:Policy", { type: "TAG_POLICY" })] },
    {
      what: "a guardrail of nobody, with two left out",
      parts: [policy(...guardrails(administrator).slice(1, -1))],
      finds: [
        "The guardrail is attached to nobody.",
        "No guardrail denies organizations:LeaveOrganization on *.",
        "No guardrail denies root users of accounts.",
      ],
    },
    {
      what: "exceptions for every role",
      settings: { denied: [{ action: "cloudtrail:StopLogging", resource: "*" }] },
      parts: [policy(...guardrails(exceptFor("arn:aws:iam::*:role/*"))), target],
      finds: ["No guardrail denies cloudtrail:StopLogging on *."],
    },
  ],
  "aws-companion-is-protected": [
    {
      what: "a protected alias, versioning, boundary and guardrail, and an alias of a key that is not",
      parts: [
        part("aws:kms/key:Key", { keyId: "1" }, { protect: true }),
        part("aws:kms/alias:Alias", { targetKeyId: "1" }, { protect: true }),
        part("aws:kms/key:Key", { keyId: "2" }),
        part("aws:kms/alias:Alias", { targetKeyId: "2" }),
        part("aws:s3/bucket:Bucket", { bucket: "acme-state-1" }, { protect: true }),
        part("aws:s3/bucketVersioning:BucketVersioning", { bucket: "acme-state-1" }, { protect: true }),
        part("aws:iam/policy:Policy", { name: "acme-boundary" }, { protect: true }),
        policy(),
      ],
    },
    {
      what: "each that is not",
      parts: [
        part("aws:kms/key:Key", { keyId: unknown }, { name: "key", protect: true }),
        part(
          "aws:kms/alias:Alias",
          { targetKeyId: unknown },
          { propertyDependencies: { targetKeyId: [urnOf({ type: "aws:kms/key:Key", name: "key" })] } },
        ),
        part("aws:kms/key:Key", { keyId: "2" }),
        part("aws:kms/alias:Alias", { targetKeyId: "2" }, { protect: true }),
        part("aws:iam/policy:Policy", { name: "acme-boundary" }),
        { ...policy(), protect: false },
      ],
      finds: Array(4).fill("Nothing keeps Pulumi from deleting it, and others are useless without it."),
    },
  ],
};
