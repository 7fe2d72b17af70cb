/** Conditions and triggers of a pipeline model in the words of the provider. */
import type * as aws from "@pulumi/aws";
import type { GitTrigger, PipelineCondition, PipelineRule, PipelineStage } from "../../catalog/pipeline/model";
import type { Filter } from "../../catalog/service-types";

type Stage = aws.types.input.codepipeline.PipelineStage;

export function conditions(stage: PipelineStage): Pick<Stage, "beforeEntry" | "onSuccess" | "onFailure"> {
  const { beforeEntry, onSuccess, onFailure } = stage;
  return {
    ...(beforeEntry ? { beforeEntry: { condition: condition(beforeEntry) } } : {}),
    ...(onSuccess ? { onSuccess: { condition: condition(onSuccess) } } : {}),
    ...(onFailure
      ? {
          onFailure: {
            result: onFailure,
            // CodePipeline tries once more, and then the run fails.
            ...(onFailure === "RETRY" ? { retryConfiguration: { retryMode: "FAILED_ACTIONS" } } : {}),
          },
        }
      : {}),
  };
}

function condition({ result, rules }: PipelineCondition) {
  return { result, rules: rules.map(rule) };
}

function rule({ name, provider, configuration, inputs, region }: PipelineRule) {
  return {
    name,
    ruleTypeId: { category: "Rule", owner: "AWS", provider, version: "1" },
    configuration,
    region,
    ...(inputs.length > 0 ? { inputArtifacts: inputs } : {}),
  };
}

export function renderTrigger(trigger: GitTrigger): aws.types.input.codepipeline.PipelineTrigger {
  const { sourceAction, pushes, pullRequests } = trigger;
  return {
    providerType: "CodeStarSourceConnection",
    gitConfiguration: {
      sourceActionName: sourceAction,
      ...(pushes.length > 0
        ? {
            pushes: pushes.map(({ branches, tags, paths }) => ({
              ...(branches ? { branches: filter(branches) } : {}),
              ...(tags ? { tags: filter(tags) } : {}),
              ...(paths ? { filePaths: filter(paths) } : {}),
            })),
          }
        : {}),
      ...(pullRequests.length > 0
        ? {
            pullRequests: pullRequests.map(({ events, branches, paths }) => ({
              events,
              ...(branches ? { branches: filter(branches) } : {}),
              ...(paths ? { filePaths: filter(paths) } : {}),
            })),
          }
        : {}),
    },
  };
}

function filter({ includes, excludes }: Filter) {
  return { ...(includes.length > 0 ? { includes } : {}), ...(excludes.length > 0 ? { excludes } : {}) };
}
