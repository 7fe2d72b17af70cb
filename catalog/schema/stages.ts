/** The way of a release through the environments: part of `services/<name>.yaml`. */
import { z } from "zod";
import { approvalMinutes } from "../pipeline/limits";
import { audienceName } from "./audience";
import { cronExpression, isTimeZone } from "./cron";
import { choice, fields, list, text, whole, yesNo } from "./fields";
import { rollout } from "./rollout";
import { branchName } from "./source";
import { stageStep } from "./task";

const approval = z.union(
  [
    yesNo(),
    fields({
      minutes: whole(approvalMinutes.least, approvalMinutes.most, "minutes")
        .optional()
        .describe("Minutes until the request expires, 5 to 86400. Default 7 days, or one day with execution QUEUED."),
      audience: audienceName.optional().describe("Audience that is told. Default approvals."),
    }),
  ],
  { error: "must be true or false, without quotes, or a map with minutes and audience" },
);

const zoneRule = "must be a time zone, such as Europe/Berlin";

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html */
const window = fields({
  cron: text(
    cronExpression,
    'must be a cron expression of six fields in quotes (second, minute, hour, day of the month, month, day of the week), such as "* * 9-16 ? * MON-THU"',
  ).describe("Cron expression of the times at which a run may enter."),
  timeZone: text(/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/, zoneRule)
    .refine(isTimeZone, { error: zoneRule })
    .default("UTC")
    .describe("Time zone of the expression. Default UTC."),
});

const variableCheck = fields({
  variable: text(
    /^#\{[A-Za-z0-9@_-]+\.[A-Za-z0-9_]+\}$/,
    'must be a variable in quotes, such as "#{BuildVariables.READY}"',
  ).describe("Variable of an earlier action."),
  operator: choice(["EQ", "NE", "MATCHES"]).default("EQ").describe("How it is compared. Default EQ."),
  value: text(/^.{1,1000}$/, "must be text of 1 to 1000 characters, in quotes").describe("What it is compared with."),
});

const bake = fields({
  // An alarm condition waits at most two days: catalog/pipeline/limits.ts.
  minutes: whole(1, 2880, "minutes").describe("Minutes for which the alarms stay quiet, 1 to 2880."),
  alarms: list(
    text(/^(?!.*:)\S(.{0,253}\S)?$/, "must be the name of an alarm in the toolchain account"),
    1,
    5,
    "names of alarms",
  ).describe("Alarms of the toolchain account and the pipeline's region."),
});

/** What a wave and a stage that stands alone have in common. */
const flow = {
  approval: approval
    .optional()
    .describe("Whether a person approves before it. Default: whether production is among its environments."),
  skipUnchanged: yesNo()
    .optional()
    .describe(
      "Whether it is skipped, with its approval, when all its environments run this artifact already. Default: true, but false with window or variables.",
    ),
  window: window.optional().describe("Times at which a run may enter; outside, the run fails here. Default: always."),
  variables: list(variableCheck, 1, 4, "checks")
    .default([])
    .describe("What must hold of variables of earlier actions before a run enters. Default: nothing."),
  bake: bake.optional().describe("How long alarms are watched after the last action. Default: not."),
  failure: choice(["stop", "retry", "rollback"])
    .default("stop")
    .describe(
      "What happens when an action fails: the run stops, the failed actions are tried once more, or the stage goes back to its last good run. Default stop.",
    ),
};

const stageFields = {
  environment: text(
    /^[a-z][a-z0-9-]*$/,
    "must be the name of an environment: the middle of a file name Pulumi.<environment>.yaml",
  ).describe("Name of an environment."),
  branch: branchName.optional().describe("Branch that is released to it; in branch mode only."),
  rollout: rollout.prefault({}).describe("How the fleet is deployed to, or how traffic goes over to a new revision."),
  before: list(stageStep, 1, 10, "steps")
    .default([])
    .describe("Builds, and tasks of a service on ECS, that run before the deployment, in order."),
  after: list(stageStep, 1, 10, "steps")
    .default([])
    .describe("Builds, and tasks of a service on ECS, that run after the deployment, such as tests."),
};

export const stage = fields({ ...stageFields, ...flow });

export const wave = fields({
  wave: text(
    /^[a-z][a-z0-9]{0,31}$/,
    "must be 1 to 32 of a-z and 0-9, beginning with a letter, such as production",
  ).describe("Name of the wave: stages side by side."),
  concurrency: whole(1, 1000, "stages").optional().describe("Stages at once. Default: all."),
  ...flow,
  // The planner says what CodePipeline takes: catalog/quota.
  stages: list(fields(stageFields), 1, 1000, "stages").describe("Stages that run side by side."),
});

/** Tells by its first key which of the two a map is. */
export const stages = list(
  z.union([stage, wave], { error: "must be a map with environment, or with wave and stages" }),
  1,
  1000,
  "stages or waves",
);

export type FlowSettings = Omit<z.output<typeof stage>, keyof typeof stageFields>;
export type StageSettings = Pick<z.output<typeof stage>, keyof typeof stageFields>;
export type WaveSettings = z.output<typeof wave>;
export type StageOrWave = z.output<typeof stage> | WaveSettings;
