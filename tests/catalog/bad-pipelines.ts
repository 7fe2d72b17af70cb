/** Services and toolchains that are each right alone, and cannot become pipelines. */
import type { Step } from "../../catalog/schema/path";
import type { Case } from "./bad-organizations";
import type { Copy } from "./organization";

export const feed = "services/price-feed.yaml";
export const ledger = "services/ledger.yaml";
export const portal = "services/portal.yaml";
const toolchainFile = "Pulumi.toolchain.yaml";
const toolchain = (...path: Step[]) => ["config", "slipway:toolchain", ...path];

/** A case with its nearest neighbour: nearly the same files, which nothing refuses. */
export interface PipelineCase extends Case {
  good(copy: Copy): void;
}

type Change = [file: string, path: Step[], value: unknown];

const apply = (changes: Change[]) => (copy: Copy) => {
  for (const [file, path, value] of changes) copy.set(file, path, value);
};

/** A case in which the last of some changes is what is refused; its neighbour ends with another value there. */
function change(title: string, remedy: RegExp, changes: Change[], neighbour: unknown | Change[]): PipelineCase {
  const before = changes.slice(0, -1);
  const [file, path, value] = changes.at(-1)!;
  const instead: Change[] = Array.isArray(neighbour) && Array.isArray(neighbour[0]) ? (neighbour as Change[]) : [];
  const good: Change[] = instead.length > 0 ? instead : [...before, [file, path, neighbour]];
  return { title, spoil: apply(changes), good: apply(good), file, path, value, remedy };
}

/** A case that is refused somewhere else than where something was changed. */
const elsewhere = (each: PipelineCase, at: Partial<Pick<Case, "file" | "path" | "value">>): PipelineCase => ({
  ...each,
  ...at,
});

const variable = { parameter: "/globex/a" };
const filters = { includes: ["main"] };
const step = { name: "smoke", buildspec: "ci/other.yml" };
const arn = (place: string) => `arn:${place}:connection/01234567-89ab-cdef-0123-456789abcdef`;
const given = toolchain("connections", "given", "arn");
const slack = { workspaceId: "T0123ABCD", channelId: "C0123ABCD" };
const teams = (teamId: string) => ({
  teamId,
  tenantId: "fedcba98-7654-3210-fedc-ba9876543210",
  channelId: "19%3aab%40thread.tacv2",
});
const ownImage = "444455556666.dkr.ecr.eu-west-1.amazonaws.com/globex/tools/go:1.26";

/** Caches of as many registries of Azure, which has a host for each customer. */
const caches = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `azure${index}`,
      { upstream: `globex${index}.azurecr.io`, credential: "ecr-pullthroughcache/azure" },
    ]),
  );

