/** From the words of a service's file to its pipelines: defaults that depend on other fields, and one track per branch and account. */
import { approvalsAudience } from "./naming";
import { rolloutOf, targetOf, trafficContainer } from "./rollout/declared";
import { type BuildSettings, isCoverage } from "./schema/build";
import type { ServiceSettings } from "./schema/service";
import type { SourceSettings } from "./schema/source";
import type { FlowSettings, StageOrWave, StageSettings } from "./schema/stages";
import type { StageStepSettings } from "./schema/task";
import type {
  Approval,
  Build,
  ProjectSettings,
  PushFilter,
  Service,
  Source,
  Stage,
  StageStep,
  Track,
  Wave,
} from "./service-types";
import type { Environment } from "./types";

/**
 * Minutes that an approval waits: 7 days, CodePipeline's own default, stated so that it is ours. In a queue every later
 * run waits behind it, so there it is a day at most; a figure of ours.
 */
const approvalWait = 7 * 24 * 60;
export const approvalWaitInQueue = 24 * 60;

/** All stages of a service, in the order of their releases. */
export function stagesOf(service: Pick<Service, "tracks">): Stage[] {
  return service.tracks.flatMap(({ waves }) => waves.flatMap(({ stages }) => stages));
}

/** `github acme/orders main`, for people. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case "connection":
      return `${source.connection} ${source.repository} ${source.branch}`;
    case "codecommit":
      return `codecommit ${source.repository} ${source.branch}`;
    case "s3":
      return `s3 ${source.bucket}/${source.key}`;
    case "ecr":
      return `ecr ${source.repository}:${source.tag}`;
  }
}

export function serviceOf(environments: Environment[], name: string, file: string, settings: ServiceSettings): Service {
  const { mode, execution, after, deploy, target } = settings;
  const sources = listOf(settings.source);
  return {
    name,
    file,
    mode,
    execution,
    after,
    deploy,
    build: buildOf(settings.build),
    target: targetOf(
      target,
      settings.build.images.map(({ name: image }) => image),
    ),
    tracks: mode === "trunk" ? [trunk(environments, sources, settings)] : branches(environments, sources, settings),
  };
}

/** A source, or the list of them, as a list. */
export function listOf(source: ServiceSettings["source"]): SourceSettings[] {
  return Array.isArray(source) ? source : [source];
}

/** The stages that an entry of the list holds: one, or those of a wave. */
export function stagesIn(entry: StageOrWave): StageSettings[] {
  return "wave" in entry ? entry.stages : [entry];
}

type Tracks = Service["tracks"];

function trunk(environments: Environment[], sources: SourceSettings[], settings: ServiceSettings): Track {
  return { sources: sourcesOf(sources), waves: settings.stages.map((entry) => waveOf(environments, settings, entry)) };
}

/** One track for each account, in order of appearance; the checks hold that an account's stages have one branch. */
function branches(environments: Environment[], sources: SourceSettings[], settings: ServiceSettings): Tracks {
  const { stages } = settings;
  const accountOf = ({ environment }: StageSettings) => environments.find(({ name }) => name === environment)!.account;
  const accounts = [...new Set(stages.flatMap(stagesIn).map(accountOf))];
  return accounts.map((account): Track => {
    const mine = stages.filter((entry) => stagesIn(entry).every((each) => accountOf(each) === account));
    const { branch } = stagesIn(mine[0]!)[0]!;
    return {
      name: account,
      sources: sourcesOf(sources, branch),
      waves: mine.map((entry) => waveOf(environments, settings, entry)),
    };
  }) as Tracks;
}

const sourceNames = { connection: "Repository", codecommit: "Repository", s3: "Object", ecr: "Image" } as const;

/** Names of the source actions, as the file says or by kind: `Source`, `Image2`. */
export function sourceActionNames(sources: SourceSettings[]): string[] {
  return sources.map(({ name, kind = "connection" }, index) => {
    if (name !== undefined) return name;
    return index === 0 ? "Source" : `${sourceNames[kind]}${index + 1}`;
  });
}

