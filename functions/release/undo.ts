/**
 * The way back while the newer revision is still being rolled out, bakes, or waits for what it replaced to be ended:
 * that deployment is stopped and rolled back, where what it replaces is exactly what is asked for. A deployment of its
 * own would have to wait for the end of the one that people want to be rid of
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html,
 * https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html).
 */
import { goesOn as groupGoesOn } from "./codedeploy";
import { goesOn, released } from "./native";
import { shortName } from "./record";
import { failed, lookSeconds, type StepResult, waiting } from "./result";
import type { State } from "./state";
import type { World } from "./world";

/**
 * How a rollback to what was released last begins: by stopping what replaces it, or at its end where it has all traffic
 * and nothing is under way. Undefined for every other release.
 */
export async function wayBack(state: State, world: World): Promise<StepResult | undefined> {
  if (!(await world.origin()).rollback) return undefined;
  const running = await world.records.read();
  if (running?.digest !== world.request.digest) return undefined;
  const { id, replaces } = await underWay(world);
  if (id !== undefined && !replaces.includes(running.revision)) return undefined;
  const { revision, template, images, built } = running;
  const code = world.target.kind === "lambda" ? images[world.target.function] : undefined;
  const facts = {
    revision,
    template,
    ...(code === undefined ? {} : { code }),
    ...(built === undefined ? {} : { built }),
  };
  if (id !== undefined) return { state: { ...state, ...facts, phase: "undo", undone: id }, wait: 0 };
  return (await runs(revision, world)) ? { state: { ...state, ...facts, phase: "record" }, wait: 0 } : undefined;
}

interface UnderWay {
  id?: string;
  /** What it goes back to, with all that is there; nothing where that is not certain. */
  replaces: string[];
}

async function underWay({ target, ecs, codedeploy, lambda, now }: World): Promise<UnderWay> {
  if (target.kind === "ecs" && !target.codedeploy) {
    const last = (await ecs.deployments(target.cluster, target.service, now())).find(goesOn);
    if (!last || !released(last, target)) return { id: last?.arn, replaces: [] };
    const { arn: id, replaces, taskDefinition } = last;
    return { id, replaces: replaces === undefined || replaces === taskDefinition ? [] : [replaces] };
  }
  const last = (await codedeploy.deployments(target.codedeploy!, now())).find(groupGoesOn);
  if (!last) return { replaces: [] };
  // What rolls another back is no deployment to be rolled back itself.
  const id = last.undoes ?? last.id;
  if (target.kind === "lambda") return { id, replaces: [(await lambda.alias(target.function, target.alias)).version] };
  const service = await ecs.service(target.cluster, target.service);
  return { id, replaces: (service?.taskSets ?? []).map(({ taskDefinition }) => taskDefinition) };
}

export async function undo(state: State, world: World): Promise<StepResult> {
  const { target, ecs, codedeploy } = world;
  const id = state.undone!;
  const native = target.kind === "ecs" && !target.codedeploy;
  const waits = `the deployment ${shortName(id)} to be rolled back`;
  if (!state.asked) {
    await (native ? ecs.stop(id) : codedeploy.stop(id));
    return waiting({ ...state, asked: true }, waits, lookSeconds);
  }
  const going = native ? await nativeGoesOn(world, id) : await groupStillGoesOn(world, id);
  if (going) return waiting(state, waits, lookSeconds);
  const { asked: _, ...rest } = state;
  if (await runs(state.revision!, world)) return { state: { ...rest, phase: "record" }, wait: 0 };
  if (native && (await ecs.deployment(id))?.status === "ROLLBACK_FAILED") {
    return failed(state, `The deployment ${id} could not be rolled back: see to the service by hand.`);
  }
  // It was at its end before it was told to stop: a release as any other.
  const { undone: __, revision: ___, template: ____, code: _____, ...begun } = rest;
  return { state: { ...begun, phase: "prepare" }, wait: 0 };
}

async function nativeGoesOn({ ecs }: World, arn: string): Promise<boolean> {
  const deployment = await ecs.deployment(arn);
  return deployment === undefined || goesOn(deployment);
}

/** Its rollback is a deployment of its own. */
async function groupStillGoesOn({ codedeploy }: World, id: string): Promise<boolean> {
  const deployment = await codedeploy.deployment(id);
  if (groupGoesOn(deployment)) return true;
  const { rollback } = deployment;
  return rollback?.id !== undefined && groupGoesOn(await codedeploy.deployment(rollback.id));
}

/** Whether what was replaced has all traffic again. */
async function runs(revision: string, { target, ecs, lambda }: World): Promise<boolean> {
  if (target.kind === "lambda") {
    const { version, weights } = await lambda.alias(target.function, target.alias);
    return version === revision && Object.keys(weights).length === 0;
  }
  const service = await ecs.service(target.cluster, target.service);
  if (!target.codedeploy) return service?.taskDefinition === revision;
  return service?.taskSets.find(({ status }) => status === "PRIMARY")?.taskDefinition === revision;
}