const sources: PipelineCase[] = [
  elsewhere(
    change(
      "a pull request that would start a pipeline to production",
      /unmerged code to prod, which is production/,
      [[feed, ["source", "pullRequests"], [{ events: ["OPEN"] }]]],
      [
        [feed, ["stages", 1], undefined],
        [feed, ["source", "pullRequests"], [{ events: ["OPEN"] }]],
      ],
    ),
    { path: ["source", "pullRequests", 0], value: ["OPEN"] },
  ),
  ...[{ excludes: ["main"] }, { includes: ["release/*", "**"] }].map((branches) =>
    elsewhere(
      change(
        `pushes to any branch, ${JSON.stringify(branches)}, of a pipeline to production`,
        /would go to prod, which is production/,
        [[feed, ["source", "push"], [{ branches }]]],
        [{ branches: { includes: ["release/*"] } }],
      ),
      { path: ["source", "push", 0, "branches"], value: branches },
    ),
  ),
  elsewhere(
    change(
      "a push of a branch and of a tag at once",
      /left out beside branches/,
      [[feed, ["source", "push"], [{ branches: filters, tags: filters }]]],
      [{ tags: filters }],
    ),
    { path: ["source", "push", 0, "tags"], value: filters },
  ),
  elsewhere(
    change(
      "a push of a tag by its paths",
      /left out beside tags/,
      [[feed, ["source", "push"], [{ tags: filters, paths: filters }]]],
      [{ branches: filters, paths: filters }],
    ),
    { path: ["source", "push", 0, "paths"], value: filters },
  ),
  elsewhere(
    change(
      "a push filter that filters nothing",
      /must have branches, tags or paths/,
      [[feed, ["source", "push"], [{}]]],
      [{ paths: filters }],
    ),
    { path: ["source", "push", 0], value: {} },
  ),
  elsewhere(
    change(
      "a filter that names nothing",
      /must have includes or excludes/,
      [[feed, ["source", "push"], [{ branches: {} }]]],
      [{ branches: { includes: ["main"], excludes: ["wip/*"] } }],
    ),
    { path: ["source", "push", 0, "branches"], value: {} },
  ),
  change(
    "branches of a push where each stage has its own",
    /left out in branch mode: each pipeline starts/,
    [[portal, ["source", "push", 0, "branches"], filters]],
    undefined,
  ),
  change(
    "a branch of the source in branch mode",
    /each stage names its branch/,
    [[portal, ["source", "branch"], "main"]],
    undefined,
  ),
  change(
    "a source without branch",
    /is missing: it must be the branch/,
    [[feed, ["source", "branch"], undefined]],
    "main",
  ),
  change(
    "an object as the only source in branch mode",
    /connection or codecommit in branch mode/,
    [
      [portal, ["source"], { kind: "s3", bucket: "globex-a", key: "a.zip" }],
      [portal, ["source", "kind"], "s3"],
    ],
    [
      [
        portal,
        ["source"],
        [
          { connection: "given", repository: "globex/portal" },
          { kind: "s3", bucket: "globex-a", key: "a.zip" },
        ],
      ],
    ],
  ),
  change(
    "a bucket that no pipeline may read",
    /must begin with globex-: the boundary/,
    [[ledger, ["source", 1, "bucket"], "rates"]],
    "globex-other",
  ),
  change(
    "the bucket of the platform's own state",
    /must not begin with globex-state-/,
    [[ledger, ["source", 1, "bucket"], "globex-state-444455556666"]],
    "globex-statements",
  ),
  change(
    "two sources of one name",
    /is the name of source\[1\] already/,
    [[ledger, ["source", 2, "name"], "Rates"]],
    "Runtime",
  ),
  elsewhere(
    change(
      "a repository that two services make",
      /is made by services\/ledger\.yaml: source\[0\]\.repository already; write create: false/,
      [[feed, ["source"], { kind: "codecommit", repository: "ledger", branch: "main" }]],
      { kind: "codecommit", repository: "ledger", branch: "main", create: false },
    ),
    { path: ["source", "repository"], value: "ledger" },
  ),
  elsewhere(
    change(
      "a repository that the pipeline of each account would make",
      /false in branch mode with several accounts/,
      [[portal, ["source"], { kind: "codecommit", repository: "portal" }]],
      { kind: "codecommit", repository: "portal", create: false },
    ),
    { path: ["source", "create"], value: true },
  ),
  change(
    "approvals in a repository that Slipway does not make",
    /needs create: true/,
    [
      [ledger, ["source", 0, "create"], false],
      [ledger, ["source", 0, "approvals"], 2],
    ],
    undefined,
  ),
];

