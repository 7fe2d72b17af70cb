/**
 * A task that runs once, before or after a release: a migration, a smoke test. It has the image, roles, network and
 * capacity of the service's own tasks, and one container's command is another.
 *
 * It runs once for each job of the pipeline, however often the function is killed: RunTask with a token that it has
 * seen answers with the task of then (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html).
 * Whoever retries the stage makes a new job, and the task runs again.
 */
import { containersOf } from "../../catalog/deploy-documents/task-definition";
import { Refusal } from "../gates/refusal";
import { check } from "./check";
import { givenUp, graceMinutes, neverStarted, tooLate } from "./overdue";
import { shortName } from "./record";
import type { OneTask } from "./request";
import { failed, lookSeconds, type StepResult, waiting } from "./result";
import type { State } from "./state";
import { attempt } from "./step";
import type { EcsTarget } from "./target";
import { endOf } from "./task-end";
import { revisionFor } from "./task-revision";
import type { World } from "./world";

/** Minutes in which ECS must know a task that it has started. */
const unknownMinutes = 5;
/** Minutes in which a task that was told to stop must have stopped; ECS kills it 120 seconds after at the latest. */
const stopMinutes = 10;
const minute = 60_000;

/** One step further. Rejects only with what no further try would mend, such as a missing right. */
export async function taskStep(state: State, world: World, task: OneTask): Promise<StepResult> {
  if (neverStarted(state, world)) return tooLate(state, world);
  if (givenUp(state, world)) {
    const spent = `${world.request.minutes} minutes and ${graceMinutes} more`;
    const waits = state.waits ?? "its end";
    return failed(state, `Step ${task.name}: after ${spent} it still waits for ${waits}. See to the task by hand.`);
  }
  return attempt(state, () => take(state, world, task));
}

async function take(state: State, world: World, task: OneTask): Promise<StepResult> {
  const { target } = world;
  if (target.kind !== "ecs") throw new Refusal(`Step ${task.name} is a task, which only a target on ECS can run.`);
  switch (state.phase) {
    case "check":
      return check(state, world);
    case "prepare":
      return prepare(state, world, target, task);
    case "start":
      return start(state, world, target, task);
    default:
      return watch(state, world, target, task);
  }
}

async function prepare(state: State, world: World, target: EcsTarget, task: OneTask): Promise<StepResult> {
  const revision = task.revision === "new" ? (await revisionFor(world, target)).revision : await running(world, target);
  if (revision === undefined) {
    const summary = `Step ${task.name}: nothing runs in ${world.request.environment} yet, so there was nothing to do.`;
    return { state, done: { passed: true, summary, variables: { Task: "none" } } };
  }
  const { described = {} } = (await world.ecs.taskDefinition(revision)) ?? {};
  const names = containersOf(described).map(({ name }) => name);
  if (!names.includes(task.container)) {
    throw new Refusal(
      `Step ${task.name}: ${shortName(revision)} has no container ${task.container}; it has ${names.join(", ")}. ` +
        "Name one of them in the service's file.",
    );
  }
  return { state: { ...state, phase: "start", revision }, wait: 0 };
}

/** The revision of the last release; undefined while the service runs what `pulumi up` gave it. */
async function running({ ecs }: World, { cluster, service, family, codedeploy }: EcsTarget) {
  const found = await ecs.service(cluster, service);
  const primary = found?.taskSets.find(({ status }) => status === "PRIMARY");
  const revision = codedeploy ? primary?.taskDefinition : found?.taskDefinition;
  return revision !== undefined && shortName(revision).split(":")[0] === family ? revision : undefined;
}

async function start(state: State, world: World, target: EcsTarget, task: OneTask): Promise<StepResult> {
  const { tasks } = world;
  const { cluster, service } = target;
  const placement = await tasks.placement(cluster, service);
  if (!placement) {
    throw new Refusal(`The service ${cluster}/${service} does not exist. Apply the service's stack.`);
  }
  const { container, command } = task;
  const run = { taskDefinition: state.revision!, placement, container, command, token: state.job! };
  const started = await tasks.run(cluster, run);
  if ("failures" in started) {
    const reasons = started.failures.join("; ") || "ECS gave no reason";
    return failed(
      state,
      `Step ${task.name}: the task could not be placed: ${reasons}. See to it, then retry the stage.`,
    );
  }
  const next: State = { ...state, phase: "watch", deployment: started.task };
  return waiting(next, `the task ${shortName(started.task)} to begin`, lookSeconds);
}

async function watch(state: State, world: World, target: EcsTarget, task: OneTask): Promise<StepResult> {
  const { tasks, request, now } = world;
  const arn = state.deployment!;
  const name = `task ${shortName(arn)}`;
  const minutes = (now() - (state.stopped ?? state.began)) / minute;
  const found = await tasks.find(target.cluster, arn);
  if (!found) {
    if (minutes < unknownMinutes) return waiting(state, `ECS to know the ${name}`, lookSeconds);
    return failed(state, `Step ${task.name}: ECS does not know the ${name} (any more), so its end is not known.`);
  }
  if (found.status === "STOPPED") return endOf(state, world, task, found);
  if (found.containers.some(({ name: each, exitCode }) => each === task.container && exitCode !== undefined)) {
    // What goes on beside it would keep the task for ever.
    await tasks.stop(target.cluster, arn, `Step ${task.name} has ended`);
    return endOf(state, world, task, found);
  }
  if (state.stopped !== undefined) {
    if (minutes < stopMinutes) return waiting(state, `the ${name} to stop`, lookSeconds);
    return failed(state, `Step ${task.name}: the ${name} was stopped after ${request.minutes} minutes and still runs.`);
  }
  if (minutes < request.minutes) return waiting(state, `the ${name} (${found.status})`, lookSeconds);
  await tasks.stop(target.cluster, arn, `Longer than the ${request.minutes} minutes of step ${task.name}`);
  return waiting({ ...state, stopped: now() }, `the ${name} to stop`, lookSeconds);
}
