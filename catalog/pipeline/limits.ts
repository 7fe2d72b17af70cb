/** What CodePipeline accepts, with where it is written. Quotas that a plan is counted against: `catalog/quota`. */
import { limits } from "../quota/limits";

/**
 * Pipelines, stages and actions: names of 1 to 100 of `A-Za-z0-9.@_-`; at least 2 stages, and 1 action a stage.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
 */
export const nameLimit = {
  pattern: /^[A-Za-z0-9.@_-]{1,100}$/,
  words: "1 to 100 of A-Z, a-z, 0-9 and . @ _ -",
} as const;
export const stagesPerPipeline = { least: 2, most: limits.stagesPerPipeline.value } as const;
export const actionsPerStage = { least: 1, most: limits.actionsPerStage.value } as const;

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_OutputArtifact.html */
export const artifactLimit = {
  pattern: /^[A-Za-z0-9_-]{1,100}$/,
  words: "1 to 100 of A-Z, a-z, 0-9, _ and -",
} as const;

/** Namespace, run order (1 to 999), configuration: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html */
export const namespaceLimit = {
  pattern: /^[A-Za-z0-9@_-]{1,100}$/,
  words: "1 to 100 of A-Z, a-z, 0-9 and @ _ -",
} as const;
export const runOrderLimit = { least: 1, most: 999 } as const;
export const configurationLimit = {
  key: limits.configurationKeyLength.value,
  value: limits.configurationValueLength.value,
} as const;

/**
 * Input and output artifacts by provider, least and most:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html
 */
export const artifactCounts: Record<string, { inputs: readonly [number, number]; outputs: readonly [number, number] }> =
  {
    CodeStarSourceConnection: { inputs: [0, 0], outputs: [1, 1] },
    CodeCommit: { inputs: [0, 0], outputs: [1, 1] },
    S3: { inputs: [0, 0], outputs: [1, 1] },
    ECR: { inputs: [0, 0], outputs: [1, 1] },
    CodeBuild: { inputs: [1, 5], outputs: [0, 5] },
    Manual: { inputs: [0, 0], outputs: [0, 0] },
    CodeDeploy: { inputs: [1, 1], outputs: [0, 0] },
    ECS: { inputs: [1, 1], outputs: [0, 0] },
    CodeDeployToECS: { inputs: [1, 5], outputs: [0, 0] },
    Lambda: { inputs: [0, 5], outputs: [0, 5] },
  };

/** Minutes of a manual approval, 5 minutes to 60 days: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
export const approvalMinutes = { least: 5, most: 86_400 } as const;

/** Patterns a trigger's branch filter: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitBranchFilterCriteria.html */
export const branchFilter = { most: 8, length: 255 } as const;

/** Characters of a tag's value: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
export const tagValue = 256;

/** Characters of an event rule's pattern; the quota of `catalog/quota`. */
export const eventPatternLimit = limits.eventPatternSize.value;

/** Rules of a condition and characters of a rule's configuration: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Condition.html and API_RuleDeclaration.html */
export const ruleLimit = { most: 5, value: 10_000 } as const;
