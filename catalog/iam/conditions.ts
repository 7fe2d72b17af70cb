/** Condition operators of IAM policies. */
import { BlockList, isIP } from "node:net";
import type { ConditionBlock } from "./document";
import { expand, type Facts, like, likeArn, literal } from "./pattern";

/** Whether one value of the request satisfies one (expanded) value of the policy. */
type Comparison = (wanted: string, actual: string) => boolean;

export interface ConditionOperator {
  set?: "ForAnyValue" | "ForAllValues";
  ifExists: boolean;
  /** True for operators such as `StringNotEquals`: true when no policy value compares, and when the key is absent. */
  negated: boolean;
  compare: Comparison | "null";
}

const numbers = (test: (wanted: number, actual: number) => boolean): Comparison => compared(Number, test);
const dates = (test: (wanted: number, actual: number) => boolean): Comparison => compared(instant, test);
const equalText: Comparison = (wanted, actual) => literal(wanted) === actual;
const equalIgnoringCase: Comparison = (wanted, actual) => literal(wanted).toLowerCase() === actual.toLowerCase();

const comparisons: Record<string, Comparison> = {
  StringEquals: equalText,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: like,
  // IAM treats both alike: wildcards work in either.
  ArnEquals: likeArn,
  ArnLike: likeArn,
  Bool: equalIgnoringCase,
  NumericEquals: numbers((wanted, actual) => actual === wanted),
  NumericLessThan: numbers((wanted, actual) => actual < wanted),
  NumericLessThanEquals: numbers((wanted, actual) => actual <= wanted),
  NumericGreaterThan: numbers((wanted, actual) => actual > wanted),
  NumericGreaterThanEquals: numbers((wanted, actual) => actual >= wanted),
  DateEquals: dates((wanted, actual) => actual === wanted),
  DateLessThan: dates((wanted, actual) => actual < wanted),
  DateLessThanEquals: dates((wanted, actual) => actual <= wanted),
  DateGreaterThan: dates((wanted, actual) => actual > wanted),
  DateGreaterThanEquals: dates((wanted, actual) => actual >= wanted),
  IpAddress: inRange,
};

/** Negated operator to the one it negates. */
const negations: Record<string, string> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
};

/** The operator of that name (`ForAnyValue:StringLikeIfExists`), or undefined for one that IAM does not know. */
export function operatorOf(name: string): ConditionOperator | undefined {
  const [, set, word, suffix] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  if (word === undefined) return undefined;
  if (word === "Null") return set || suffix ? undefined : { ifExists: false, negated: false, compare: "null" };
  const compare = comparisons[negations[word] ?? word];
  if (!compare) return undefined;
  return { set: set as ConditionOperator["set"], ifExists: suffix !== undefined, negated: word in negations, compare };
}

/**
 * Whether all conditions hold.
 *
 * An absent key fails an operator, except negated ones, `...IfExists` and `ForAllValues`, as IAM has it.
 * Throws for an unknown operator, and when an operator without a set prefix tests a multi-valued key: IAM
 * leaves the result undefined, so nothing can be proved from it.
 */
export function conditionsHold(block: ConditionBlock | undefined, facts: Facts, variables: boolean): boolean {
  return Object.entries(block ?? {}).every(([name, keys]) => {
    const operator = operatorOf(name);
    if (!operator) throw new Error(`condition operator ${name} is not one of IAM's; correct its spelling`);
    return Object.entries(keys).every(([key, given]) => {
      const wanted = (Array.isArray(given) ? given : [given]).flatMap((value) =>
        variables ? (expand(value, facts) ?? []) : value,
      );
      return holds(operator, `${name} on ${key}`, wanted, facts.get(key.toLowerCase()));
    });
  });
}

function holds(
  operator: ConditionOperator,
  what: string,
  wanted: string[],
  actual: string | string[] | undefined,
): boolean {
  const { set, ifExists, negated, compare } = operator;
  if (compare === "null") return wanted.some((value) => value === String(actual === undefined));
  const satisfies = (value: string) => wanted.some((each) => compare(each, value)) !== negated;
  const values = actual === undefined ? [] : [actual].flat();
  if (actual === undefined && ifExists) return true;
  if (set === "ForAllValues") return values.every(satisfies);
  if (set === "ForAnyValue") return values.some(satisfies);
  if (Array.isArray(actual)) {
    throw new Error(`${what}: the key has several values; test it with ForAnyValue: or ForAllValues:`);
  }
  return actual === undefined ? negated : satisfies(actual);
}

function compared(convert: (text: string) => number, test: (wanted: number, actual: number) => boolean): Comparison {
  return (wanted, actual) => test(convert(literal(wanted)), convert(actual));
}

/** Milliseconds since 1970 of an ISO 8601 date or of seconds since 1970. */
function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inRange(wanted: string, actual: string): boolean {
  const [network = "", bits] = literal(wanted).split("/");
  const family = isIP(network);
  if (family === 0 || isIP(actual) !== family) return false;
  const type = family === 6 ? "ipv6" : "ipv4";
  const range = new BlockList();
  range.addSubnet(network, bits === undefined ? (family === 6 ? 128 : 32) : Number(bits), type);
  return range.check(actual, type);
}
