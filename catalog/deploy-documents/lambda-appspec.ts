/**
 * The appspec of a Lambda deployment in CodeDeploy: the alias moves from one published version to another
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html).
 */
import { readAppSpec } from "./appspec";
import { type HookList, type Hooks, hookList, hookProblems, type LambdaHookEvent, lambdaHookEvents } from "./hooks";
import { type DocumentProblem, problem, refuse } from "./problem";

export interface LambdaAppSpec {
  version: 0;
  Resources: [
    Record<
      string,
      {
        Type: "AWS::Lambda::Function";
        Properties: { Name: string; Alias: string; CurrentVersion: string; TargetVersion: string };
      }
    >,
  ];
  Hooks?: HookList;
}

export interface LambdaAppSpecInput {
  functionName: string;
  alias: string;
  /** Version that the alias names now. */
  currentVersion: string;
  targetVersion: string;
  hooks?: Hooks<LambdaHookEvent>;
}

/** Throws one `DocumentError` with every problem. */
export function lambdaAppSpec(input: LambdaAppSpecInput): LambdaAppSpec {
  const { functionName, alias, currentVersion, targetVersion } = input;
  const Properties = { Name: functionName, Alias: alias, CurrentVersion: currentVersion, TargetVersion: targetVersion };
  refuse("The appspec of a Lambda deployment", [
    ...propertyProblems(Properties),
    ...hookProblems(lambdaHookEvents, input.hooks ?? {}),
  ]);
  const hooks = hookList(lambdaHookEvents, input.hooks ?? {});
  return {
    version: 0,
    Resources: [{ [functionName]: { Type: "AWS::Lambda::Function", Properties } }],
    ...(hooks.length > 0 ? { Hooks: hooks } : {}),
  };
}

/** Everything that is wrong with a document, as a file may hold it. */
export function lintLambdaAppSpec(document: unknown): DocumentProblem[] {
  const { problems, properties } = readAppSpec(document, {
    type: "AWS::Lambda::Function",
    what: "function",
    events: lambdaHookEvents,
  });
  return properties ? [...problems, ...propertyProblems(properties)] : problems;
}

function propertyProblems(properties: object): DocumentProblem[] {
  const { Name, Alias, CurrentVersion, TargetVersion } = properties as Record<string, unknown>;
  const version = (key: string, value: unknown) =>
    typeof value === "string" && /^[1-9]\d*$/.test(value)
      ? []
      : [problem([key], value, "must be the number of a published version, as text; $LATEST cannot be deployed")];
  const name = (key: string, value: unknown) =>
    typeof value === "string" && /^[a-zA-Z0-9-_]+$/.test(value) ? [] : [problem([key], value, "must be a name")];
  return [
    ...name("Name", Name),
    ...name("Alias", Alias),
    ...version("CurrentVersion", CurrentVersion),
    ...version("TargetVersion", TargetVersion),
    ...(CurrentVersion !== undefined && CurrentVersion === TargetVersion
      ? [problem(["TargetVersion"], TargetVersion, "is the current version; there is nothing to shift")]
      : []),
  ];
}
