/**
 * A release, one step at a time: check, prepare the revision, start its rollout, watch it, record it. The way back from
 * what is still being rolled out prepares and starts nothing: it undoes that.
 *
 * Every step looks before it acts, so that it can be taken again: after it was killed anywhere, by a second run at the
 * same time, or with a state that is one step old. What ends in AWS is then one rollout.
 */
import { DocumentError } from "../../catalog/deploy-documents/problem";
import { errorName, Refusal } from "../gates/refusal";
import { check } from "./check";
import { startEcsGroup, startLambda, watchGroup } from "./codedeploy";
import { passes, pause } from "./faults";
import { prepareFunction } from "./function-version";
import { startNative, watchNative } from "./native";
import { givenUp, neverStarted, tooLate } from "./overdue";
import { record } from "./record";
import { failed, type StepResult, waiting } from "./result";
import type { State } from "./state";
import { prepareRevision } from "./task-revision";
import { undo, wayBack } from "./undo";
import type { World } from "./world";

/** Rejects only with what no further try would mend, such as a missing right. */
export async function step(state: State, world: World): Promise<StepResult> {
  if (givenUp(state, world) || neverStarted(state, world)) return tooLate(state, world);
  return attempt(state, () => take(state, world));
}

/** Takes a step; a fault of AWS that passes by itself is met by taking it again. */
export async function attempt(state: State, taken: () => Promise<StepResult>): Promise<StepResult> {
  try {
    const result = await taken();
    const { faults: _, waits, ...next } = result.state;
    return { ...result, state: { ...next, ...(result.wait !== undefined && waits ? { waits } : {}) } };
  } catch (error) {
    if (error instanceof Refusal || error instanceof DocumentError) return failed(state, error.message);
    if (!passes(error)) throw error;
    const faults = (state.faults ?? 0) + 1;
    const text = `AWS to answer (${errorName(error)}: ${(error as Error).message})`;
    return waiting({ ...state, faults }, text, pause(faults));
  }
}

async function take(state: State, world: World): Promise<StepResult> {
  const { target } = world;
  switch (state.phase) {
    case "check": {
      const checked = await check(state, world);
      return (await wayBack(state, world)) ?? checked;
    }
    case "prepare":
      return target.kind === "ecs" ? prepareRevision(state, world, target) : prepareFunction(state, world, target);
    case "undo":
      return undo(state, world);
    case "start":
      if (target.kind === "lambda") return startLambda(state, world, target);
      if (!target.codedeploy) return startNative(state, world, target);
      return startEcsGroup(state, world, target, target.codedeploy);
    case "watch":
      if (target.kind === "lambda") return watchGroup(state, world, target.codedeploy);
      return target.codedeploy ? watchGroup(state, world, target.codedeploy) : watchNative(state, world, target);
    case "record":
      return record(state, world);
  }
}
