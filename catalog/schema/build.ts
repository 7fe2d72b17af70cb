/** How a commit becomes a release, and the further builds of a stage: part of `services/<name>.yaml`. */
import { z } from "zod";
import { logRetentionDays } from "../log-retention";
import { choice, fields, list, map, text, whole, yesNo } from "./fields";

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html */
const computeTypes = [
  "BUILD_GENERAL1_SMALL",
  "BUILD_GENERAL1_MEDIUM",
  "BUILD_GENERAL1_LARGE",
  "BUILD_GENERAL1_XLARGE",
  "BUILD_GENERAL1_2XLARGE",
] as const;

/** Minutes of a build, 5 to 480: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html */
export const buildMinutes = { least: 5, most: 480, usual: 30 } as const;

export const defaultBuild = {
  buildspec: "buildspec.yml",
  image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
  compute: "BUILD_GENERAL1_SMALL",
} as const;

/** Formats of reports: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.reports */
const testFormats = ["JUNITXML", "CUCUMBERJSON", "NUNITXML", "NUNIT3XML", "TESTNGXML", "VISUALSTUDIOTRX"] as const;
const coverageFormats = ["CLOVERXML", "COBERTURAXML", "JACOCOXML", "SIMPLECOV"] as const;
export const isCoverage = (format: string) => (coverageFormats as readonly string[]).includes(format);

export const parameterPath = text(
  /^(\/[\w.-]+){1,15}$/,
  "must be the path of a parameter that begins with /, such as /acme/orders/url",
);

/** A secret, or a key of its JSON text. */
export const secret = fields({
  secret: text(/^[\w/+=.@-]{1,512}$/, "must be the name of a secret, such as acme/orders/database").describe(
    "Name of the secret in Secrets Manager.",
  ),
  jsonKey: text(/^[^:]{1,256}$/, "must be a key of the secret's JSON text")
    .optional()
    .describe("Key of the secret's JSON text. Default: the whole text."),
  versionStage: text(/^[\w+=.@-]{1,256}$/, "must be a stage's label, such as AWSCURRENT")
    .optional()
    .describe("Version stage of the secret. Default AWSCURRENT."),
});

const variable = z.union(
  [
    text(/^[^\0]{0,4096}$/, "must be text, or a map with parameter or secret"),
    fields({ parameter: parameterPath.describe("Path of the parameter in Parameter Store.") }),
    secret,
  ],
  { error: "must be text in quotes, a map with parameter, or a map with secret" },
);

const report = fields({
  // A group is called <project>-<report>: without a hyphen here, no two builds share one.
  name: text(/^[A-Za-z0-9]\w{0,63}$/, "must be 1 to 64 of A-Z, a-z, 0-9 and _, such as unit").describe(
    "Name of the report, once per build.",
  ),
  format: choice([...testFormats, ...coverageFormats]).describe("Format of the files."),
  files: list(text(/^(?!\/)\S.{0,254}$/, "must be a path or glob inside the repository"), 1, 20, "paths")
    .default(["**/*"])
    .describe("Paths and globs of the files. Default: all below baseDirectory."),
  baseDirectory: text(/^(?!\/)[\w./-]{1,255}$/, "must be a folder inside the repository")
    .optional()
    .describe("Folder that the files are in. Default: the repository's root."),
});

