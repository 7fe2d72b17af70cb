/** Cases of the rules about builds. */
import { unknown } from "../fixtures";
import { type Case, part, project } from "./parts";

export const builds: Record<string, Case[]> = {
  "codebuild-variable-holds-no-secret": [
    {
      what: "a plain value, a secret's name, and names that only resemble",
      parts: [
        project({
          environment: {
            environmentVariables: [
              { name: "REGION", value: "us-east-1" },
              { name: "DB_PASSWORD", type: "SECRETS_MANAGER", value: "orders/db" },
              { name: "TOKEN_URL", value: "https://example.com" },
              { name: "SECRET_NAME", value: "orders/db" },
            ],
          },
        }),
      ],
    },
    {
      what: "names of secrets, and an access key under another name",
      parts: [
        project({
          environment: {
            environmentVariables: [
              { name: "AWS_SECRET_ACCESS_KEY", value: "x" },
              { name: "github_token", type: "PLAINTEXT", value: unknown },
              { name: "ID", value: "AKIAIOSFODNN7EXAMPLE" },
            ],
          },
        }),
      ],
      finds: ["AWS_SECRET_ACCESS_KEY", "github_token", "ID"].map(
        (name) => `Variable ${name} holds a secret in plain text.`,
      ),
    },
    {
      what: "unknown variables",
      parts: [project({ environment: { environmentVariables: unknown } })],
      finds: ["undecided"],
    },
  ],
  "codebuild-project-is-privileged-for-images-only": [
    {
      what: "no privilege, and privilege for docker",
      parts: [
        project({ environment: { privilegedMode: false }, source: { buildspec: "buildspec.yml" } }),
        project({ environment: { privilegedMode: true }, source: { buildspec: "version: 0.2\n- docker build .\n" } }),
      ],
    },
    {
      what: "privilege for tests, and for a file that cannot be read",
      parts: ["version: 0.2\n- npm test\n", "docker.yml"].map((buildspec) =>
        project({ environment: { privilegedMode: true }, source: { buildspec } }),
      ),
      finds: Array(2).fill("The build is privileged, and does not show why."),
    },
  ],
  "codebuild-project-uses-customer-key": [
    { what: "a key of the same run", parts: [project({ encryptionKey: unknown })] },
    {
      what: "no key, and AWS's",
      parts: [project({}), project({ encryptionKey: "arn:aws:kms:us-east-1:1:alias/aws/s3" })],
      finds: Array(2).fill("The project has no key of its own."),
    },
    {
      what: "artifacts that are not encrypted",
      parts: [project({ encryptionKey: "arn:x", secondaryArtifacts: [{ encryptionDisabled: true }] })],
      finds: ["Something that the project makes is not encrypted."],
    },
  ],
  "codebuild-project-keeps-its-log": [
    {
      what: "a named group",
      parts: [project({ logsConfig: { cloudwatchLogs: { groupName: "/acme", status: "ENABLED" } } })],
    },
    {
      what: "no log, and a group of CodeBuild's own",
      parts: [project({ logsConfig: { cloudwatchLogs: { status: "DISABLED" } } }), project({})],
      finds: ["The log of the builds is not kept.", "The log group of the builds is not named."],
    },
    { what: "an unknown log", parts: [project({ logsConfig: unknown })], finds: ["undecided"] },
  ],
  "cloudwatch-log-group-expires": [
    { what: "a retention", parts: [part("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 30 })] },
    {
      what: "none, and too short a one",
      settings: { minimum: 90 },
      parts: [undefined, 0, 30].map((days) =>
        part("aws:cloudwatch/logGroup:LogGroup", days === undefined ? {} : { retentionInDays: days }),
      ),
      finds: [
        "The log group keeps its log for ever.",
        "The log group keeps its log for ever.",
        "The log group keeps its log for 30 days; at least 90 are asked for.",
      ],
    },
  ],
};
