/** Checks of rollouts on ECS and Lambda: words that fit target and controller, alarms, hooks, and times. */
import { type AlarmTarget, alarmPart, compositePart, knownAlarms } from "../rollout/alarms";
import { reactionProblems, timeProblems } from "../rollout/duration";
import { leastLinearPercent, type TimeLimitName } from "../rollout/limits";
import { isGradual } from "../rollout/shift";
import { isSynthetic } from "../rollout/synthetic";
import type { Step } from "../schema/path";
import type { RolloutSettings } from "../schema/rollout";
import type { TrafficAlarm, TrafficRollout } from "../target-types";
import type { Add } from "./add";
import { checkHooks } from "./hooks";
import { checkWindow } from "./rollouts";
import { checkSynthetic } from "./synthetic";
import type { TrafficStage } from "./traffic-stage";

/** A fleet has batches, and none of the words of traffic. */
export function checkFleetWords(words: RolloutSettings, path: Step[], add: Add): void {
  const { batch: _batch, alarms, ...others } = words;
  for (const [key, value] of Object.entries(others)) {
    if (value === undefined) continue;
    add([...path, key], value, "is for targets on ECS and Lambda; a fleet has batch and alarms");
  }
  (alarms ?? []).forEach((alarm, index) => {
    const here = [...path, "alarms", index];
    const own = typeof alarm === "string" ? ["status", "cpu"].includes(alarm) : "metric" in alarm;
    if (!own) {
      const message =
        "is an alarm of ECS and Lambda; a fleet has status, cpu, or a map with name, namespace and metric";
      add(here, typeof alarm === "string" ? alarm : alarmPart(alarm), message);
    } else if (typeof alarm !== "string" && "datapoints" in alarm && alarm.datapoints !== undefined) {
      add([...here, "datapoints"], alarm.datapoints, "is for ECS and Lambda; a fleet's alarms look at all periods");
    }
  });
}

export function checkTraffic(traffic: TrafficStage, path: Step[], add: Add): void {
  const { target, words, rollout, standard } = traffic;
  const here: Add = (steps, value, message) => add([...path, ...steps], value, message);
  if (words.batch !== undefined) {
    here(["batch"], words.batch, "is for ec2-in-place; write strategy, percent and minutes");
  }
  const fits = checkController(traffic, here);
  checkFigures(traffic, here);
  checkProduction(traffic, here);
  checkAlarms(target, rollout.alarms, here);
  checkHooks(traffic, here);
  // Times of a shift that cannot be say nothing.
  if (!fits) return;
  for (const { path: steps, value, message } of [
    ...timeProblems(target, rollout, waitingAction(rollout, standard)),
    ...reactionProblems(target, rollout),
  ]) {
    here(steps, value, message);
  }
}

/** What in a pipeline waits for the rollout. */
function waitingAction({ controller }: TrafficRollout, standard: boolean): TimeLimitName {
  if (!standard) return "releaseAction";
  return controller === "native" ? "ecsAction" : "codedeployAction";
}

/** Whether target, controller and strategy go together. */
function checkController({ target, words, rollout }: TrafficStage, add: Add): boolean {
  const { controller, strategy, ready } = rollout;
  if (target.kind === "lambda") {
    if (controller === "native") {
      add(["controller"], controller, "must be codedeploy, or be left out: Lambda itself shifts no traffic");
    }
    const known = isGradual(strategy) || strategy === "all-at-once";
    if (!known) add(["strategy"], strategy, "must be canary, linear or all-at-once on Lambda");
    if (words.bake !== undefined) {
      add(["bake"], words.bake, "must be left out: on Lambda the old version needs no tasks, and stays");
    }
    if (ready) add(["ready"], ready, "must be left out: CodeDeploy waits on ECS only");
    return controller === "codedeploy" && known;
  }
  if (controller === "native" && ready) {
    const message =
      "must be left out with controller native; write a hook { stage: POST_TEST_TRAFFIC_SHIFT, kind: pause }";
    add(["ready"], ready, message);
  }
  if (ready?.onTimeout === "continue" && ready.minutes > 0) {
    const message =
      "must be left out with onTimeout continue: CodeDeploy waits only where it then stops; ECS itself waits and goes on with a hook of kind pause";
    add(["ready", "minutes"], ready.minutes, message);
  }
  if (controller === "native") return true;
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
  if (target.connect) {
    const message = "must be native with target.connect: Service Connect does not work with CodeDeploy";
    add(["controller"], controller, message);
  }
  if (strategy === "rolling") {
    add(["strategy"], strategy, "must be canary, linear or all-at-once with codedeploy, which has no rolling update");
    return false;
  }
  // https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
  if (target.loadBalancer.kind === "network" && isGradual(strategy)) {
    const message =
      "must be all-at-once behind a network load balancer with codedeploy; controller native shifts by and by there too";
    add(["strategy"], strategy, message);
    return false;
  }
  return true;
}

function checkFigures({ words, rollout }: TrafficStage, add: Add): void {
  const { strategy, controller, percent } = rollout;
  for (const key of ["percent", "minutes"] as const) {
    if (words[key] === undefined || isGradual(strategy)) continue;
    add([key], words[key], `is for canary and linear, and the strategy is ${strategy}; leave it out`);
  }
  if (strategy === "rolling" && words.bake !== undefined) {
    add(["bake"], words.bake, "must be left out with rolling: ECS works it out from the alarms");
  }
  if (strategy === "linear" && controller === "native" && percent < leastLinearPercent) {
    add(["percent"], percent, `must be ${leastLinearPercent} to 99: ECS takes no smaller steps`);
  }
}

function checkProduction({ production, rollout, target }: TrafficStage, add: Add): void {
  const { strategy } = rollout;
  if (!production || isGradual(strategy)) return;
  const pinned = target.kind === "lambda" && target.provisioned !== undefined ? ", without target.provisioned" : "";
  const message = `must be canary or linear${pinned}: the environment is production, where a part of the traffic tries a new revision first`;
  add(["strategy"], strategy, message);
}

function checkAlarms(target: AlarmTarget, alarms: TrafficAlarm[], add: Add): void {
  const parts = alarms.map(alarmPart);
  const known: string[] = knownAlarms(target);
  alarms.forEach((alarm, index) => {
    const path = ["alarms", index];
    const part = parts[index]!;
    if (parts.indexOf(part) !== index) {
      add(path, part, `is the alarm alarms[${parts.indexOf(part)}] already; rename or remove it`);
    }
    const own = typeof alarm === "string" || "known" in alarm;
    if (own && !known.includes(part)) {
      add(path, part, `is no alarm of this target; it has ${known.join(", ")}`);
    }
    if (isSynthetic(alarm)) {
      checkSynthetic(target, alarm, path, add);
      return;
    }
    if (!own && part === compositePart) {
      add([...path, "name"], part, "is the name of Slipway's own alarm over all others; rename it");
    }
    if (typeof alarm === "string") return;
    const { evaluationPeriods, datapoints } = alarm;
    if (evaluationPeriods !== undefined && datapoints !== undefined && datapoints > evaluationPeriods) {
      add([...path, "datapoints"], datapoints, `must be at most evaluationPeriods (${evaluationPeriods})`);
    }
    checkWindow(alarm, path, add);
  });
}
