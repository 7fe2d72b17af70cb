/** What one action of a pipeline must keep. */
import type { Problem } from "../types";
import { approvalMinutes, configurationLimit, namespaceLimit, runOrderLimit } from "./limits";
import type { PipelineAction, PipelineModel } from "./model";

/** A problem of the model: its path is inside the model, `stages[2].actions[0].roleArn`. */
export type PipelineProblem = Omit<Problem, "file">;

/** An action with where it stands; actions with a lower `order` have ended when it starts. */
export interface PlacedAction {
  action: PipelineAction;
  stage: number;
  path: string;
  order: number;
}

export function checkAction(model: PipelineModel, placed: PlacedAction, all: PlacedAction[]): PipelineProblem[] {
  const { action, path } = placed;
  return [
    ...checkOrder(placed, all),
    ...checkAccount(model, action, path),
    ...checkConfiguration(action, path),
    ...checkApproval(action, path),
  ];
}

function checkOrder(placed: PlacedAction, all: PlacedAction[]): PipelineProblem[] {
  const { action, path } = placed;
  const problems: PipelineProblem[] = [];
  const { least, most } = runOrderLimit;
  if (!Number.isInteger(action.runOrder) || action.runOrder < least || action.runOrder > most) {
    const message = `must be a whole number from ${least} to ${most}`;
    problems.push({ path: `${path}.runOrder`, value: action.runOrder, message });
  }
  if (action.namespace !== undefined) {
    if (!namespaceLimit.pattern.test(action.namespace)) {
      problems.push({ path: `${path}.namespace`, value: action.namespace, message: `must be ${namespaceLimit.words}` });
    }
    if (all.some((each) => each !== placed && each.action.namespace === action.namespace)) {
      const message = "is the namespace of two actions; rename one";
      problems.push({ path: `${path}.namespace`, value: action.namespace, message });
    }
  }
  return problems;
}

function checkAccount(model: PipelineModel, action: PipelineAction, path: string): PipelineProblem[] {
  const foreign = action.accountId !== model.accountId;
  if (foreign && (action.provider === "CodeBuild" || action.category === "Approval")) {
    const message = `${action.provider} actions cannot work in another account; use the pipeline's, ${model.accountId}`;
    return [{ path: `${path}.accountId`, value: action.accountId, message }];
  }
  if (foreign && action.roleArn === undefined) {
    const message = `works in account ${action.accountId} and needs the ARN of a role there`;
    return [{ path: `${path}.roleArn`, value: action.roleArn, message }];
  }
  if (action.roleArn !== undefined && action.roleArn.split(":")[4] !== action.accountId) {
    const message = `must be a role of the action's account, ${action.accountId}`;
    return [{ path: `${path}.roleArn`, value: action.roleArn, message }];
  }
  return [];
}

function checkConfiguration(action: PipelineAction, path: string): PipelineProblem[] {
  return Object.entries(action.configuration).flatMap(([key, value]): PipelineProblem[] => {
    const { key: longestKey, value: longestValue } = configurationLimit;
    if (key.length > longestKey) {
      return [{ path: `${path}.configuration`, value: key, message: `must have at most ${longestKey} characters` }];
    }
    if (typeof value !== "string" || (value.length >= 1 && value.length <= longestValue)) return [];
    return [{ path: `${path}.configuration.${key}`, value, message: `must have 1 to ${longestValue} characters` }];
  });
}

function checkApproval(action: PipelineAction, path: string): PipelineProblem[] {
  if (action.category !== "Approval") return [];
  const problems: PipelineProblem[] = [];
  const minutes = action.timeoutMinutes;
  if (minutes !== undefined && (minutes < approvalMinutes.least || minutes > approvalMinutes.most)) {
    const message = `must be ${approvalMinutes.least} minutes to ${approvalMinutes.most} minutes (60 days)`;
    problems.push({ path: `${path}.timeoutMinutes`, value: minutes, message });
  }
  if (action.inputs.length + action.outputs.length > 0) {
    problems.push({ path, value: action.name, message: "an approval takes and makes no artifacts; remove them" });
  }
  return problems;
}
