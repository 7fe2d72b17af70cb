/** The steps of a stage, before and after its deployment: builds, and tasks that run once. */
import type { Stage, StageStep, Step, TaskStep } from "./service-types";

export const isTaskStep = (step: StageStep): step is TaskStep => "task" in step;
export const isBuildStep = (step: StageStep): step is Step => !isTaskStep(step);

/** In order. */
export function stepsOf({ before, after }: Pick<Stage, "before" | "after">): StageStep[] {
  return [...before, ...after];
}
