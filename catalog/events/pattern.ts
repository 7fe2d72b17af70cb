/**
 * EventBridge event patterns, and whether an event matches one.
 *
 * Source of the rules: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html and
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html. Of the operators
 * there, only `cidr` is left out.
 */

/** A value that a field is compared with as it stands. */
export type Literal = string | number | boolean | null;

type IgnoringCase = { "equals-ignore-case": string };
type Comparator = "=" | "<" | "<=" | ">" | ">=";
type Listed<T> = T | T[];

/** Comparisons on a field's values; `prefix` and `suffix` may ignore case. */
export type Operator =
  | { prefix: string | IgnoringCase }
  | { suffix: string | IgnoringCase }
  | IgnoringCase
  | { wildcard: string }
  | { exists: boolean }
  | { numeric: [Comparator, number] | [Comparator, number, Comparator, number] }
  | {
      "anything-but":
        | Listed<string>
        | Listed<number>
        | { prefix: Listed<string> }
        | { suffix: Listed<string> }
        | { "equals-ignore-case": Listed<string> }
        | { wildcard: Listed<string> };
    };

/** What a field may be: one of these. */
export type Condition = Literal | Operator;

/** Fields by name, all of which must match; under `$or` stand patterns of which one must match besides. */
export interface EventPattern {
  [field: string]: Condition[] | EventPattern | EventPattern[];
}

/** Whether EventBridge would hand the event to the targets of a rule with this pattern. */
export function matches(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === "$or") return (wanted as EventPattern[]).some((alternative) => matches(alternative, event));
    const inner = elements(isObject(event) ? event[field] : undefined);
    // Inside a list of objects one element must match as a whole; what is absent has only absent fields.
    if (!Array.isArray(wanted)) return (inner.length > 0 ? inner : [undefined]).some((each) => matches(wanted, each));
    const values = inner.filter((each) => !isObject(each)) as Literal[];
    return (wanted as Condition[]).some((condition) => holds(condition, values));
  });
}

/** Whether one condition holds of a field's values: none when the field is absent or no leaf. */
function holds(condition: Condition, values: Literal[]): boolean {
  if (condition === null || typeof condition !== "object") return values.includes(condition);
  if ("exists" in condition) return condition.exists === values.length > 0;
  return values.some((value) => satisfies(condition, value));
}

function satisfies(operator: Exclude<Operator, { exists: boolean }>, value: Literal): boolean {
  if ("anything-but" in operator) return !isExcluded(operator["anything-but"], value);
  if ("numeric" in operator) return typeof value === "number" && inRange(operator.numeric, value);
  if (typeof value !== "string") return false;
  if ("wildcard" in operator) return like(operator.wildcard, value);
  if ("equals-ignore-case" in operator) return same(operator["equals-ignore-case"], value);
  if ("prefix" in operator) return affixed(operator.prefix, value, (text, affix) => text.startsWith(affix));
  return affixed(operator.suffix, value, (text, affix) => text.endsWith(affix));
}

type Excluded = Extract<Operator, { "anything-but": unknown }>["anything-but"];

function isExcluded(excluded: Excluded, value: Literal): boolean {
  if (!isObject(excluded)) return [excluded].flat().includes(value as never);
  const [[comparison, texts]] = Object.entries(excluded) as [[string, Listed<string>]];
  return [texts].flat().some((text) => satisfies({ [comparison]: text } as { prefix: string }, value));
}

const comparators: Record<Comparator, (value: number, bound: number) => boolean> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function inRange([first, low, second, high]: (Comparator | number)[], value: number): boolean {
  const holdsOf = (comparator: Comparator, bound: number) => comparators[comparator](value, bound);
  return (
    holdsOf(first as Comparator, low as number) &&
    (second === undefined || holdsOf(second as Comparator, high as number))
  );
}

function affixed(affix: string | IgnoringCase, value: string, test: (text: string, affix: string) => boolean): boolean {
  return typeof affix === "string"
    ? test(value, affix)
    : test(value.toLowerCase(), affix["equals-ignore-case"].toLowerCase());
}

function same(wanted: string, value: string): boolean {
  return wanted.toLowerCase() === value.toLowerCase();
}

/** `*` stands for any text; a backslash before it, or before another backslash, takes it literally. */
function like(pattern: string, value: string): boolean {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (found, escaped?: string) => {
    if (escaped) return `\\${escaped}`;
    return found === "*" ? ".*" : `\\${found}`;
  });
  return new RegExp(`^${source}$`, "su").test(value);
}

function elements(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat();
}

function isObject<T>(value: T): value is Extract<T, object> & Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
