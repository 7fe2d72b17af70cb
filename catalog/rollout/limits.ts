/** How long the parts of a rollout, and the actions that wait for it, may take, each with where it is written. */
import { mostReleaseMinutes } from "../pipeline/release-job";

const hour = 60;
const day = 24 * hour;
const docs = "https://docs.aws.amazon.com";

export interface TimeLimit {
  what: string;
  /** Most minutes. */
  minutes: number;
  source: string;
}

const limit = (what: string, minutes: number, source: string): TimeLimit => ({ what, minutes, source });

export const timeLimits = {
  pauseHook: limit(
    "a PAUSE hook of ECS",
    20_160,
    `${docs}/AmazonECS/latest/APIReference/API_DeploymentLifecycleHookTimeoutConfiguration.html`,
  ),
  codedeployHook: limit(
    "a hook of CodeDeploy",
    hour,
    `${docs}/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html`,
  ),
  nativeBake: limit(
    "bakeTimeInMinutes of ECS",
    day,
    `${docs}/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html`,
  ),
  nativeCanary: limit(
    "canaryBakeTimeInMinutes of ECS",
    day,
    `${docs}/AmazonECS/latest/APIReference/API_CanaryConfiguration.html`,
  ),
  nativeStep: limit(
    "stepBakeTimeInMinutes of ECS",
    day,
    `${docs}/AmazonECS/latest/APIReference/API_LinearConfiguration.html`,
  ),
  terminationWait: limit(
    "CodeDeploy's wait before it ends the old tasks",
    2 * day,
    `${docs}/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-blueinstanceterminationoption.html`,
  ),
  ecsShift: limit(
    "CodeDeploy on ECS, from its start to the last shift",
    5 * day,
    `${docs}/codedeploy/latest/userguide/limits.html`,
  ),
  lambdaShift: limit(
    "CodeDeploy on Lambda, from the first to the last shift",
    2 * day,
    `${docs}/codedeploy/latest/userguide/limits.html`,
  ),
  lambdaDeployment: limit(
    "a deployment of CodeDeploy on Lambda, with its two hooks",
    50 * hour,
    `${docs}/codedeploy/latest/userguide/limits.html`,
  ),
  /** Invokes a function again and again until it says that it is done. */
  invokeAction: limit("an Invoke action of CodePipeline", day, `${docs}/codepipeline/latest/userguide/limits.html`),
  /** A figure of ours below the action's, so that the release itself can stop and say why. */
  releaseAction: limit(
    "the release in a pipeline",
    mostReleaseMinutes,
    `${docs}/codepipeline/latest/userguide/limits.html`,
  ),
  ecsAction: limit(
    "the standard action ECS of CodePipeline",
    hour,
    `${docs}/codepipeline/latest/userguide/action-reference-ECS.html`,
  ),
  codedeployAction: limit(
    "the standard actions CodeDeploy and CodeDeployToECS of CodePipeline",
    5 * day,
    `${docs}/codepipeline/latest/userguide/limits.html`,
  ),
} as const satisfies Record<string, TimeLimit>;

export type TimeLimitName = keyof typeof timeLimits;

/** Minutes that the file may say, whatever the controller; the checks say what each of them takes. */
export const pauseMinutes = { least: 1, most: timeLimits.pauseHook.minutes } as const;
export const bakeMinutes = timeLimits.terminationWait.minutes;
export const shiftMinutes = timeLimits.lambdaShift.minutes;
export const hookMinutes = timeLimits.codedeployHook.minutes;
/** 48 hours before the shift, as with instances: https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html */
export const readyMinutes = 2 * day;

/**
 * Minutes that ECS adds to a shift of test or of production traffic behind a network load balancer:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/nlb-resources-for-blue-green.html
 */
export const networkShiftMinutes = 10;

/** Percent of a step of ECS's own linear shift: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html */
export const leastLinearPercent = 3;
