/** What one action of a pipeline must keep. */
import { approvalMinutes, artifactCounts, configurationLimit, namespaceLimit, runOrderLimit } from "./limits";
import type { PipelineAction, PipelineModel } from "./model";
import type { PipelineProblem, PlacedAction } from "./placed";
import { filledLength, reservedNamespaces } from "./variables";

export function checkAction(model: PipelineModel, placed: PlacedAction, all: PlacedAction[]): PipelineProblem[] {
  const { action, path } = placed;
  return [
    ...checkOrder(placed),
    ...checkNamespace(placed, all),
    ...checkAccount(model, action, path),
    ...checkConfiguration(action, path),
    ...checkArtifactCounts(action, path),
    ...checkApproval(action, path),
  ];
}

function checkOrder({ action, path }: PlacedAction): PipelineProblem[] {
  const { least, most } = runOrderLimit;
  if (Number.isInteger(action.runOrder) && action.runOrder >= least && action.runOrder <= most) return [];
  const message = `must be a whole number from ${least} to ${most}`;
  return [{ path: `${path}.runOrder`, value: action.runOrder, message }];
}

function checkNamespace(placed: PlacedAction, all: PlacedAction[]): PipelineProblem[] {
  const { namespace } = placed.action;
  if (namespace === undefined) return [];
  const problem = (message: string) => [{ path: `${placed.path}.namespace`, value: namespace, message }];
  if (!namespaceLimit.pattern.test(namespace)) return problem(`must be ${namespaceLimit.words}`);
  if (reservedNamespaces.includes(namespace)) return problem("is a namespace of CodePipeline's own; rename it");
  const twice = all.some((each) => each !== placed && each.action.namespace === namespace);
  return twice ? problem("is the namespace of two actions; rename one") : [];
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
  const { key: longestKey, value: longestValue } = configurationLimit;
  return Object.entries(action.configuration).flatMap(([key, value]): PipelineProblem[] => {
    if (key.length > longestKey) {
      return [{ path: `${path}.configuration`, value: key, message: `must have at most ${longestKey} characters` }];
    }
    const length = typeof value === "string" ? filledLength(value) : 1;
    if (length >= 1 && length <= longestValue) return [];
    const message = `must have 1 to ${longestValue} characters, has ${length} with its variables filled in; shorten it`;
    return [{ path: `${path}.configuration.${key}`, value, message }];
  });
}

function checkArtifactCounts({ provider, inputs, outputs }: PipelineAction, path: string): PipelineProblem[] {
  const counts = artifactCounts[provider];
  if (!counts) return [];
  return Object.entries({ inputs, outputs }).flatMap(([side, names]) => {
    const [least, most] = counts[side as keyof typeof counts];
    if (names.length >= least && names.length <= most) return [];
    const right = least === most ? String(least) : `${least} to ${most}`;
    const message = `must be ${right} for ${provider}, are ${names.length}; ${names.length > most ? "remove some" : "add one"}`;
    return [{ path: `${path}.${side}`, value: names, message }];
  });
}

function checkApproval({ category, timeoutMinutes: minutes }: PipelineAction, path: string): PipelineProblem[] {
  if (category !== "Approval" || minutes === undefined) return [];
  const { least, most } = approvalMinutes;
  if (minutes >= least && minutes <= most) return [];
  return [
    {
      path: `${path}.timeoutMinutes`,
      value: minutes,
      message: `must be ${least} minutes to ${most} minutes (60 days)`,
    },
  ];
}
