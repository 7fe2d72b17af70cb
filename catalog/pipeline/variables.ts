/** Variables: `#{namespace.name}` stands for what an earlier action gave out. */
import type { PipelineModel } from "./model";
import { type PipelineProblem, type PlacedAction, stageOrder } from "./placed";

const reference = /#\{([^}]*)\}/g;

/** Every `#{...}` in a text, as namespace and name; a name is undefined where the text has no dot. */
export function variablesIn(text: string): { text: string; namespace: string; name?: string }[] {
  return [...text.matchAll(reference)].map(([whole, inside = ""]) => {
    const [namespace = "", name] = inside.split(/\.(.*)/s);
    return { text: whole, namespace, ...(name === undefined ? {} : { name }) };
  });
}

/**
 * Characters of what stands for a variable, by its name, where that is known: an execution's id is a UUID, a commit's
 * id 40 hexadecimal digits, a digest `sha256:` and 64 of them, an object's version 32 (S3 promises no length), and the
 * gates function keeps what runs now to 300 characters (functions/gates/previous.ts).
 */
const lengths: Record<string, number> = {
  PipelineExecutionId: 36,
  CommitId: 40,
  Digest: 71,
  ImageDigest: 71,
  VersionId: 32,
  Digests: 300,
};

/** Characters of a text when its variables are filled in, and no fewer than it has itself: CodePipeline limits both. */
export function filledLength(text: string): number {
  const added = variablesIn(text).reduce(
    (sum, variable) => sum + (lengths[variable.name ?? ""] ?? variable.text.length) - variable.text.length,
    0,
  );
  return text.length + Math.max(0, added);
}

/** Namespaces that CodePipeline gives itself: https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html */
const builtIn: Record<string, readonly string[]> = { codepipeline: ["PipelineExecutionId"] };

/** Namespaces that no action may have: CodePipeline's own, and that of a pipeline's variables. */
export const reservedNamespaces: readonly string[] = [...Object.keys(builtIn), "variables"];

/**
 * What each provider's action gives out; none, when it is not here. A build gives what its buildspec exports, and a
 * function what it returns.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
 */
const given: Record<string, readonly string[] | "anything"> = {
  CodeBuild: "anything",
  Lambda: "anything",
  CodeStarSourceConnection: [
    "AuthorDate",
    "AuthorDisplayName",
    "AuthorEmail",
    "AuthorId",
    "BranchName",
    "CommitId",
    "CommitMessage",
    "ConnectionArn",
    "FullRepositoryName",
    "ProviderType",
  ],
  CodeCommit: ["AuthorDate", "BranchName", "CommitId", "CommitMessage", "CommitterDate", "RepositoryName"],
  S3: ["BucketName", "ETag", "ObjectKey", "VersionId"],
  ECR: ["ImageDigest", "ImageTag", "ImageURI", "RegistryId", "RepositoryName"],
};

/** Each variable has an earlier action that gives it. */
export function checkVariables(model: PipelineModel, placed: PlacedAction[]): PipelineProblem[] {
  const inActions = placed.flatMap((each) =>
    Object.entries(each.action.configuration).flatMap(([key, value]) =>
      typeof value === "string" ? check(value, `${each.path}.configuration.${key}`, each.order, placed) : [],
    ),
  );
  const inRules = model.stages.flatMap((stage, index) =>
    (["beforeEntry", "onSuccess"] as const).flatMap((when) =>
      (stage[when]?.rules ?? []).flatMap((rule, at) =>
        Object.entries(rule.configuration).flatMap(([key, value]) => {
          const path = `stages[${index}].${when}.rules[${at}].configuration.${key}`;
          return check(value, path, stageOrder(when === "beforeEntry" ? index : index + 1), placed);
        }),
      ),
    ),
  );
  return [...inActions, ...inRules];
}

function check(text: string, path: string, order: number, placed: PlacedAction[]): PipelineProblem[] {
  return variablesIn(text).flatMap((variable): PipelineProblem[] => {
    const problem = (message: string) => [{ path, value: variable.text, message }];
    const { namespace, name } = variable;
    if (name === undefined || name === "") return problem("must have a namespace and a name: #{namespace.name}");
    const own = builtIn[namespace];
    if (own) return own.includes(name) ? [] : problem(`is none of CodePipeline's own: ${own.join(", ")}`);
    const producer = placed.find(({ action }) => action.namespace === namespace);
    if (!producer) return problem("has no action with this namespace; name the namespace of an earlier action");
    if (producer.order >= order) {
      return problem(`is given by ${producer.action.name}, which does not end before; use it in a later action`);
    }
    const { provider } = producer.action;
    const names = given[provider] ?? [];
    if (names === "anything" || names.includes(name)) return [];
    return problem(`is not given by ${provider}; it gives ${names.length > 0 ? names.join(", ") : "none"}`);
  });
}
