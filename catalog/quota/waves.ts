/** Plans all waves of a pipeline, or says in figures why one pipeline cannot take them. */
import { limits as aws, type Limits } from "./limits";
import { count, type QuotaProblem } from "./problem";
import { type PlannedStage, planWave, type Wave, type WaveEnvironment, type WavePlan } from "./stages";

export interface WavesRequest<E extends WaveEnvironment = WaveEnvironment> {
  /** Path of what is planned: `services.orders`. */
  subject: string;
  /** The pipeline's stages and actions outside the waves: sources, builds. */
  otherStages: number;
  otherActions: number;
  /** In order. */
  waves: readonly Wave<E>[];
}

/** Stages of all waves in order, or none and every problem. */
export function planWaves<E extends WaveEnvironment>(request: WavesRequest<E>, limits: Limits = aws): WavePlan<E> {
  const plans = request.waves.map((wave) => planWave(wave, limits));
  const tooLarge = plans.flatMap((plan) =>
    plan.problems.map((problem) => ({ ...problem, subject: `${request.subject}.${problem.subject}` })),
  );
  if (tooLarge.length > 0) return { stages: [], problems: tooLarge };
  const stages = plans.flatMap((plan) => plan.stages);
  const problems = [...checkActions(request, stages, limits), ...checkStages(request, stages, limits)];
  return problems.length > 0 ? { stages: [], problems } : { stages, problems };
}

function checkActions<E extends WaveEnvironment>(
  request: WavesRequest<E>,
  stages: PlannedStage<E>[],
  limits: Limits,
): QuotaProblem[] {
  const limit = limits.actionsPerPipeline;
  const planned = total(stages.map((stage) => stage.actions));
  const used = planned + request.otherActions;
  if (used <= limit.value) return [];
  const environments = request.waves.flatMap((wave) => wave.environments);
  const ofEnvironments = total(environments.map((each) => each.actions));
  const further = [
    ...(planned > ofEnvironments ? [`${count(planned - ofEnvironments, "actions")} before the environments`] : []),
    ...(request.otherActions > 0 ? [`${count(request.otherActions, "actions")} in other stages`] : []),
  ];
  const sum = further.length > 0 ? ` + ${further.join(" + ")} = ${count(used, "actions")}` : "";
  const arithmetic = `${places(environments)}, ${each(environments)} = ${count(ofEnvironments, "actions")}${sum}`;
  return [{ subject: `${request.subject}.actions`, used, limit, arithmetic, remedy: remedy(request, limits) }];
}

function checkStages<E extends WaveEnvironment>(
  request: WavesRequest<E>,
  stages: PlannedStage<E>[],
  limits: Limits,
): QuotaProblem[] {
  const limit = limits.stagesPerPipeline;
  const used = stages.length + request.otherStages;
  if (used <= limit.value) return [];
  const filled = request.waves.filter((wave) => wave.environments.length > 0).length;
  const other =
    request.otherStages > 0 ? ` + ${count(request.otherStages, "stages")} before = ${count(used, "stages")}` : "";
  const arithmetic = `${count(filled, "waves")} in ${count(stages.length, "stages")}${other}`;
  return [{ subject: `${request.subject}.stages`, used, limit, arithmetic, remedy: remedy(request, limits) }];
}

/** How many environments, from the first, one pipeline takes beside its other stages. */
export function fitting<E extends WaveEnvironment>(request: WavesRequest<E>, limits: Limits = aws): number {
  let stagesLeft = limits.stagesPerPipeline.value - request.otherStages;
  let actionsLeft = limits.actionsPerPipeline.value - request.otherActions;
  let environments = 0;
  for (const stage of request.waves.flatMap((wave) => planWave(wave, limits).stages)) {
    stagesLeft -= 1;
    actionsLeft -= stage.fixedActions;
    if (stagesLeft < 0) return environments;
    for (const environment of stage.groups.flatMap((group) => group.environments)) {
      actionsLeft -= environment.actions;
      if (actionsLeft < 0) return environments;
      environments += 1;
    }
  }
  return environments;
}

function remedy<E extends WaveEnvironment>(request: WavesRequest<E>, limits: Limits): string {
  const all = total(request.waves.map((wave) => wave.environments.length));
  const first = fitting(request, limits);
  if (first === 0) return "no environment fits beside the other stages: remove actions or stages from them";
  let services = 0;
  let waves = request.waves;
  for (let left = all; left > 0; services += 1) {
    const taken = fitting({ ...request, waves }, limits);
    if (taken === 0) return `at most ${count(first, "environments")} fit: drop ${count(all - first, "environments")}`;
    left -= taken;
    waves = withoutFirst(waves, taken);
  }
  return `at most ${count(first, "environments")} fit: split them over ${count(services, "services")}, or drop ${count(all - first, "environments")}`;
}

function withoutFirst<E extends WaveEnvironment>(waves: readonly Wave<E>[], environments: number): Wave<E>[] {
  let drop = environments;
  return waves.map((wave) => {
    const here = Math.min(drop, wave.environments.length);
    drop -= here;
    return { ...wave, environments: wave.environments.slice(here) };
  });
}

/** `200 accounts x 3 regions = 600 environments` when every account has every region. */
function places(environments: WaveEnvironment[]): string {
  const accounts = new Set(environments.map((one) => one.account)).size;
  const regions = new Set(environments.map((one) => one.region)).size;
  const [here, there] = [count(accounts, "accounts"), count(regions, "regions")];
  const all = count(environments.length, "environments");
  return accounts * regions === environments.length ? `${here} x ${there} = ${all}` : `${all} in ${here} and ${there}`;
}

function each(environments: WaveEnvironment[]): string {
  const actions = environments.map((one) => one.actions);
  const [least, most] = [Math.min(...actions), Math.max(...actions)];
  return least === most ? `each ${count(most, "actions")}` : `each ${least} to ${count(most, "actions")}`;
}

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
