/** Checks of a service's sources: connections that exist, branches that fit the mode, names once, nothing unmerged. */
import type { Files } from "../files";
import { isProduction } from "../production";
import type { Step } from "../schema/path";
import type { ServiceSettings } from "../schema/service";
import type { SourceSettings } from "../schema/source";
import { didYouMean } from "../suggest";
import { listOf, sourceActionNames, stagesIn } from "../tracks";
import type { Add } from "./add";

export function checkSources(files: Files, settings: ServiceSettings, add: Add): void {
  const sources = listOf(settings.source);
  const path = (index: number): Step[] => (Array.isArray(settings.source) ? ["source", index] : ["source"]);
  const names = sourceActionNames(sources);
  sources.forEach((source, index) => {
    const first = names.indexOf(names[index]!);
    if (first !== index) {
      add([...path(index), "name"], names[index], `is the name of source[${first}] already; give it another name`);
    }
    checkBranch(settings.mode, source, index, path(index), add);
    if (source.kind === undefined || source.kind === "connection") {
      checkConnection(files, source, path(index), add);
      checkPushes(settings.mode, source, index, path(index), add);
      checkAnyBranch(files, settings, source, path(index), add);
      checkPullRequests(files, settings, source, path(index), add);
    }
    if (source.kind === "codecommit") checkRepository(files, settings, source, path(index), add);
    if (source.kind === "s3") checkBucket(files, source.bucket, [...path(index), "bucket"], add);
  });
}

/** Sources of a service that make a repository, with their paths: no two may make the same one. */
export function madeRepositories(settings: ServiceSettings): { repository: string; path: Step[] }[] {
  const many = Array.isArray(settings.source);
  return listOf(settings.source).flatMap((source, index) =>
    source.kind === "codecommit" && source.create
      ? [{ repository: source.repository, path: many ? ["source", index, "repository"] : ["source", "repository"] }]
      : [],
  );
}

function checkRepository(
  { environments }: Files,
  { mode, stages }: ServiceSettings,
  source: Extract<SourceSettings, { kind: "codecommit" }>,
  path: Step[],
  add: Add,
): void {
  if (!source.create && source.approvals !== undefined && source.approvals > 0) {
    const message = "needs create: true; the approvals of a repository that is not Slipway's are its owner's matter";
    add([...path, "approvals"], source.approvals, message);
  }
  const accounts = stages
    .flatMap(stagesIn)
    .map((stage) => environments.find(({ name }) => name === stage.environment)?.settings?.account);
  const several = new Set(accounts.filter((account) => account !== undefined)).size > 1;
  if (mode === "branch" && source.create && several) {
    const message =
      "must be false in branch mode with several accounts: each account's pipeline would make the repository";
    add([...path, "create"], source.create, message);
  }
}

/** The boundary of source roles lets them read no other buckets. */
function checkBucket({ project }: Files, bucket: string, path: Step[], add: Add): void {
  const prefix = project?.config["slipway:organization"].value.prefix;
  if (prefix === undefined) return;
  if (!bucket.startsWith(`${prefix}-`)) {
    const message = `must begin with ${prefix}-: the boundary of Slipway's roles lets a pipeline read no other bucket`;
    add(path, bucket, message);
  } else if (bucket.startsWith(`${prefix}-state-`)) {
    add(path, bucket, `must not begin with ${prefix}-state-: those buckets hold the platform's own state`);
  }
}

type Connected = Extract<SourceSettings, { connection: string }>;

function checkPushes(mode: string, { push }: Connected, sourceIndex: number, path: Step[], add: Add): void {
  push?.forEach(({ branches, tags, paths }, index) => {
    const here = [...path, "push", index];
    if (branches && tags) add([...here, "tags"], tags, "must be left out beside branches: a push is of one of them");
    if (tags && paths) add([...here, "paths"], paths, "must be left out beside tags: a tag has no changed files");
    if (!branches && !tags && !paths) add(here, push[index], "must have branches, tags or paths");
    for (const [key, filter] of Object.entries({ branches, tags, paths })) {
      if (filter && !filter.includes && !filter.excludes) add([...here, key], filter, "must have includes or excludes");
    }
    if (mode !== "branch" || sourceIndex > 0) return;
    for (const [key, filter] of Object.entries({ branches, tags })) {
      if (!filter) continue;
      const message = "must be left out in branch mode: each pipeline starts by pushes to its stages' own branch";
      add([...here, key], filter, message);
    }
  });
}

/** A run takes what was pushed, so that every branch on which somebody may push would be released. */
function checkAnyBranch(files: Files, settings: ServiceSettings, { push }: Connected, path: Step[], add: Add): void {
  const production = productionStage(files, settings);
  push?.forEach(({ branches }, index) => {
    if (!production || !branches) return;
    const any = branches.includes === undefined || branches.includes.some((glob) => /^\*+$/.test(glob));
    if (!any) return;
    const message = `must include named branches or narrower globs, such as release/*: any branch that is pushed would go to ${production.environment}, which is production`;
    add([...path, "push", index, "branches"], branches, message);
  });
}

function productionStage({ environments }: Files, { stages }: ServiceSettings) {
  return stages.flatMap(stagesIn).find(({ environment }) => {
    const settings = environments.find(({ name }) => name === environment)?.settings;
    return settings && isProduction(environment, settings.production);
  });
}

/**
 * A run that a pull request starts takes the commit of the branch that it comes from, whatever the event:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html
 */
function checkPullRequests(
  files: Files,
  settings: ServiceSettings,
  { pullRequests }: Connected,
  path: Step[],
  add: Add,
): void {
  const production = productionStage(files, settings);
  pullRequests.forEach(({ events, branches, paths }, index) => {
    const here = [...path, "pullRequests", index];
    if (production) {
      const message = `must be left out: the run would take unmerged code to ${production.environment}, which is production; make a service without production for it`;
      add(here, events, message);
    }
    for (const [key, filter] of Object.entries({ branches, paths })) {
      if (filter && !filter.includes && !filter.excludes) add([...here, key], filter, "must have includes or excludes");
    }
  });
}

/** In branch mode the first source's branch is the stages'; everything else has a branch of its own. */
function checkBranch(mode: string, source: SourceSettings, index: number, path: Step[], add: Add): void {
  const branched = source.kind === undefined || source.kind === "connection" || source.kind === "codecommit";
  const perStage = mode === "branch" && index === 0;
  if (perStage && !branched) {
    add([...path, "kind"], source.kind, "must be connection or codecommit in branch mode: others have no branches");
  }
  if (!branched) return;
  if (perStage && source.branch !== undefined) {
    add([...path, "branch"], source.branch, "must be left out in branch mode: each stage names its branch");
  }
  if (!perStage && source.branch === undefined) {
    add([...path, "branch"], undefined, "is missing: it must be the branch whose commits are released, such as main");
  }
}

function checkConnection({ toolchain }: Files, { connection, repository }: Connected, path: Step[], add: Add): void {
  if (!toolchain) return;
  const known = Object.keys(toolchain.connections);
  const found = toolchain.connections[connection];
  if (found === undefined) {
    const remedy = known.length === 0 ? "Declare it there." : `Known: ${known.join(", ")}.`;
    const message = `is no connection of Pulumi.toolchain.yaml.${didYouMean(connection, known)} ${remedy}`;
    add([...path, "connection"], connection, message);
  } else if (found.provider !== "GitLab" && repository.split("/").length !== 2) {
    add([...path, "repository"], repository, `must have two parts on ${found.provider}, such as acme/orders`);
  }
}