const builds: PipelineCase[] = [
  change(
    "a parameter that no build may read",
    /must begin with \/globex\/: the boundary/,
    [[ledger, ["build", "env", "RATES_URL", "parameter"], "/acme/url"]],
    "/globex/url",
  ),
  change(
    "a secret of another service",
    /belongs to service payments; keep what several/,
    [[ledger, ["build", "env", "DATABASE", "secret"], "globex/payments/database"]],
    "globex/shared/database",
  ),
  change(
    "a parameter of another service",
    /belongs to service payments/,
    [[ledger, ["build", "env", "RATES_URL", "parameter"], "/globex/payments/url"]],
    "/globex/ledger/url",
  ),
  change(
    "a secret that no build may read",
    /must begin with globex\/: the boundary/,
    [[ledger, ["build", "env", "DATABASE", "secret"], "database"]],
    "globex/database",
  ),
  elsewhere(
    change(
      "a secret in clear text",
      /name a secret or a parameter/,
      [[ledger, ["build", "env", "GITHUB_TOKEN"], "abc"]],
      variable,
    ),
    { value: "(not shown)" },
  ),
  elsewhere(
    change(
      "a secret in an image's arguments",
      /whoever pulls the image can read it/,
      [[ledger, ["build", "images", 0, "buildArgs"], { NPM_TOKEN: "abc" }]],
      { NPM_TOKEN_FILE: "abc" },
    ),
    { path: ["build", "images", 0, "buildArgs", "NPM_TOKEN"], value: "(not shown)" },
  ),
  change(
    "a local cache in a network",
    /none or s3 for a build in a network/,
    [[ledger, ["build", "cache"], "local"]],
    "none",
  ),
  change(
    "a local cache on the largest machine",
    /none or s3 for a build on BUILD_GENERAL1_2XLARGE/,
    [
      [feed, ["build", "compute"], "BUILD_GENERAL1_2XLARGE"],
      [feed, ["build", "cache"], "local"],
    ],
    [[feed, ["build", "cache"], "local"]],
  ),
  change(
    "a build image by a tag that moves",
    /a digest, or a tag other than latest/,
    [[feed, ["build", "image"], ownImage.replace("1.26", "latest")]],
    ownImage,
  ),
  change(
    "a build image of another account",
    /a repository globex\/\.\.\. or globex-base\/\.\.\. of the toolchain account/,
    [[feed, ["build", "image"], ownImage.replace("444455556666", "777788889999")]],
    ownImage.replace("globex/tools", "globex-base/public/docker"),
  ),
  elsewhere(
    change(
      "a build in a network that nobody declares",
      /add network with cidr and zones/,
      [[toolchainFile, toolchain("network"), undefined]],
      { cidr: "172.25.0.0/20", zones: 2 },
    ),
    { file: ledger, path: ["build", "vpc"], value: true },
  ),
  change(
    "two reports of one name",
    /is the name of \[0\] already/,
    [[ledger, ["build", "reports", 1, "name"], "unit"]],
    "units",
  ),
  change(
    "two images of one name",
    /is the name of \[0\] already/,
    [[ledger, ["build", "images", 1, "name"], "api"]],
    "api2",
  ),
  elsewhere(
    change(
      "one image under two names",
      /is the same image as \[0\]/,
      [[ledger, ["build", "images", 1], { name: "worker", directory: "api" }]],
      { name: "worker", directory: "api", dockerfile: "worker.Dockerfile" },
    ),
    { path: ["build", "images", 1, "directory"], value: "api" },
  ),
  elsewhere(
    change(
      "two different steps of one name",
      /is a different step in stages\[0\]\.after\[0\] already/,
      [[ledger, ["stages", 1, "stages", 0, "after", 0], step]],
      { ...step, name: "other" },
    ),
    { path: ["stages", 1, "stages", 0, "after", 0, "name"], value: "smoke" },
  ),
  elsewhere(
    change(
      "one step twice in a stage",
      /is the name of an earlier step of this stage/,
      [[feed, ["stages", 0, "after"], [step, step]]],
      [step, { ...step, name: "load" }],
    ),
    { path: ["stages", 0, "after", 1, "name"], value: "smoke" },
  ),
];

