/** The actions of a model with where they stand, as its checks need them. */
import type { Problem } from "../types";
import { runOrderLimit } from "./limits";
import type { PipelineAction, PipelineModel } from "./model";

/** A problem of the model: its path is inside the model, `stages[2].actions[0].roleArn`. */
export type PipelineProblem = Omit<Problem, "file">;

/** An action with where it stands; actions with a lower `order` have ended when it starts. */
export interface PlacedAction {
  action: PipelineAction;
  path: string;
  order: number;
}

/** Order of a stage's beginning: after every action of the stages before it. */
export const stageOrder = (index: number) => index * (runOrderLimit.most + 1);

export function placedActions({ stages }: PipelineModel): PlacedAction[] {
  return stages.flatMap((stage, index) =>
    stage.actions.map((action, at) => ({
      action,
      path: `stages[${index}].actions[${at}]`,
      order: stageOrder(index) + action.runOrder,
    })),
  );
}
