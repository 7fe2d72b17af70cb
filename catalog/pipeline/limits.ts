/** What CodePipeline accepts, with where it is written. */

/**
 * Pipelines, stages and actions: names of 1 to 100 of `A-Za-z0-9.@_-`; 2 to 50 stages; 1 to 50 actions a stage.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
 */
export const nameLimit = {
  pattern: /^[A-Za-z0-9.@_-]{1,100}$/,
  words: "1 to 100 of A-Z, a-z, 0-9 and . @ _ -",
} as const;
export const stagesPerPipeline = { least: 2, most: 50 } as const;
export const actionsPerStage = { least: 1, most: 50 } as const;

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
export const configurationLimit = { key: 50, value: 1000 } as const;

/** Minutes of a manual approval, 5 minutes to 60 days: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
export const approvalMinutes = { least: 5, most: 86_400 } as const;

/** Patterns a trigger's branch filter: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitBranchFilterCriteria.html */
export const branchFilter = { most: 8, length: 255 } as const;

/** Characters of a tag's value: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
export const tagValue = 256;