/** `trackBranch` is the first source's in branch mode; every other source has a branch of its own. */
function sourcesOf(settings: SourceSettings[], trackBranch?: string): Track["sources"] {
  const names = sourceActionNames(settings);
  return settings.map((each, index): Source => {
    const name = names[index]!;
    if (each.kind === "s3") return { ...each, name };
    if (each.kind === "ecr") return { ...each, name };
    const branch = each.branch ?? trackBranch!;
    if (each.kind === "codecommit")
      return { ...each, name, branch, approvals: each.approvals ?? (each.create ? 1 : 0) };
    const { push, pullRequests } = each;
    return {
      kind: "connection",
      name,
      connection: each.connection,
      repository: each.repository,
      branch,
      push: (push ?? [{}]).map((filter) => pushOf(branch, filter)),
      pullRequests: pullRequests.map(({ events, branches, paths }) => ({ events, ...filters({ branches, paths }) })),
    };
  }) as Track["sources"];
}

type PushSettings = NonNullable<Extract<SourceSettings, { connection: string }>["push"]>[number];

/** Without branches a trigger would run whatever branch is pushed to: the source's own is what is meant. */
function pushOf(branch: string, { branches, tags, paths }: PushSettings): PushFilter {
  return filters({ branches: branches ?? (tags ? undefined : { includes: [branch] }), tags, paths });
}

type FilterSettings = { includes?: string[] | undefined; excludes?: string[] | undefined } | undefined;

function filters<K extends string>(given: Record<K, FilterSettings>) {
  const entries = Object.entries<FilterSettings>(given).flatMap(([key, filter]) =>
    filter ? [[key, { includes: filter.includes ?? [], excludes: filter.excludes ?? [] }] as const] : [],
  );
  return Object.fromEntries(entries) as Partial<Record<K, { includes: string[]; excludes: string[] }>>;
}

type WaveContext = Pick<ServiceSettings, "execution" | "target">;

function waveOf(environments: Environment[], { execution, target }: WaveContext, entry: StageOrWave): Wave {
  const declared = "wave" in entry;
  const stages = stagesIn(entry);
  const production = stages.some(
    (stage) => environments.find(({ name }) => name === stage.environment)?.production === true,
  );
  const { window, variables, bake, failure, skipUnchanged } = entry;
  const approval = approvalOf(entry.approval, production, execution);
  return {
    name: declared ? entry.wave : entry.environment,
    declared,
    ...(approval ? { approval } : {}),
    ...(declared && entry.concurrency !== undefined ? { concurrency: entry.concurrency } : {}),
    // A stage has one entry condition, and one that skips takes no other rules.
    skipUnchanged: skipUnchanged ?? (window === undefined && variables.length === 0),
    ...(window ? { window } : {}),
    variables,
    ...(bake ? { bake } : {}),
    failure,
    stages: stages.map(({ environment, rollout, before, after }) => ({
      environment,
      rollout: rolloutOf(target, rollout),
      before: before.map((step) => stepOf(target, step)),
      after: after.map((step) => stepOf(target, step)),
    })),
  };
}

function approvalOf(
  settings: FlowSettings["approval"],
  production: boolean,
  execution: Service["execution"],
): Approval | undefined {
  const wanted = settings ?? production;
  if (wanted === false) return undefined;
  const given = wanted === true ? {} : wanted;
  const usual = execution === "QUEUED" ? approvalWaitInQueue : approvalWait;
  return { minutes: given.minutes ?? usual, audience: given.audience ?? approvalsAudience };
}

function buildOf({ images, ...project }: BuildSettings): Build {
  return {
    ...projectOf(project),
    images: images.map(({ directory, ...image }) => ({ ...image, directory: directory ?? image.name })),
  };
}

/** The checks hold that only a target on ECS has tasks, and that the container is one of its. */
function stepOf(target: ServiceSettings["target"], step: StageStepSettings): StageStep {
  if ("task" in step) {
    const { task: name, container, ...task } = step;
    const usual = target.kind === "ecs" ? trafficContainer(target.containers, target.traffic)?.name : undefined;
    return { name, task: { ...task, container: container ?? usual ?? "" } };
  }
  const { name, ...project } = step;
  return { name, ...projectOf(project) };
}

function projectOf(settings: Omit<BuildSettings, "images">): ProjectSettings {
  const { env, reports, ...rest } = settings;
  return {
    ...rest,
    env: Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, typeof value === "string" ? { value } : value]),
    ),
    reports: reports.map((report) => ({ ...report, type: isCoverage(report.format) ? "CODE_COVERAGE" : "TEST" })),
  };
}