const project = {
  buildspec: text(
    /^(?!\/)(?!(.*\/)?\.\.(\/|$))[\w./-]+\.ya?ml$/,
    "must be a path inside the repository that ends in .yml or .yaml, such as buildspec.yml",
  ),
  image: text(/^[\w./:@-]{1,255}$/, `must be a CodeBuild image, such as ${defaultBuild.image}`)
    .default(defaultBuild.image)
    .describe(`Image that the build runs in. Default ${defaultBuild.image}.`),
  compute: choice(computeTypes)
    .default(defaultBuild.compute)
    .describe(`CodeBuild compute type. Default ${defaultBuild.compute}.`),
  timeoutMinutes: whole(buildMinutes.least, buildMinutes.most, "minutes")
    .default(buildMinutes.usual)
    .describe("Minutes until a build is stopped, 5 to 480. Default 30."),
  privileged: yesNo()
    .default(false)
    .describe("Whether the build itself runs Docker; image builds below always may. Default false."),
  cache: choice(["none", "local", "s3"])
    .default("none")
    .describe("What a build keeps for the next one: nothing, on its host, or beside the artifacts. Default none."),
  logs: fields({
    days: z
      .literal([...logRetentionDays], { error: `must be one of ${logRetentionDays.join(", ")}` })
      .default(90)
      .describe("Days for which logs are kept; one of CloudWatch's periods. Default 90."),
    s3: yesNo().default(false).describe("Whether logs are also put beside the artifacts. Default false."),
  })
    .prefault({})
    .describe("Logs of the build."),
  concurrency: whole(1, 100, "builds").optional().describe("Builds at once. Default: the account's limit."),
  batch: fields({
    maximumBuilds: whole(1, 100, "builds").default(10).describe("Builds that one batch may start. Default 10."),
    timeoutMinutes: whole(buildMinutes.least, buildMinutes.most, "minutes")
      .default(60)
      .describe("Minutes until a batch is stopped. Default 60."),
  })
    .optional()
    .describe("Set when the buildspec starts a batch. Default: it does not."),
  vpc: yesNo()
    .default(false)
    .describe("Whether the build runs in the network of Pulumi.toolchain.yaml. Default false."),
  env: map(
    // https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html: its own names.
    text(
      /^(?!CODEBUILD_|AWS_)[A-Z_][A-Z0-9_]{0,99}$/,
      "must be 1 to 100 of A-Z, 0-9 and _, not beginning with CODEBUILD_ or AWS_",
    ),
    variable,
    "must be a map of variable names to text, parameters or secrets",
  )
    .default({})
    .describe(
      "Variables of the build: text, { parameter: path } or { secret: name }, below the organisation's prefix.",
    ),
  reports: list(report, 1, 5, "reports").default([]).describe("Test and coverage reports. Default: none."),
};

const image = fields({
  name: text(/^[a-z][a-z0-9]{0,15}$/, "must be 1 to 16 of a-z and 0-9, beginning with a letter, such as api").describe(
    "Name of the image, once per service.",
  ),
  directory: text(/^(?!\/)(?!(.*\/)?\.\.(\/|$))[\w./-]{1,255}$/, "must be a folder inside the repository")
    .optional()
    .describe("Folder that is the image's context. Default: the name."),
  dockerfile: text(/^(?!\/)(?!(.*\/)?\.\.(\/|$))[\w./-]{1,255}$/, "must be a path inside the folder")
    .default("Dockerfile")
    .describe("Path of the Dockerfile inside the folder. Default Dockerfile."),
  buildArgs: map(
    text(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "must be the name of a build argument, such as BASE_IMAGE"),
    text(/^[\w./:@+=-]{0,1024}$/, "must be text without spaces and quotes"),
    "must be a map of build arguments to text",
  )
    .default({})
    .describe("Build arguments; they are no place for secrets."),
});

export const build = fields({
  ...project,
  buildspec: project.buildspec
    .default(defaultBuild.buildspec)
    .describe("Path of the buildspec inside the repository. Default buildspec.yml."),
  images: list(image, 1, 20, "images")
    .default([])
    .describe("Container images, built side by side and handed on by digest. Default: none."),
});

export const stepName = text(
  /^(?!(approve|approver|build|deploy|images|previous|record)$)[a-z][a-z0-9]{0,15}$/,
  "must be 1 to 16 of a-z and 0-9, beginning with a letter, such as smoke; approve, approver, build, deploy, images, previous and record are Slipway's own",
);

export const step = fields({
  name: stepName.describe("Name of the step, once per service."),
  ...project,
  buildspec: project.buildspec.describe("Path of the step's buildspec inside the artifact of the build."),
});

export type BuildSettings = z.output<typeof build>;
export type StepSettings = z.output<typeof step>;
