/** Checks of what runs or waits inside a rollout. */
import { answering, noPause, stagesFor } from "../rollout/stages";
import type { Step } from "../schema/path";
import { smokeTestProblems } from "../smoke-test";
import { didYouMean } from "../suggest";
import type { TrafficHook } from "../target-types";
import type { Add } from "./add";
import type { TrafficStage } from "./traffic-stage";

export function checkHooks({ target, rollout, prefix, ownerOf }: TrafficStage, add: Add): void {
  const { hooks, controller, strategy } = rollout;
  if (strategy === "rolling" && hooks.length > 0) {
    add(["hooks"], hooks.length, "must be left out with rolling: its new tasks get traffic at once; choose blue-green");
    return;
  }
  const stages = stagesFor(target.kind, controller);
  hooks.forEach((hook, index) => {
    const path = ["hooks", index];
    const { stage, kind } = hook;
    if (!stages.includes(stage)) {
      const message = `is no stage of ${target.kind} with ${controller}; there are ${stages.join(", ")}.${didYouMean(stage, [...stages])}`;
      add([...path, "stage"], stage, message);
    }
    // An appspec names one function for each event; a smoke test's own bears the name of its stage.
    const first = hooks.findIndex(
      (each) => each.stage === stage && (controller === "codedeploy" || each.kind === kind),
    );
    if (first !== index && (controller === "codedeploy" || kind !== "function")) {
      add([...path, "stage"], stage, `is the stage of hooks[${first}] already; remove one, or use another stage`);
    }
    if (kind === "pause" && controller !== "native") {
      const remedy = target.kind === "ecs" ? "write ready, or use controller native" : "remove it";
      add([...path, "kind"], kind, `is for ECS's own rollouts: CodeDeploy has no such wait; ${remedy}`);
    } else if (kind === "pause" && noPause.includes(stage)) {
      add([...path, "stage"], stage, `must be another stage: ECS does not pause at ${noPause.join(" or ")}`);
    }
    if (kind === "function") checkFunction(hook.function, prefix, ownerOf, [...path, "function"], add);
    if (kind === "smoke") checkSmoke(hook, target.kind, index, add);
  });
}

function checkFunction(
  name: string,
  prefix: string | undefined,
  ownerOf: TrafficStage["ownerOf"],
  path: Step[],
  add: Add,
): void {
  if (prefix !== undefined && !name.startsWith(`${prefix}-`)) {
    add(path, name, `must begin with ${prefix}-: the boundary of Slipway's roles lets a rollout run no other`);
  }
  const owner = ownerOf(name);
  if (owner === undefined) return;
  add(
    path,
    name,
    `belongs to the service ${owner}, which says itself when it runs; name a function of this service's team`,
  );
}

function checkSmoke(
  hook: Extract<TrafficHook, { kind: "smoke" }>,
  kind: "ecs" | "lambda",
  index: number,
  add: Add,
): void {
  const path = ["hooks", index];
  if (kind === "ecs" && !answering.includes(hook.stage)) {
    const message =
      "is before the new tasks answer on the test listener; use POST_TEST_TRAFFIC_SHIFT, or AfterAllowTestTraffic with codedeploy";
    add([...path, "stage"], hook.stage, message);
  }
  for (const { field, value, reason } of smokeTestProblems(hook)) add([...path, field], value, reason);
}
