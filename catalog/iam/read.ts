/** Reads policy documents as AWS accepts them, and refuses what the evaluator would silently misjudge. */
import { operatorOf } from "./conditions";
import type { ConditionBlock, PolicyDocument, Statement } from "./document";

/** A document that cannot be judged; lists every problem. */
export class PolicyError extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join("\n"));
    this.name = "PolicyError";
  }
}

const elements = new Set(["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"]);

/** Documents in the normal form, which are not read again: a proof asks thousands of questions of the same few. */
const normal = new WeakSet<object>();

/**
 * The document in a normal form: `Statement` a list, condition values text.
 * Throws `PolicyError` for text that is no JSON, unknown elements and unknown condition operators.
 * @param name said in errors, such as `trust policy of acme-update`.
 */
export function readPolicy(source: string | object, name = "policy"): PolicyDocument {
  if (typeof source === "object" && normal.has(source)) return source as PolicyDocument;
  const document = typeof source === "string" ? parsed(source, name) : source;
  const { Statement: given, Version } = document as { Statement?: unknown; Version?: unknown };
  const statements = Array.isArray(given) ? given : [given];
  const problems: string[] = [];
  const read = statements.map((statement, index) => readStatement(statement, `${name}: Statement[${index}]`, problems));
  if (problems.length > 0) throw new PolicyError(problems);
  const result: PolicyDocument = { Version: Version as PolicyDocument["Version"], Statement: read };
  normal.add(result);
  return result;
}

function parsed(text: string, name: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // said below, with the text
  }
  throw new PolicyError([`${name}: "${text.slice(0, 60)}" is not a JSON policy document; give one as IAM accepts it`]);
}

function readStatement(value: unknown, where: string, problems: string[]): Statement {
  if (typeof value !== "object" || value === null) {
    problems.push(`${where}: ${JSON.stringify(value)} is not a statement; give an object with Effect`);
    return { Effect: "Deny" };
  }
  const statement = value as Statement;
  for (const element of Object.keys(value)) {
    if (!elements.has(element))
      problems.push(`${where}.${element}: element is not supported; use one of ${[...elements].join(", ")}`);
  }
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
    problems.push(`${where}.Effect: ${JSON.stringify(statement.Effect)} must be "Allow" or "Deny"`);
  }
  return statement.Condition
    ? { ...statement, Condition: readConditions(statement.Condition, where, problems) }
    : statement;
}

function readConditions(block: ConditionBlock, where: string, problems: string[]): ConditionBlock {
  const entries = Object.entries(block).map(([name, keys]) => {
    if (!operatorOf(name))
      problems.push(`${where}.Condition.${name}: unknown condition operator; use one of IAM's, as StringEquals`);
    return [name, Object.fromEntries(Object.entries(keys).map(([key, given]) => [key, texts(given)]))];
  });
  return Object.fromEntries(entries);
}

/** IAM accepts JSON booleans and numbers as condition values. */
function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}
