/** IAM policy documents inside resources: where they stand, and their statements. */
import { compiled } from "./patterns";
import type { Report, Resource } from "./rule";
import { at, isObject, isUnknown, listOf, type Value } from "./values";

export interface FoundStatement {
  /** Property path of the document. */
  path: string;
  /** Its `Sid`, or `Statement[n]`. */
  name: string;
  effect: string;
  actions: string[];
  /** True when the statement says `NotAction`, and so means every other action. */
  otherActions: boolean;
  resources: string[];
  otherResources: boolean;
  /** Principals by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` alone stands under `AWS`. */
  principals: Record<string, string[]>;
  everyone: boolean;
  /** Operator to key to values. */
  conditions: Array<{ operator: string; key: string; values: string[] }>;
}

/** Types whose documents say what an identity may do, with the properties that hold them. */
const identityDocuments: Record<string, string> = {
  "aws:iam/groupPolicy:GroupPolicy": "policy",
  "aws:iam/policy:Policy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
};
export const role = "aws:iam/role:Role";

/** Types whose documents say who may use a resource. */
const resourceDocuments: Record<string, string> = {
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:kms/externalKey:ExternalKey": "policy",
  "aws:kms/key:Key": "policy",
  "aws:kms/keyPolicy:KeyPolicy": "policy",
  "aws:kms/replicaKey:ReplicaKey": "policy",
  "aws:s3/bucket:Bucket": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:s3/bucketV2:BucketV2": "policy",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};

export const identityTypes = [role, ...Object.keys(identityDocuments)];
export const resourceTypes = Object.keys(resourceDocuments);

/** Statements of what an identity may do: of separate policies, and of those inside a role. */
export function identityStatements(resource: Resource, report: Report): FoundStatement[] {
  if (resource.type !== role) return statementsAt(resource, identityDocuments[resource.type], report);
  const inline = resource.props["inlinePolicies"];
  if (isUnknown(inline)) report.undecided("inlinePolicies");
  return listOf(inline).flatMap((policy, index) =>
    statements(
      at(policy, "policy") ?? (isUnknown(policy) ? policy : undefined),
      `inlinePolicies[${index}].policy`,
      report,
    ),
  );
}

/** Statements of who may use a resource. */
export function resourceStatements(resource: Resource, report: Report): FoundStatement[] {
  return statementsAt(resource, resourceDocuments[resource.type], report);
}

/** Statements of who may assume a role. */
export function trustStatements(resource: Resource, report: Report): FoundStatement[] {
  return statementsAt(resource, resource.type === role ? "assumeRolePolicy" : undefined, report);
}

/** Where a statement stands, for a message. */
export function place({ path, name }: FoundStatement): string {
  return `${path}: statement ${name}`;
}

function statementsAt(resource: Resource, property: string | undefined, report: Report): FoundStatement[] {
  return property ? statements(resource.props[property], property, report) : [];
}

/** Statements of several documents, and whether one of them is unknown. */
export function statementsOfAll(documents: ReadonlyArray<Value | undefined>): {
  found: FoundStatement[];
  unknown: boolean;
} {
  let unknown = false;
  const undecided = () => {
    unknown = true;
  };
  const found = documents.flatMap((document) => statements(document, "policy", { undecided }));
  return { found, unknown };
}

/** A document that is no JSON is not judged here: IAM itself refuses it. */
export function statements(
  document: Value | undefined,
  path: string,
  report: Pick<Report, "undecided">,
): FoundStatement[] {
  if (isUnknown(document)) {
    report.undecided(path);
    return [];
  }
  if (typeof document !== "string") return read(document, path);
  // Many rules read the same document one after the other.
  const known = recent.get(document);
  if (known && known.path === path) return known.found;
  const found = read(parse(document), path);
  if (recent.size > 1_000) recent.clear();
  recent.set(document, { path, found });
  return found;
}

const recent = new Map<string, { path: string; found: FoundStatement[] }>();

function read(parsed: Value | undefined, path: string): FoundStatement[] {
  return listOf(at(parsed, "Statement"))
    .filter(isObject)
    .map((statement, index) => ({
      path,
      name: typeof statement["Sid"] === "string" ? statement["Sid"] : `Statement[${index}]`,
      effect: String(statement["Effect"]),
      actions: texts(statement["NotAction"] ?? statement["Action"]),
      otherActions: statement["NotAction"] !== undefined,
      resources: texts(statement["NotResource"] ?? statement["Resource"]),
      otherResources: statement["NotResource"] !== undefined,
      principals: principalsOf(statement["Principal"]),
      everyone: (principalsOf(statement["Principal"])["AWS"] ?? []).includes("*"),
      conditions: conditionsOf(statement["Condition"]),
    }));
}

function principalsOf(principal: Value | undefined): Record<string, string[]> {
  if (!isObject(principal)) return principal === undefined ? {} : { AWS: texts(principal) };
  return Object.fromEntries(Object.entries(principal).map(([kind, values]) => [kind, texts(values)]));
}

function parse(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

function texts(value: Value | undefined): string[] {
  return listOf(value)
    .filter((item) => !isObject(item))
    .map(String);
}

function conditionsOf(block: Value | undefined): FoundStatement["conditions"] {
  if (!isObject(block)) return [];
  return Object.entries(block).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: texts(values) }))
      : [],
  );
}

/** Whether an action pattern covers an action. */
export function covers(pattern: string, action: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === action || pattern.toLowerCase() === action.toLowerCase();
  const source = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return compiled(source).test(action.toLowerCase());
}
