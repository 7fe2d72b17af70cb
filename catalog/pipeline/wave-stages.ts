/** The stages of CodePipeline that a service's waves become. */

import type { PlannedStage, WaveEnvironment } from "../quota/stages";
import { planWaves, type WavesRequest } from "../quota/waves";
import type { Stage, StageStep, Wave } from "../service-types";
import { isTaskStep } from "../steps";
import { isEc2, isEcs } from "../targets";
import type { Environment } from "../types";
import { approvalActions } from "./approval";
import { buildAction } from "./builds";
import { candidateDigest, execution, gateAction, gateRule, namedEnvironments } from "./gates";
import type { PipelineAction, PipelineCondition, PipelineStage } from "./model";
import { environmentNamed, type PipelinePlace } from "./place";
import { releaseAction, taskAction } from "./release-actions";
import { sameAction } from "./same";
import { revisionOf } from "./sources";
import { standardAction } from "./standard-actions";

/** An environment of a wave, with its actions in order; their run order comes with the plan. */
interface PlannedEnvironment extends WaveEnvironment {
  environment: Environment;
  steps: PipelineAction[];
}

export interface WaveStages {
  stages: PipelineStage[];
  /** Why one pipeline cannot take the waves, with the arithmetic. */
  problems: ReturnType<typeof planWaves>["problems"];
}

/** `others`: the stages before the waves. */
export function waveStages(place: PipelinePlace, others: readonly PipelineStage[]): WaveStages {
  const { service, track } = place;
  const approvals = track.waves.flatMap((wave) => approvalStage(place, wave));
  const before = [...others, ...approvals];
  const request: WavesRequest<PlannedEnvironment> = {
    subject: `services.${service.name}`,
    otherStages: before.length,
    otherActions: before.reduce((sum, { actions }) => sum + actions.length, 0),
    waves: track.waves.map((wave) => ({
      name: wave.name,
      fixedActions: approvedApart(wave) ? 0 : approvalActions(place, wave, wave.name).length,
      environments: wave.stages.map((stage) => planned(place, wave, stage)),
      ...(wave.concurrency === undefined ? {} : { concurrency: wave.concurrency }),
    })),
  };
  const { stages, problems } = planWaves(request);
  const ofWave = (wave: Wave) => stages.filter((stage) => stage.wave === wave.name);
  return {
    stages: track.waves.flatMap((wave) => [
      ...approvals.filter((stage) => stage.wave === wave.name),
      ...ofWave(wave).map((stage, _, { length }) => stageOf(place, wave, stage, length)),
    ]),
    problems,
  };
}

/** A refused approval fails its stage, which must then be neither tried again nor rolled back. */
function approvedApart({ approval, failure }: Wave): boolean {
  return approval !== undefined && failure !== "stop";
}

/** The stage of such an approval. It is never skipped: what it lets through might no longer be what runs. */
function approvalStage(place: PipelinePlace, wave: Wave): PipelineStage[] {
  if (!approvedApart(wave)) return [];
  const name = `${wave.name}.approval`;
  return [{ name, wave: wave.name, environments: [], production: false, actions: approvalActions(place, wave, name) }];
}

function planned(place: PipelinePlace, wave: Wave, stage: Stage): PlannedEnvironment {
  const environment = environmentNamed(place.catalog, place.service.name, stage.environment);
  const steps = environmentActions(place, wave, stage, environment);
  const { name, account, region } = environment;
  return { name, account, region, actions: steps.length, environment, steps };
}

/** Steps before, deployment with the gate before it and the record of what runs now, steps after, and the record that they passed. */
function environmentActions(
  place: PipelinePlace,
  wave: Wave,
  stage: Stage,
  environment: Environment,
): PipelineAction[] {
  const { catalog, service, track } = place;
  // Names are the same whatever else is in the wave, so that a further environment renames nothing.
  const named = (name: string) => (wave.declared ? `${name}-${environment.name}` : name);
  const step = (each: StageStep) =>
    isTaskStep(each)
      ? taskAction(place, named(each.name), each, environment)
      : buildAction(place, {
          action: named(each.name),
          step: each.name,
          category: "Test",
          batch: each.batch !== undefined,
          environment,
        });
  // At once, so that a failing test leaves no doubt about what runs; and again when nothing is left to fail.
  const record = (name: string, passed: boolean) =>
    gateAction(place, {
      name: named(name),
      runOrder: 1,
      request: {
        gate: "record",
        releases: catalog.names.releasesPath(service.name),
        environment: environment.name,
        digest: candidateDigest,
        execution,
        commit: revisionOf(track.sources[0]).commit,
        pipeline: catalog.names.pipeline(service.name, track.name),
        supersede: service.execution === "SUPERSEDED",
        passed,
      },
    });
  return [
    ...stage.before.map(step),
    ...deployActions(place, named, stage, environment),
    record("Record", stage.after.length === 0),
    ...stage.after.map(step),
    ...(stage.after.length === 0 ? [] : [record("Passed", true)]),
  ];
}