const stages: PipelineCase[] = [
  change(
    "a wave that is named as a stage",
    /is the name of stages\[0\] already/,
    [[ledger, ["stages", 1, "wave"], "test"]],
    "live",
  ),
  change(
    "an audience that is not declared",
    /no audience of Pulumi\.toolchain\.yaml\. Did you mean "ledger"\? Known: approvals, oncall, ledger\.$/,
    [
      [toolchainFile, toolchain("notifications", "approvals"), { email: ["managers@globex.example"] }],
      [ledger, ["stages", 1, "approval", "audience"], "leger"],
    ],
    "approvals",
  ),
  change(
    "an approval behind which a queue would wait for days",
    /at most 1440 with execution QUEUED/,
    [[portal, ["stages", 1, "approval", "minutes"], 1441]],
    1440,
  ),
  change(
    "a skip beside a window",
    /must be false with window or variables/,
    [[ledger, ["stages", 1, "skipUnchanged"], true]],
    false,
  ),
  change(
    "a rollback of runs side by side",
    /stop or retry with execution PARALLEL/,
    [
      [ledger, ["execution"], "PARALLEL"],
      [ledger, ["stages", 1, "failure"], "rollback"],
    ],
    "stop",
  ),
  change(
    "a variable that no action gives",
    /no earlier action that gives BuildVariable\. Did you mean "BuildVariables"/,
    [[ledger, ["stages", 1, "variables", 0, "variable"], "#{BuildVariable.READY}"]],
    "#{ImagesVariables.READY}",
  ),
  change(
    "a variable that its source does not give",
    /^is not given by CodeCommit; it gives AuthorDate/,
    [[ledger, ["stages", 1, "variables", 0, "variable"], "#{SourceVariables.Branch}"]],
    "#{SourceVariables.BranchName}",
  ),
  change(
    "a branch of a stage in trunk mode",
    /left out in trunk mode/,
    [[feed, ["stages", 0, "branch"], "main"]],
    undefined,
  ),
  change(
    "a stage without branch in branch mode",
    /is missing: in branch mode each stage/,
    [[portal, ["stages", 0, "branch"], undefined]],
    "next",
  ),
  change(
    "two branches in one account",
    /must be main, like the other stages in account live/,
    [[portal, ["stages", 2, "branch"], "release"]],
    "main",
  ),
  elsewhere(
    change(
      "a wave across two accounts in branch mode",
      /in one account in branch mode; make a wave for each/,
      [
        [
          portal,
          ["stages"],
          [{ wave: "all", stages: ["test", "prod"].map((environment) => ({ environment, branch: "a" })) }],
        ],
      ],
      [{ wave: "all", stages: ["prod-eu-west-1", "prod"].map((environment) => ({ environment, branch: "a" })) }],
    ),
    { path: ["stages", 0, "stages"], value: ["test", "live"] },
  ),
  change(
    "a service that waits for none",
    /no services\/payment\.yaml\. Did you mean "payments"/,
    [[ledger, ["after", 0], "payment"]],
    "portal",
  ),
  elsewhere(
    change(
      "a service that waits twice for another",
      /is after\[0\] already/,
      [[ledger, ["after"], ["portal", "portal"]]],
      ["portal", "payments"],
    ),
    { path: ["after", 1], value: "portal" },
  ),
  elsewhere(
    change(
      "services that wait for each other",
      /waits for payments itself/,
      [["services/payments.yaml", ["after"], ["ledger"]]],
      ["portal"],
    ),
    { path: ["after", 0], value: "ledger" },
  ),
];

