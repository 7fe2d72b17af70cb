/**
 * A rollout by ECS itself: UpdateService starts a service deployment, which shifts the traffic by the service's
 * strategy, runs the hooks, watches the alarms and the circuit breaker, bakes, and rolls back by itself
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html).
 */
import { Refusal } from "../gates/refusal";
import { nativeFailure, stageText } from "./native-failure";
import { stoppedBecause, underWay } from "./overdue";
import { shortName } from "./record";
import { failed, lookSeconds, type StepResult, waiting } from "./result";
import type { State } from "./state";
import type { EcsTarget } from "./target";
import type { ServiceDeployment, World } from "./world";

/** States in which a deployment has ended; every other is under way. */
const ended = ["SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"];
export const goesOn = ({ status }: ServiceDeployment) => !ended.includes(status);

export async function startNative(state: State, world: World, target: EcsTarget): Promise<StepResult> {
  const { ecs } = world;
  const { cluster, service } = target;
  const deployments = await ecs.deployments(cluster, service, state.after!);
  const own = deployments.find((deployment) => ownDeployment(state, deployment));
  if (own) return { state: { ...state, phase: "watch", deployment: own.arn }, wait: 0 };
  // The deployment of the placeholder need not ever end: nothing answers its health checks.
  const other = deployments.find((each) => goesOn(each) && released(each, target));
  if (other) return waiting(state, `the deployment ${shortName(other.arn)} of another release to end`, lookSeconds);
  const { taskDefinition } = (await ecs.service(cluster, service)) ?? {};
  if (taskDefinition === undefined) {
    throw new Refusal(`The service ${cluster}/${service} names no task definition. Apply the service's stack.`);
  }
  if (taskDefinition !== state.revision) {
    await ecs.update(cluster, service, state.revision!, false);
    return waiting({ ...state, phase: "watch", asked: true }, "the deployment to begin", lookSeconds);
  }
  return startAgain(state, world, target);
}

/** The service names the revision already: it runs, it is being started by another run, or it failed to start. */
async function startAgain(state: State, { ecs, records }: World, target: EcsTarget): Promise<StepResult> {
  const { cluster, service } = target;
  const all = await ecs.deployments(cluster, service, 0);
  const last = all.find(({ taskDefinition }) => taskDefinition === state.revision);
  if (last && goesOn(last)) return { state: { ...state, phase: "watch", deployment: last.arn }, wait: 0 };
  // ECS forgets deployments after 90 days, the record does not.
  const status = last?.status ?? ((await records.read())?.revision === state.revision ? "SUCCESSFUL" : "STOPPED");
  if (status === "SUCCESSFUL") return { state: { ...state, phase: "record" }, wait: 0 };
  await ecs.update(cluster, service, state.revision!, true);
  return waiting({ ...state, phase: "watch", asked: true }, "the deployment to begin", lookSeconds);
}

/** Of this revision, and not older than this release unless it is under way. */
function ownDeployment({ revision, after }: State, deployment: ServiceDeployment): boolean {
  return deployment.taskDefinition === revision && (deployment.created > after! || goesOn(deployment));
}

/** Of a release, and not that of the placeholder. */
export function released({ taskDefinition = "" }: ServiceDeployment, { family }: EcsTarget): boolean {
  return shortName(taskDefinition).split(":")[0] === family;
}

export async function watchNative(state: State, world: World, target: EcsTarget): Promise<StepResult> {
  const { ecs } = world;
  const { cluster, service } = target;
  if (state.deployment === undefined) {
    const seen = await ecs.deployments(cluster, service, state.after!);
    const own = seen.find((each) => ownDeployment(state, each));
    if (!own) return waiting(state, "the deployment to begin", lookSeconds);
    return { state: { ...state, deployment: own.arn }, wait: 0 };
  }
  const deployment = await ecs.deployment(state.deployment);
  if (!deployment) return waiting(state, `the deployment ${shortName(state.deployment)} to be found`, lookSeconds);
  if (goesOn(deployment)) {
    return underWay(state, world, stageText(deployment, world.request), () => ecs.stop(deployment.arn));
  }
  if (deployment.status === "SUCCESSFUL") return { state: { ...state, phase: "record" }, wait: 0 };
  const later = (await ecs.deployments(cluster, service, state.after!)).find(
    (each) => each.taskDefinition === state.revision && each.created > deployment.created,
  );
  // A second run of the same release replaced it.
  if (later) return { state: { ...state, deployment: later.arn }, wait: 0 };
  const tasks = await ecs.stoppedTasks(cluster, service);
  return failed(state, stoppedBecause(state, world) + nativeFailure(deployment, tasks, state.revision!));
}
