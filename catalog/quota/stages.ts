/** Cuts one wave into stages that CodePipeline accepts: as few as possible, in order. */
import { limits as aws, type Limits } from "./limits";
import { count, type QuotaProblem } from "./problem";

/** One account and region that a wave deploys to: an account with three regions is three of these. */
export interface WaveEnvironment {
  name: string;
  /** Account and region, as the catalog names them; for the arithmetic of a refusal only. */
  account: string;
  region: string;
  /** Actions that run one after the other for it: steps before, deployment, steps after. At least 1. */
  actions: number;
}

export interface Wave<E extends WaveEnvironment = WaveEnvironment> {
  name: string;
  /** Actions that run one after the other before the environments: the approval and what belongs to it. */
  fixedActions: number;
  /**
   * Whether the fixed actions stand in the wave's first stage only (an execution passes it before it can reach the
   * others), or in each of its stages. Default `first`.
   */
  fixedIn?: "first" | "every";
  /** In order. */
  environments: readonly E[];
  /** Most environments at once; absent: as many as fit a stage. */
  concurrency?: number;
}

/** Environments side by side. Step k of each (from 0) has the run order `runOrder + k`. */
export interface PlannedGroup<E extends WaveEnvironment> {
  runOrder: number;
  environments: E[];
}

export interface PlannedStage<E extends WaveEnvironment = WaveEnvironment> {
  /** The wave's name; with `.1`, `.2` when it takes several stages, which no catalog name contains. */
  name: string;
  wave: string;
  /** Fixed actions in this stage, with the run orders 1, 2, and so on. */
  fixedActions: number;
  groups: PlannedGroup<E>[];
  /** All actions, and how many of them run one after the other. */
  actions: number;
  sequential: number;
}

export interface WavePlan<E extends WaveEnvironment> {
  /** Empty when there are problems. */
  stages: PlannedStage<E>[];
  problems: QuotaProblem[];
}

interface Group<E> {
  environments: E[];
  /** Actions of its longest environment. */
  span: number;
}

interface Chunk<E> {
  fixedActions: number;
  groups: Group<E>[];
  actions: number;
  sequential: number;
}

/**
 * Fills each stage as far as it goes. That gives the fewest stages as long as a stage allows as many sequential as
 * actions in all, which is so on AWS.
 */
export function planWave<E extends WaveEnvironment>(wave: Wave<E>, limits: Limits = aws): WavePlan<E> {
  requireCounts(wave);
  const atOnce = Math.min(wave.concurrency ?? Number.POSITIVE_INFINITY, limits.parallelActionsPerStage.value);
  const chunks: Chunk<E>[] = [];
  const problems: QuotaProblem[] = [];
  for (const environment of wave.environments) {
    const last = chunks.at(-1);
    if (last && add(last, environment, atOnce, limits)) continue;
    const fixedActions = chunks.length === 0 || wave.fixedIn === "every" ? wave.fixedActions : 0;
    const fresh: Chunk<E> = { fixedActions, groups: [], actions: fixedActions, sequential: fixedActions };
    if (add(fresh, environment, atOnce, limits)) chunks.push(fresh);
    else problems.push(tooLarge(wave.name, environment, fixedActions, limits));
  }
  if (problems.length > 0) return { stages: [], problems };
  return { stages: chunks.map((chunk, index) => planned(wave.name, chunk, index, chunks.length)), problems };
}

/** Whether the environment went into the chunk, which is unchanged when it did not fit. */
function add<E extends WaveEnvironment>(chunk: Chunk<E>, environment: E, atOnce: number, limits: Limits): boolean {
  const open = chunk.groups.at(-1);
  const joins = open !== undefined && open.environments.length < atOnce;
  const longer = joins ? Math.max(0, environment.actions - open.span) : environment.actions;
  const actions = chunk.actions + environment.actions;
  const sequential = chunk.sequential + longer;
  if (actions > limits.actionsPerStage.value || sequential > limits.sequentialActionsPerStage.value) return false;
  if (joins) {
    open.environments.push(environment);
    open.span += longer;
  } else {
    chunk.groups.push({ environments: [environment], span: environment.actions });
  }
  chunk.actions = actions;
  chunk.sequential = sequential;
  return true;
}

function planned<E extends WaveEnvironment>(wave: string, chunk: Chunk<E>, index: number, of: number): PlannedStage<E> {
  const { fixedActions, actions, sequential } = chunk;
  let runOrder = fixedActions + 1;
  const groups = chunk.groups.map(({ environments, span }) => {
    const group = { runOrder, environments };
    runOrder += span;
    return group;
  });
  return { name: of === 1 ? wave : `${wave}.${index + 1}`, wave, fixedActions, groups, actions, sequential };
}

function tooLarge(wave: string, environment: WaveEnvironment, fixedActions: number, limits: Limits): QuotaProblem {
  const { actionsPerStage, sequentialActionsPerStage } = limits;
  const limit = sequentialActionsPerStage.value < actionsPerStage.value ? sequentialActionsPerStage : actionsPerStage;
  const used = fixedActions + environment.actions;
  const fixed = fixedActions > 0 ? `${count(fixedActions, "actions")} before it + ` : "";
  return {
    subject: `waves.${wave}.environments.${environment.name}.actions`,
    used,
    limit,
    arithmetic: `${fixed}${count(environment.actions, "actions")} of environment ${environment.name} = ${count(used, "actions")} in one stage`,
    remedy: `remove ${count(used - limit.value, "steps")}: an environment is never split over two stages`,
  };
}

function requireCounts(wave: Wave): void {
  const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
  if (!whole(wave.fixedActions, 0))
    throw new RangeError(`wave ${wave.name}: fixedActions must be a whole number from 0`);
  if (wave.concurrency !== undefined && !whole(wave.concurrency, 1)) {
    throw new RangeError(`wave ${wave.name}: concurrency must be a whole number from 1, is ${wave.concurrency}`);
  }
  for (const { name, actions } of wave.environments) {
    if (!whole(actions, 1)) {
      throw new RangeError(`wave ${wave.name}: actions of ${name} must be a whole number from 1, is ${actions}`);
    }
  }
}