/**
 * The release function, unless CodePipeline's own actions are what the target needs or the file asks for. Those deploy
 * whatever the store holds, so that a gate looks at it before each.
 */
function deployActions(
  place: PipelinePlace,
  named: (name: string) => string,
  stage: Stage,
  environment: Environment,
): PipelineAction[] {
  const { target, deploy } = place.service;
  const standard = isEc2(target) || (isEcs(target) && deploy === "standard");
  if (!standard) return [releaseAction(place, named("Deploy"), stage, environment)];
  return [
    sameAction(place, named("Same"), stage, environment),
    standardAction(place, named("Deploy"), stage, environment),
  ];
}

/** `ofWave`: how many stages its wave takes. */
function stageOf(
  place: PipelinePlace,
  wave: Wave,
  stage: PlannedStage<PlannedEnvironment>,
  ofWave: number,
): PipelineStage {
  const environments = stage.groups.flatMap((group) => group.environments);
  const beforeEntry = entryCondition(place, wave, ofWave);
  return {
    name: stage.name,
    wave: wave.name,
    environments: environments.map(({ name }) => name),
    production: environments.some(({ environment }) => environment.production),
    ...(beforeEntry ? { beforeEntry } : {}),
    ...(wave.bake ? { onSuccess: bakeCondition(place, wave.failure, wave.bake) } : {}),
    ...(wave.failure === "stop" ? {} : { onFailure: wave.failure === "retry" ? "RETRY" : "ROLLBACK" }),
    actions: [
      ...(stage.fixedActions > 0 ? approvalActions(place, wave, stage.name) : []),
      ...stage.groups.flatMap((group) =>
        group.environments.flatMap(({ steps }) =>
          steps.map((action, index) => ({ ...action, runOrder: group.runOrder + index })),
        ),
      ),
    ],
  };
}

/**
 * A stage has one entry condition: it skips what would change nothing, or it keeps out what may not enter now.
 *
 * CodePipeline skips a stage as well when the function cannot be asked. So a wave of several stages with the approval
 * in its first is never skipped: the others would be entered without it. Nor is one with more environments than a
 * request can name.
 */
function entryCondition(place: PipelinePlace, wave: Wave, ofWave: number): PipelineCondition | undefined {
  const { catalog, service, region } = place;
  const environments = namedEnvironments(wave);
  const approvedInFirst = ofWave > 1 && wave.approval !== undefined && !approvedApart(wave);
  if (wave.skipUnchanged && environments && !approvedInFirst) {
    const request = {
      gate: "changed",
      releases: catalog.names.releasesPath(service.name),
      environments,
      digest: candidateDigest,
    } as const;
    return { result: "SKIP", rules: [gateRule(place, "Changed", request)] };
  }
  const rules = [
    ...(wave.window
      ? [
          {
            name: "Window",
            provider: "DeploymentWindow" as const,
            region,
            inputs: [],
            configuration: { Cron: wave.window.cron, TimeZone: wave.window.timeZone },
          },
        ]
      : []),
    ...wave.variables.map(({ variable, operator, value }, index) => ({
      name: `Variable${index + 1}`,
      provider: "VariableCheck" as const,
      region,
      inputs: [],
      configuration: { Variable: variable, Operator: operator, Value: value },
    })),
  ];
  return rules.length > 0 ? { result: "FAIL", rules } : undefined;
}

/** Alarms are watched after the last action: a release that does harm shows it in the first minutes. */
function bakeCondition(
  { region }: PipelinePlace,
  failure: Wave["failure"],
  { alarms, minutes }: NonNullable<Wave["bake"]>,
): PipelineCondition {
  return {
    result: failure === "rollback" ? "ROLLBACK" : "FAIL",
    rules: alarms.map((alarm, index) => ({
      name: `Alarm${index + 1}`,
      provider: "CloudWatchAlarm",
      region,
      inputs: [],
      configuration: { AlarmName: alarm, WaitTime: String(minutes), AlarmStates: "ALARM" },
    })),
  };
}
