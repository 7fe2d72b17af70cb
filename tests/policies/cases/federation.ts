/** Cases of the rule about federated trust. */
import { aws, type Case, github, part, tokens, trust } from "./parts";

export const federation: Record<string, Case[]> = {
  "iam-federated-trust-pins-audience-and-subject": [
    {
      what: "one branch, an environment, one repository of Bitbucket, and Cognito",
      parts: [
        tokens(aws, ["repo:acme/orders:ref:refs/heads/main"]),
        trust({
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${github}` },
          Condition: {
            StringEquals: {
              [`${github}:aud`]: aws,
              [`${github}:sub`]: "repo:acme/orders:environment:prod",
              [`${github}:ref`]: "refs/heads/main",
            },
          },
        }),
        tokens(aws, ["{1b2c}:*"]),
        trust({
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: "cognito-identity.amazonaws.com" },
          Condition: { StringEquals: { "cognito-identity.amazonaws.com:aud": "us-east-1:x" } },
        }),
      ],
    },
    {
      what: "an environment of any branch",
      parts: [tokens(aws, ["repo:acme/orders:environment:prod"])],
      finds: ["assumeRolePolicy: statement S: subject repo:acme/orders:environment:prod is that of any branch."],
    },
    {
      what: "the audience only, and the subject only",
      parts: [tokens(aws, undefined), tokens(undefined, ["repo:acme/orders:ref:refs/heads/main"])],
      finds: [
        `assumeRolePolicy: statement S: tokens of ${github} with any subject are trusted.`,
        `assumeRolePolicy: statement S: tokens of ${github} for any audience are trusted.`,
      ],
    },
    {
      what: "claims of an issuer with a slash more",
      parts: [tokens(aws, ["repo:acme/orders:environment:prod"], `${github}/`)],
      finds: [
        `assumeRolePolicy: statement S: tokens of ${github} for any audience are trusted.`,
        `assumeRolePolicy: statement S: tokens of ${github} with any subject are trusted.`,
      ],
    },
    ...[
      "repo:acme/orders:*",
      "repo:acme/orders:pull_request",
      "repo:acme/*:ref:refs/heads/main",
      "project_path:acme/orders:ref_type:branch:ref:*",
    ].map((subject) => ({
      what: `subject ${subject}`,
      parts: [tokens(aws, [subject])],
      finds: [`assumeRolePolicy: statement S: subject ${subject} is wider than one branch or environment.`],
    })),
    {
      what: "pull requests and other repositories of an owner, for a role that previews",
      parts: ["repo:acme/orders:pull_request", "repo:acme/*", "project_path:acme/orders:ref_type:branch:ref:*"].map(
        (subject) => {
          const { type, inputs } = tokens(aws, [subject]);
          return part(type, { ...inputs, name: "acme-ci-preview" });
        },
      ),
    },
    ...["*:ref:refs/heads/main", "repo:*", "project_path:*", "org/*/project/1"].map((subject) => ({
      what: `subject ${subject}, for a role that previews as well`,
      parts: [part("aws:iam/role:Role", { ...tokens(aws, [subject]).inputs, name: "acme-ci-preview" })],
      finds: [`assumeRolePolicy: statement S: subject ${subject} names no owner.`],
    })),
  ],
};
