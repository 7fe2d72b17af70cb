/** What CodePipeline accepts of the conditions before and after a stage. */
import { configurationLimit, nameLimit, ruleLimit } from "./limits";
import type { PipelineCondition, PipelineModel, PipelineRule } from "./model";
import type { PipelineProblem } from "./placed";
import { filledLength } from "./variables";

/**
 * Results by place, and the rules that a skipping condition takes:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
 */
const results = { beforeEntry: ["FAIL", "SKIP"], onSuccess: ["FAIL", "ROLLBACK"] } as const;
const skipping: readonly string[] = ["LambdaInvoke", "VariableCheck"];

export function checkConditions(model: PipelineModel): PipelineProblem[] {
  const artifacts = new Set(model.artifacts.map(({ name }) => name));
  return model.stages.flatMap((stage, index) => {
    const path = `stages[${index}]`;
    const found = (["beforeEntry", "onSuccess"] as const).flatMap((when) => {
      const condition = stage[when];
      return condition ? checkCondition(condition, when, `${path}.${when}`, artifacts) : [];
    });
    if (index === 0 && (stage.beforeEntry || stage.onFailure)) {
      found.push({ path, value: stage.name, message: "is the source stage, which takes no conditions; move them" });
    }
    const rollsBack = stage.onFailure === "ROLLBACK" || stage.onSuccess?.result === "ROLLBACK";
    if (rollsBack && model.executionMode === "PARALLEL") {
      found.push({
        path,
        value: "ROLLBACK",
        message: "cannot roll back: with PARALLEL CodePipeline rolls no stage back",
      });
    }
    return found;
  });
}

function checkCondition(
  { result, rules }: PipelineCondition,
  when: keyof typeof results,
  path: string,
  artifacts: Set<string>,
): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  if (!(results[when] as readonly string[]).includes(result)) {
    problems.push({ path: `${path}.result`, value: result, message: `must be ${results[when].join(" or ")} here` });
  }
  if (rules.length < 1 || rules.length > ruleLimit.most) {
    problems.push({ path: `${path}.rules`, value: rules.length, message: `must be 1 to ${ruleLimit.most} rules` });
  }
  rules.forEach((rule, at) => {
    const here = `${path}.rules[${at}]`;
    if (!nameLimit.pattern.test(rule.name) || rules.findIndex(({ name }) => name === rule.name) !== at) {
      problems.push({ path: `${here}.name`, value: rule.name, message: `must be ${nameLimit.words}, once` });
    }
    if (result === "SKIP" && !skipping.includes(rule.provider)) {
      const message = `cannot be in a condition that skips, which takes ${skipping.join(" and ")}`;
      problems.push({ path: here, value: rule.provider, message });
    }
    problems.push(...checkConfiguration(rule, here));
    for (const input of rule.inputs.filter((name) => !artifacts.has(name))) {
      problems.push({ path: `${here}.inputs`, value: input, message: "is made by no action; name an artifact" });
    }
  });
  return problems;
}

/** A function reads its parameters as an action's, whose limit is lower than a rule's. */
function checkConfiguration({ provider, configuration }: PipelineRule, path: string): PipelineProblem[] {
  const most = provider === "LambdaInvoke" ? configurationLimit.value : ruleLimit.value;
  return Object.entries(configuration).flatMap(([key, value]) => {
    const length = filledLength(value);
    if (length >= 1 && length <= most) return [];
    const message = `must have 1 to ${most} characters, has ${length} with its variables filled in; shorten it`;
    return [{ path: `${path}.configuration.${key}`, value: value.slice(0, 80), message }];
  });
}
