/** Ways to weaken what a recorded stack has. */
import type { GraphMap, GraphResource, GraphStack } from "../../../analysis/graph/types";

export interface Mutation {
  control: string;
  /** Name of the rule that finds it, and that no other does. */
  rule: string;
  /** Changes the first stack in which it finds what to change. Returns whether it did. */
  weaken(stack: GraphStack): boolean;
  /** Settings of the rule. Default: none. */
  settings?: Record<string, unknown>;
}

export type Json = { [key: string]: Json } & string & boolean & Json[];
export type Change = (inputs: Json, resource: GraphResource) => void;

/** Changes the first resource of a type that is as wanted. */
export function set(
  type: string,
  change: Change,
  wanted: (inputs: Json, resource: GraphResource) => boolean = () => true,
) {
  return ({ resources }: GraphStack): boolean => {
    const found = resources.find((each) => each.type === type && wanted(each.inputs as unknown as Json, each));
    if (!found) return false;
    const { inputs, outputs } = structuredClone(found);
    change(found.inputs as unknown as Json, found);
    // What was given shows in the outputs; what was not given is computed.
    for (const name of Object.keys({ ...inputs, ...found.inputs }).filter((each) => each in outputs)) {
      found.outputs[name] = found.inputs[name] ?? { $unknown: true };
    }
    return true;
  };
}

export const without =
  (...keys: string[]): Change =>
  (inputs) => {
    for (const key of keys) delete inputs[key];
  };
export const setting =
  (values: object): Change =>
  (inputs) => {
    Object.assign(inputs, values);
  };

export function drop(type: string, wanted: (inputs: Json) => boolean = () => true) {
  return (stack: GraphStack): boolean => {
    const index = stack.resources.findIndex((each) => each.type === type && wanted(each.inputs as unknown as Json));
    if (index >= 0) stack.resources.splice(index, 1);
    return index >= 0;
  };
}

export function add(type: string, inputs: GraphMap) {
  return ({ resources }: GraphStack): boolean => {
    const urn = `urn:pulumi:added::release::${type}::added`;
    const like = { ...resources[0]!, urn, type, inputs, outputs: {}, propertyDependencies: {}, protect: true };
    resources.push(like);
    return true;
  };
}

export interface Statement {
  Sid?: string;
  Effect: string;
  Principal?: Json;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** Changes the first statement that is as wanted in a document of the first such resource; undefined removes it. */
export function inStatement(
  [type, property]: [string, string],
  wanted: (statement: Statement) => boolean,
  change: (statement: Statement) => Statement | undefined,
  more: (inputs: Json) => boolean = () => true,
) {
  const parse = (inputs: Json) => {
    const text = inputs[property] as unknown;
    return typeof text === "string" ? (JSON.parse(text) as { Statement: Statement[] }) : { Statement: [] };
  };
  return set(
    type,
    (inputs) => {
      const document = parse(inputs);
      const index = document.Statement.findIndex(wanted);
      const [statement] = document.Statement.splice(index, 1);
      const changed = change(statement!);
      if (changed) document.Statement.splice(index, 0, changed);
      Object.assign(inputs, { [property]: JSON.stringify(document) });
    },
    (inputs) => more(inputs) && parse(inputs).Statement.some(wanted),
  );
}

export const key = "aws:kms/key:Key";
export const role = "aws:iam/role:Role";
export const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
export const bucket = "aws:s3/bucket:Bucket";
export const bucketPolicy: [string, string] = ["aws:s3/bucketPolicy:BucketPolicy", "policy"];
export const project = "aws:codebuild/project:Project";
export const pipeline = "aws:codepipeline/pipeline:Pipeline";
export const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
export const repository = "aws:ecr/repository:Repository";
export const instance = "aws:ec2/instance:Instance";
export const table = "aws:dynamodb/table:Table";
export const topic = "aws:sns/topic:Topic";
export const topicPolicy: [string, string] = ["aws:sns/topicPolicy:TopicPolicy", "policy"];
export const trust: [string, string] = [role, "assumeRolePolicy"];
export const identity: [string, string] = [rolePolicy, "policy"];
export const keyPolicy: [string, string] = [key, "policy"];

export const called = (pattern: RegExp) => (inputs: Json) => pattern.test(String(inputs["bucket"] ?? inputs["name"]));
export const allows = (action: string) => (statement: Statement) =>
  statement.Effect === "Allow" && [statement.Action].flat().includes(action);
export const denies = (action: string) => (statement: Statement) =>
  statement.Effect === "Deny" && [statement.Action].flat().includes(action);
export const letsIn = (kind: string) => (statement: Statement) =>
  statement.Effect === "Allow" && typeof statement.Principal === "object" && kind in statement.Principal;
export const open = (statement: Statement) => ({ ...statement, Condition: {} });
export const unconditioned = (prefix: string) => (statement: Statement) => ({
  ...statement,
  Condition: Object.fromEntries(
    Object.entries(statement.Condition ?? {}).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).filter(([name]) => !name.startsWith(prefix))),
    ]),
  ),
});
export const conditioned = (prefix: string) => (statement: Statement) =>
  Object.values(statement.Condition ?? {}).some((keys) => Object.keys(keys).some((name) => name.startsWith(prefix)));
export const removed = () => undefined;
export const both =
  (...tests: Array<(statement: Statement) => boolean>) =>
  (statement: Statement) =>
    tests.every((test) => test(statement));
export const federated = (sub: string) => (statement: Statement) => ({
  ...statement,
  Principal: {
    Federated: "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com",
  } as unknown as Json,
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
    StringLike: { "token.actions.githubusercontent.com:sub": sub },
  },
});
export const environmentOf =
  (values: object): Change =>
  (inputs) => {
    Object.assign(inputs["environment"]!, values);
  };
export const deploys = (inputs: Json) =>
  [...(inputs["stages"] ?? [])].some((stage) =>
    [...stage["actions"]!].some((action) => action["category"] === "Deploy"),
  );
