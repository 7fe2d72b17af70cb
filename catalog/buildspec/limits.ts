/** What CodeBuild and CodePipeline accept of a buildspec, with where it is written. */

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html for every figure without its own source. */

/** Formats of test reports and of coverage reports; the default is `JUNITXML`. */
export const reportFormats = [
  "CUCUMBERJSON",
  "JUNITXML",
  "NUNITXML",
  "NUNIT3XML",
  "TESTNGXML",
  "VISUALSTUDIOTRX",
  "CLOVERXML",
  "COBERTURAXML",
  "JACOCOXML",
  "SIMPLECOV",
] as const;

/** Report groups of one project. */
export const mostReportGroups = 5;

/** Keys tried after a cache's own. */
export const mostFallbackKeys = 5;

/** A count of retries is 0 to 100. */
export const onFailure = {
  pattern: /^(ABORT|CONTINUE|RETRY(-(\d{1,2}|100)(-.+)?|-(?!\d+(-|$)).+)?)$/,
  words: "ABORT, CONTINUE, RETRY, RETRY-<0 to 100>, RETRY-<regex> or RETRY-<0 to 100>-<regex>",
} as const;

/** Names that a buildspec must not set, and names that it cannot export. */
export const reservedPrefix = "CODEBUILD_";
export const unexportablePrefix = "AWS_";

/** The shells' own rule for a variable's name. */
export const variableName = {
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  words: "letters, digits and _, not beginning with a digit",
} as const;
