/** Reads a policy document as IAM does, and says what IAM would refuse or ignore. */
import { operatorOf } from "../../catalog/iam/conditions";
import { didYouMean } from "../../catalog/suggest";
import { type CheckedDocument, type Fact, hasPrincipal, type Kind } from "./document";

export interface Condition {
  operator: string;
  key: string;
  values: string[];
}

/** A statement in a normal form: everything is a list. */
export interface Statement {
  /** Its `Sid`, or `Statement[n]`. */
  label: string;
  allows: boolean;
  actions: string[];
  notActions: string[];
  resources: string[];
  notResources: string[];
  /** `kind` as `AWS` or `Service`; `*` for everyone. */
  principals: { kind: string; value: string }[];
  notPrincipals: { kind: string; value: string }[];
  conditions: Condition[];
}

export interface ReadDocument {
  statements: Statement[];
  facts: Fact[];
}

const documentElements = ["Version", "Id", "Statement"];
const statementElements = [
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"],
];
const listElements = ["Action", "NotAction", "Resource", "NotResource"] as const;
/** Kinds whose policies have no Resource: they belong to one. */
const withoutResource: readonly Kind[] = ["trust", "repository"];

type Json = Record<string, unknown>;

export function readDocument({ kind, json }: CheckedDocument): ReadDocument {
  const facts: Fact[] = [];
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    return unreadable(json, `is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(document)) return unreadable(json, "is not a policy document");
  if (document["Version"] !== "2012-10-17") {
    facts.push({ rule: "version", value: text(document["Version"]), message: "is not the current policy language" });
  }
  facts.push(...unknownElements(document, documentElements));
  const given = document["Statement"];
  const list = Array.isArray(given) ? given : given === undefined ? [] : [given];
  if (list.length === 0) facts.push({ rule: "empty-list", value: "Statement", message: "holds no statement" });
  const statements = list.flatMap((each, index) => {
    if (isObject(each)) return readStatement(each, index, kind, facts);
    facts.push({ rule: "elements", statement: `Statement[${index}]`, value: text(each), message: "is no statement" });
    return [];
  });
  facts.push(...sids(list.filter(isObject), kind));
  return { statements, facts };
}

function unreadable(json: string, message: string): ReadDocument {
  return { statements: [], facts: [{ rule: "readable", value: json.slice(0, 60), message }] };
}

function readStatement(statement: Json, index: number, kind: Kind, facts: Fact[]): Statement {
  const { Sid: sid, Effect: effect } = statement;
  const label = typeof sid === "string" && sid !== "" ? sid : `Statement[${index}]`;
  const say = (rule: Fact["rule"], value: unknown, message: string) =>
    facts.push({ rule, statement: label, value: text(value), message });

  facts.push(...unknownElements(statement, statementElements).map((fact) => ({ ...fact, statement: label })));
  if (effect !== "Allow" && effect !== "Deny") say("elements", effect, 'Effect is neither "Allow" nor "Deny"');
  for (const [one, other] of [
    ["Action", "NotAction"],
    ["Resource", "NotResource"],
    ["Principal", "NotPrincipal"],
  ] as const) {
    const named = [one, other].filter((element) => statement[element] !== undefined);
    if (named.length === 2) say("elements", named.join(", "), "exclude each other");
    if (named.length > 0 && !expects(one, kind)) say("elements", named[0], `stands in no ${described(kind)}`);
    if (named.length === 0 && expects(one, kind)) say("elements", one, "is missing");
  }
  const [actions, notActions, resources, notResources] = listElements.map((element) => {
    const values = texts(statement[element]);
    if (values === undefined) say("elements", statement[element], `${element} is neither text nor a list of texts`);
    else if (values.length === 0 && statement[element] !== undefined) say("empty-list", element, "holds nothing");
    return values ?? [];
  }) as [string[], string[], string[], string[]];
  return {
    label,
    allows: effect === "Allow",
    actions,
    notActions,
    resources,
    notResources,
    principals: principals(statement["Principal"], say),
    notPrincipals: principals(statement["NotPrincipal"], say),
    conditions: conditions(statement["Condition"], say),
  };
}

/** Whether the statement is about actions of every service, or of all but some. */
export function isAboutAll({ actions, notActions }: Statement): boolean {
  return notActions.length > 0 || actions.some((each) => /^[^:]*[*?]/.test(each));
}

type Say = (rule: Fact["rule"], value: unknown, message: string) => void;

function expects(element: "Action" | "Resource" | "Principal", kind: Kind): boolean {
  if (element === "Principal") return hasPrincipal(kind);
  return element === "Action" || !withoutResource.includes(kind);
}

function described(kind: Kind): string {
  if (kind === "boundary") return "permissions boundary";
  if (kind === "guardrail") return "service control policy";
  return kind === "trust" || kind === "inline" || kind === "managed" ? `${kind} policy` : `policy of a ${kind}`;
}

function principals(given: unknown, say: Say): Statement["principals"] {
  if (given === undefined) return [];
  if (given === "*") return [{ kind: "*", value: "*" }];
  if (!isObject(given)) {
    say("principal", given, 'is neither "*" nor an object');
    return [];
  }
  return Object.entries(given).flatMap(([kind, value]) => {
    if (!["AWS", "Service", "Federated", "CanonicalUser"].includes(kind)) {
      say("principal", kind, "is not AWS, Service, Federated or CanonicalUser");
    }
    const values = texts(value);
    if (values === undefined) say("principal", value, `${kind} is neither text nor a list of texts`);
    if (values?.length === 0) say("empty-list", `Principal.${kind}`, "holds nothing");
    return (values ?? []).map((each) => ({ kind: each === "*" && kind === "AWS" ? "*" : kind, value: each }));
  });
}

function conditions(given: unknown, say: Say): Condition[] {
  if (given === undefined) return [];
  if (!isObject(given)) {
    say("elements", given, "Condition is no object");
    return [];
  }
  return Object.entries(given).flatMap(([operator, keys]) => {
    if (!operatorOf(operator)) say("condition-operator", operator, "is no operator of IAM");
    if (!isObject(keys) || Object.keys(keys).length === 0) {
      say("empty-list", `Condition.${operator}`, "tests no key");
      return [];
    }
    return Object.entries(keys).map(([key, value]) => {
      const values = (Array.isArray(value) ? value : [value]).map(String);
      if (values.length === 0) say("empty-list", `Condition.${operator}.${key}`, "holds nothing");
      return { operator, key, values };
    });
  });
}

function unknownElements(given: Json, known: readonly string[]): Fact[] {
  return Object.keys(given)
    .filter((element) => !known.includes(element))
    .map((value) => ({ rule: "elements", value, message: `is no element of IAM's.${didYouMean(value, known)}` }));
}

/** IAM itself takes letters and digits only; the services' own policies take more. */
function sids(statements: Json[], kind: Kind): Fact[] {
  const given = statements.flatMap(({ Sid: sid }) => (typeof sid === "string" && sid !== "" ? [sid] : []));
  const ofIam = ["inline", "managed", "boundary", "guardrail", "trust"].includes(kind);
  return [
    ...[...new Set(given.filter((sid, index) => given.indexOf(sid) !== index))].map(
      (value): Fact => ({ rule: "unique-sid", statement: value, value, message: "names more than one statement" }),
    ),
    ...[...new Set(given)]
      .filter((sid) => ofIam && !/^[A-Za-z0-9]+$/.test(sid))
      .map((value): Fact => ({ rule: "sid-characters", statement: value, value, message: "holds other characters" })),
  ];
}

/** A text or a list of texts as a list; undefined for anything else. */
function texts(value: unknown): string[] | undefined {
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return list.every((each) => typeof each === "string") ? list : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}