const shared: PipelineCase[] = [
  change(
    "a network of builds that an environment has",
    /overlaps 172\.20\.0\.0\/16 of Pulumi\.prod\.yaml/,
    [[toolchainFile, toolchain("network", "cidr"), "172.20.16.0/20"]],
    "172.22.0.0/20",
  ),
  change(
    "a network of builds that is too small",
    /from \/16 to \/24/,
    [[toolchainFile, toolchain("network", "cidr"), "10.0.0.0/25"]],
    "10.0.0.0/24",
  ),
  change(
    "a given connection of another region",
    /is in region us-east-1/,
    [[toolchainFile, given, arn("aws:codeconnections:us-east-1:444455556666")]],
    arn("aws:codestar-connections:eu-west-1:444455556666"),
  ),
  change(
    "a given connection of another account",
    /is in account 777788889999/,
    [[toolchainFile, given, arn("aws:codeconnections:eu-west-1:777788889999")]],
    undefined,
  ),
  change(
    "a given connection of another partition",
    /is in partition aws-cn/,
    [[toolchainFile, given, arn("aws-cn:codeconnections:eu-west-1:444455556666")]],
    undefined,
  ),
  elsewhere(
    change(
      "a Slack channel of two audiences",
      /in the audience oncall already.*events of both/,
      [[toolchainFile, toolchain("notifications", "ledger", "slack"), slack]],
      { ...slack, channelId: "C0123ABCE" },
    ),
    { path: toolchain("notifications", "ledger", "slack", "channelId"), value: "C0123ABCD" },
  ),
  elsewhere(
    change(
      "a team of two audiences",
      /in the audience oncall already/,
      [[toolchainFile, toolchain("notifications", "ledger", "teams"), teams("01234567-89AB-cdef-0123-456789abcdef")]],
      teams("11234567-89ab-cdef-0123-456789abcdef"),
    ),
    { path: toolchain("notifications", "ledger", "teams", "teamId"), value: "01234567-89ab-cdef-0123-456789abcdef" },
  ),
  elsewhere(
    change(
      "an event that an audience hears twice",
      /is \[0\] already/,
      [[toolchainFile, toolchain("notifications", "ledger", "events"), ["failed", "failed"]]],
      ["failed", "succeeded"],
    ),
    { path: toolchain("notifications", "ledger", "events", 1), value: "failed" },
  ),
  elsewhere(
    change(
      "an address twice",
      /is \[0\] already/,
      [[toolchainFile, toolchain("notifications", "ledger", "email"), ["a@globex.example", "A@globex.example"]]],
      ["a@globex.example", "b@globex.example"],
    ),
    { path: toolchain("notifications", "ledger", "email", 1), value: "a@globex.example" },
  ),
  change(
    "a registry that ECR cannot cache",
    /that ECR can cache.*Did you mean "quay\.io"/,
    [[toolchainFile, toolchain("baseImages", "public", "upstream"), "quai.io"]],
    "quay.io",
  ),
  elsewhere(
    change(
      "a registry without the credential that it asks for",
      /is missing: ghcr\.io asks for a user name and token/,
      [[toolchainFile, toolchain("baseImages", "public"), { upstream: "ghcr.io" }]],
      { upstream: "ghcr.io", credential: "ecr-pullthroughcache/github" },
    ),
    { path: toolchain("baseImages", "public", "credential"), value: undefined },
  ),
  change(
    "a credential that nobody asks for",
    /must be left out: public\.ecr\.aws needs none/,
    [[toolchainFile, toolchain("baseImages", "public", "credential"), "ecr-pullthroughcache/a"]],
    undefined,
  ),
  elsewhere(
    change(
      "a registry that is cached twice",
      /is cached as public already/,
      [[toolchainFile, toolchain("baseImages", "more"), { upstream: "public.ecr.aws" }]],
      { upstream: "quay.io" },
    ),
    { path: toolchain("baseImages", "more", "upstream"), value: "public.ecr.aws" },
  ),
  elsewhere(
    change(
      "more caches than a registry takes",
      /are more than the 50 that a registry caches/,
      [[toolchainFile, toolchain("baseImages"), caches(51)]],
      caches(50),
    ),
    { value: 51 },
  ),
];

export const pipelineCases = [...sources, ...builds, ...stages, ...shared];
