import assert from "node:assert/strict";
import { type Kind, kinds, lint, rules } from "../../../analysis/iam";
import { document, lintSpoilt, own, sound, told } from "./documents";

/** What is spoilt in a kind's sound statement, and the only finding. */
type Case = [spoils: string, kind: Kind, change: object, finding: string];

const externalRole = "arn:aws:iam::999999999999:role/vendor";
const service = (name: string) => ({ Principal: { Service: name }, Condition: undefined });
const everyone = (condition?: object) => ({ Principal: "*", Condition: condition });

const cases: Case[] = [
  ["an effect of another spelling", "inline", { Effect: "allow" }, "elements: allow"],
  ["an element that IAM does not have", "inline", { Actions: "s3:GetObject" }, "elements: Actions"],
  ["a principal in a role's own rights", "inline", { Principal: "*" }, "elements: Principal"],
  ["no principal in a trust policy", "trust", { Principal: undefined }, "elements: Principal"],
  ["a resource in a trust policy", "trust", { Resource: "*" }, "elements: Resource"],
  ["no resource in a role's rights", "inline", { Resource: undefined }, "elements: Resource"],
  ["an action that is no text", "inline", { Action: [7] }, "elements: [7]"],
  ["an empty list of actions", "inline", { Action: [] }, "empty-list: Action"],
  ["an empty list of resources", "inline", { Resource: [] }, "empty-list: Resource"],
  ["an operator without a key", "inline", { Condition: { StringEquals: {} } }, "empty-list: Condition.StringEquals"],
  ["a Sid with a space in an IAM policy", "trust", { Sid: "Trust me" }, "sid-characters: Trust me"],
  [
    "an operator of another spelling",
    "inline",
    { Condition: { StringEqual: { "aws:PrincipalOrgID": own.id } } },
    "condition-operator: StringEqual",
  ],
  ["a service of another spelling", "inline", { Action: "ss3:GetObject" }, "known-service: ss3:GetObject"],
  ["an action of another spelling", "inline", { Action: "s3:GetObjects" }, "known-action: s3:GetObjects"],
  ["a wildcard that stands for no action", "inline", { Action: "s3:Fetch*" }, "known-action: s3:Fetch*"],
  ["an action without a service", "inline", { Action: "GetObject" }, "known-action: GetObject"],
  ["an action of another service in a key policy", "key", { Action: "s3:GetObject" }, "action-of-kind: s3:GetObject"],
  [
    "an action that has no resources of its own on one",
    "inline",
    { Action: "s3:ListAllMyBuckets" },
    "action-matches: s3:ListAllMyBuckets",
  ],
  [
    "an action of buckets on objects",
    "inline",
    { Action: ["s3:GetObject", "s3:ListBucket"] },
    "action-matches: s3:ListBucket",
  ],
  [
    "a resource that no action has",
    "inline",
    { Resource: ["arn:aws:s3:::acme-artifacts/*", "arn:aws:sqs:us-east-1:111111111111:work"] },
    "resource-matches: arn:aws:sqs:us-east-1:111111111111:work",
  ],
  [
    "a condition key that no action has",
    "inline",
    { Condition: { StringEquals: { "s3:prefix": "a" } } },
    "condition-key: s3:prefix",
  ],
  [
    "a condition key that one of the actions does not have",
    "inline",
    {
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: ["arn:aws:s3:::acme-artifacts", "arn:aws:s3:::acme-artifacts/*"],
      Condition: { StringLike: { "s3:prefix": "a/*" } },
    },
    "condition-key: s3:prefix",
  ],
  [
    "a global condition key of another spelling",
    "inline",
    { Condition: { StringEquals: { "aws:PrincipleOrgID": own.id } } },
    "condition-key: aws:PrincipleOrgID",
  ],
  [
    "a condition key that AWS sends with another resource of the action only",
    "inline",
    {
      Action: "kms:CreateAlias",
      Resource: "arn:aws:kms:us-east-1:111111111111:alias/acme",
      Condition: { StringEquals: { "aws:ResourceTag/team": "a" } },
    },
    "condition-key: aws:ResourceTag/team",
  ],
  [
    "a condition key that no action of any service has",
    "inline",
    { Effect: "Deny", Action: "*", Resource: "*", Condition: { StringEquals: { "s3:prefixes": "a" } } },
    "condition-key: s3:prefixes",
  ],
  [
    "a tag of a resource that is never sent",
    "inline",
    { Action: "s3:ListAllMyBuckets", Resource: "*", Condition: { StringEquals: { "aws:ResourceTag/team": "a" } } },
    "condition-key: aws:ResourceTag/team",
  ],
  [
    "all actions of a service on all resources",
    "inline",
    { Action: "dynamodb:*", Resource: "*" },
    "no-double-wildcard: dynamodb:*",
  ],
  ["all actions on all resources", "managed", { Action: "*", Resource: "*" }, "no-double-wildcard: *"],
  [
    "roles passed to any service",
    "inline",
    { Action: "iam:PassRole", Resource: "arn:aws:iam::111111111111:role/services/acme-*" },
    "pass-role: iam:PassRole",
  ],
  [
    "roles passed to any service where the service is not said",
    "inline",
    {
      Action: "iam:PassRole",
      Resource: "arn:aws:iam::111111111111:role/services/acme-*",
      Condition: { StringEqualsIfExists: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
    "pass-role: iam:PassRole",
  ],
  [
    "every role passed to one service",
    "inline",
    {
      Action: "iam:PassRole",
      Resource: "*",
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
    "pass-role: iam:PassRole",
  ],
  ["all actions but some", "inline", { Action: undefined, NotAction: "iam:*" }, "no-exclusion: NotAction"],
  [
    "all resources but some",
    "inline",
    { Resource: undefined, NotResource: "arn:aws:s3:::acme-state/*" },
    "no-exclusion: NotResource",
  ],
  [
    "all principals but some",
    "bucket",
    { Principal: undefined, NotPrincipal: { AWS: "111111111111" } },
    "no-exclusion: NotPrincipal",
  ],
  ["a kind of principal that IAM does not have", "trust", { Principal: { Role: "x" } }, "principal: Role"],
  [
    "a principal that is no account or ARN",
    "trust",
    { Principal: { AWS: "acme-pipeline" } },
    "principal: acme-pipeline",
  ],
  ["a service by a short name", "trust", { Principal: { Service: "codebuild" } }, "principal: codebuild"],
  ["everyone without a condition", "topic", everyone(), "not-public: *"],
  ["everyone in a list of accounts", "topic", { Principal: { AWS: ["*"] }, Condition: undefined }, "not-public: *"],
  [
    "everyone, as long as they use TLS",
    "bucket",
    everyone({ Bool: { "aws:SecureTransport": "true" } }),
    "not-public: *",
  ],
  [
    "everyone of one organisation, if they belong to any",
    "bucket",
    everyone({ StringEqualsIfExists: { "aws:PrincipalOrgID": own.id } }),
    "not-public: *",
  ],
  [
    "a role of that name in any account",
    "bucket",
    everyone({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/acme" } }),
    "not-public: *",
  ],
  [
    "everyone but one role",
    "bucket",
    everyone({ ArnNotEquals: { "aws:PrincipalArn": externalRole } }),
    "not-public: *",
  ],
  ["everyone from anywhere", "bucket", everyone({ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }), "not-public: *"],
  ["everyone of any account", "bucket", everyone({ StringLike: { "aws:PrincipalAccount": "*" } }), "not-public: *"],
  ["a role of another company", "trust", { Principal: { AWS: externalRole } }, `own-accounts: ${externalRole}`],
  ["an account of another company", "key", { Principal: { AWS: "999999999999" } }, "own-accounts: 999999999999"],
  [
    "another company by a condition",
    "bucket",
    everyone({ StringEquals: { "aws:PrincipalOrgID": "o-zzzzzzzzzz" } }),
    "own-accounts: o-zzzzzzzzzz",
  ],
  [
    "a service for another company",
    "topic",
    {
      ...service("events.amazonaws.com"),
      Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } },
    },
    "own-accounts: 999999999999",
  ],
  ["a service for anyone", "trust", service("codebuild.amazonaws.com"), "no-confused-deputy: codebuild.amazonaws.com"],
  [
    "a service for a source in any account",
    "topic",
    { ...service("events.amazonaws.com"), Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } } },
    "no-confused-deputy: events.amazonaws.com",
  ],
  [
    "a service that says no source as a role's holder, but does as a sender",
    "topic",
    service("s3.amazonaws.com"),
    "no-confused-deputy: s3.amazonaws.com",
  ],
];

describe("the lint of policy documents", () => {
  for (const kind of kinds) {
    it(`finds nothing in a sound document of kind ${kind}`, async () => {
      assert.deepEqual(told(await lint([document(kind, sound[kind])], own)), []);
    });
  }

  for (const [spoils, kind, change, finding] of cases) {
    it(`finds ${spoils}`, async () => {
      assert.deepEqual(told(await lintSpoilt(kind, change)), [finding]);
    });
  }

  it("has a failing document for every rule", async () => {
    const elsewhere = ["readable", "known", "version", "unique-sid", "size", "ignore"];
    const covered = new Set([...elsewhere, ...cases.map(([, , , finding]) => finding.split(":")[0]!)]);
    assert.deepEqual(
      Object.keys(rules).filter((rule) => !covered.has(rule)),
      [],
    );
  });

  it("says rule, level, document, statement, value, remedy and source of each", async () => {
    const [finding, ...others] = await lintSpoilt("inline", { Action: "s3:GetObjekt" });
    assert.deepEqual(others, []);
    assert.deepEqual(finding, {
      rule: "known-action",
      level: "mandatory",
      document: "a inline",
      statement: "One",
      value: "s3:GetObjekt",
      message: finding!.message,
      remedy: rules["known-action"].remedy,
      source: rules["known-action"].source,
    });
    assert.match(finding!.message, /Did you mean "s3:GetObject"/);
  });

  it("names a statement without a Sid by its place", async () => {
    const [finding] = await lint([document("inline", sound.inline, { ...sound.inline, Sid: undefined, Effect: "No" })]);
    assert.equal(finding!.statement, "Statement[1]");
  });

  it("finds one Sid that names two statements", async () => {
    assert.deepEqual(told(await lint([document("key", sound.key, sound.key)], own)), ["unique-sid: One"]);
  });

  for (const [what, json, finding] of [
    ["text that is no JSON", "{", "readable: {"],
    ["JSON that is no document", "[]", "readable: []"],
    ["a document without statements", '{"Version":"2012-10-17","Statement":[]}', "empty-list: Statement"],
    ["a document of the old language", `{"Statement":${JSON.stringify(sound.inline)}}`, "version: nothing"],
    [
      "an element beside the statements",
      `{"Version":"2012-10-17","Name":"x","Statement":${JSON.stringify(sound.inline)}}`,
      "elements: Name",
    ],
  ] as const) {
    it(`finds ${what}`, async () => {
      assert.deepEqual(told(await lint([{ name: "x", kind: "inline", json }])), [finding]);
    });
  }

  it("counts a managed policy as IAM does, without the white space around its words", async () => {
    const many = (count: number) => ({
      ...sound.managed,
      Resource: Array.from({ length: count }, (_, index) => `arn:aws:s3:::acme-artifacts-${1000 + index}`),
    });
    const fits = document("managed", many(150));
    const spaced = { ...fits, json: JSON.stringify(JSON.parse(fits.json), null, 8) };
    assert.ok(spaced.json.length > 6144);
    assert.deepEqual(told(await lint([spaced])), []);
    assert.match(told(await lint([document("managed", many(200))]))[0]!, /^size: \d+ characters$/);
  });
});

describe("the lint of policy documents lets pass", () => {
  const passes: [what: string, kind: Kind, change: object][] = [
    ["actions in any case", "inline", { Action: "S3:getobject" }],
    ["wildcards in actions on named resources", "inline", { Action: "s3:Get*" }],
    [
      "policy variables in resources",
      "inline",
      { Resource: `arn:aws:s3:::acme-artifacts/\${aws:PrincipalTag/team}/*` },
    ],
    [
      "a role passed to a named service",
      "inline",
      {
        Action: "iam:PassRole",
        Resource: "arn:aws:iam::111111111111:role/services/acme-*",
        Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      },
    ],
    [
      "a key that only some actions have, under IfExists",
      "inline",
      {
        Action: ["s3:GetObject", "s3:ListBucket"],
        Resource: ["arn:aws:s3:::acme-artifacts", "arn:aws:s3:::acme-artifacts/*"],
        Condition: { StringLikeIfExists: { "s3:prefix": "a/*" } },
      },
    ],
    [
      "keys with a name of one's own",
      "key",
      { Condition: { StringEquals: { "kms:EncryptionContext:app": "x", "aws:PrincipalTag/team": "a" } } },
    ],
    ["a wildcard on everything that is refused", "inline", { Effect: "Deny", Action: "*", Resource: "*" }],
    [
      "everyone refused without TLS",
      "bucket",
      { ...everyone({ Bool: { "aws:SecureTransport": "false" } }), Effect: "Deny" },
    ],
    ["everyone of one's own organisation", "bucket", everyone({ StringEquals: { "aws:PrincipalOrgID": own.id } })],
    [
      "another account's role of one's own organisation",
      "bucket",
      { Principal: { AWS: externalRole }, Condition: { StringEquals: { "aws:PrincipalOrgID": own.id } } },
    ],
    ["instances, which say no source", "trust", service("ec2.amazonaws.com")],
    ["instances in China", "trust", service("ec2.amazonaws.com.cn")],
    [
      "a log group that names itself to its key",
      "key",
      {
        ...service("logs.us-east-1.amazonaws.com"),
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111111111111:log-group:*" },
        },
      },
    ],
    [
      "claims of the provider that the statement trusts",
      "trust",
      {
        Principal: { Federated: "arn:aws:iam::111111111111:oidc-provider/gitlab.acme.example" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { "gitlab.acme.example:sub": "project_path:acme/orders:ref_type:branch:ref:main" } },
      },
    ],
  ];
  for (const [what, kind, change] of passes) {
    it(what, async () => assert.deepEqual(told(await lintSpoilt(kind, change)), []));
  }

  it("any account, where nobody says which are the company's own", async () => {
    assert.deepEqual(told(await lintSpoilt("trust", { Principal: { AWS: externalRole } }, {})), []);
  });
});
