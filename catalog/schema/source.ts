/** Where a service's changes come from: part of `services/<name>.yaml`. */
import { z } from "zod";
import { branchFilter } from "../pipeline/limits";
import { isMap } from "../read";
import { didYouMean } from "../suggest";
import { choice, fields, list, text, whole, yesNo } from "./fields";
import { connectionName } from "./toolchain";

/** https://git-scm.com/docs/git-check-ref-format */
export const branchName = text(
  /^(?![-/.])(?!.*(\.\.|\/\/|@\{|\/\.))(?!.*(\/|\.|\.lock)$)[^\s~^:?*[\\]{1,255}$/,
  "must be a branch's name, such as main",
);

const glob = text(
  new RegExp(`^\\S(.{0,${branchFilter.length - 2}}\\S)?$`),
  `must be a glob of 1 to ${branchFilter.length} characters, such as release/*`,
);

const globs = (what: string) =>
  list(glob, 1, branchFilter.most, "globs").optional().describe(`Globs of ${what}. Default: none.`);

const filter = (what: string) =>
  fields({
    includes: globs(`${what} that start the pipeline; without it, all do`),
    excludes: globs(`${what} that do not`),
  });

const push = fields({
  branches: filter("branches")
    .optional()
    .describe("Branches whose pushes start the pipeline with what was pushed. Default: the source's branch."),
  tags: filter("tags").optional().describe("Tags whose pushes start the pipeline; not together with branches."),
  paths: filter("paths").optional().describe("Changed files that start the pipeline."),
});

const pullRequest = fields({
  events: list(choice(["OPEN", "UPDATED", "CLOSED"]), 1, 3, "events: OPEN, UPDATED, CLOSED")
    .default(["OPEN", "UPDATED"])
    .describe("What happens to the pull request. Default OPEN and UPDATED."),
  branches: filter("target branches").optional().describe("Branches that the pull request would change."),
  paths: filter("paths").optional().describe("Changed files that start the pipeline."),
});

// A rule of EventBridge bears it after the pipeline's name, in 64 characters; artifacts and variables bear it too.
const name = text(
  /^(?!(Build|Images)$)[A-Z][A-Za-z0-9]{0,26}$/,
  "must be 1 to 27 letters and digits, beginning with a capital, such as Base; Build and Images are Slipway's own",
)
  .optional()
  .describe("Name of the source action. Default: Source for the first, then by kind.");

/** Filters of a trigger: https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html */
const mostFilters = 3;

const connection = fields({
  kind: choice(["connection"]).optional().describe("Where the change comes from. Default connection."),
  name,
  connection: connectionName.describe("Name of a connection in Pulumi.toolchain.yaml."),
  repository: text(
    /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)+$/,
    "must be the repository's full name, such as acme/orders",
  ).describe("Full name of the repository: owner and name."),
  branch: branchName
    .optional()
    .describe("Branch whose commits are released. In branch mode each stage names its own instead."),
  push: list(push, 1, mostFilters, "filters")
    .optional()
    .describe("Pushes that start the pipeline. Default: every push to the branch."),
  pullRequests: list(pullRequest, 1, mostFilters, "filters")
    .default([])
    .describe("Pull requests that start the pipeline, without production among its stages. Default: none."),
});

const codecommit = fields({
  kind: choice(["codecommit"]).describe("A CodeCommit repository of the toolchain account."),
  name,
  // https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
  repository: text(/^[\w.-]{1,100}$/, "must be a CodeCommit repository's name, such as orders").describe(
    "Name of the repository.",
  ),
  branch: branchName
    .optional()
    .describe("Branch whose commits are released. In branch mode each stage names its own instead."),
  create: yesNo().default(true).describe("Whether Slipway makes the repository, and keeps it. Default true."),
  approvals: whole(0, 10, "approvals")
    .optional()
    .describe("Approvals that a pull request to the branch needs, 0 to 10; with create only. Default 1."),
});

const s3 = fields({
  kind: choice(["s3"]).describe("A versioned object that another process promoted."),
  name,
  bucket: text(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, "must be the name of a bucket: 3 to 63 of a-z, 0-9 and -").describe(
    "Bucket of the toolchain account, with versioning and EventBridge notifications on.",
  ),
  key: text(
    /^(?!\/)[\w!.*'()/-]{1,1023}\.zip$/,
    "must be the key of a .zip object, such as orders/release.zip",
  ).describe("Key of the object; each new version starts the pipeline."),
});

const ecr = fields({
  kind: choice(["ecr"]).describe("An image of the toolchain account's registry."),
  name,
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
  repository: text(
    /^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
    "must be a repository's name without host, such as acme/base",
  ).describe("Name of the repository, without the registry's host."),
  tag: text(/^[\w][\w.-]{0,127}$/, "must be an image tag, such as stable").describe(
    "Tag whose pushes start the pipeline.",
  ),
});

const kinds = ["connection", "codecommit", "s3", "ecr"];

export const source = z.discriminatedUnion("kind", [connection, codecommit, s3, ecr], {
  error: ({ input }) => {
    if (!isMap(input)) return "must be a map with connection, repository and branch, or with another kind";
    const { kind } = input;
    return `must be one of ${kinds.join(", ")}.${typeof kind === "string" ? didYouMean(kind, kinds) : ""}`;
  },
});

export type SourceSettings = z.output<typeof source>;
