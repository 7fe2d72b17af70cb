/**
 * A table in memory with DynamoDB's conditional semantics: it interprets the very expressions that the lock
 * sends. It knows the part of the language that the lock uses and rejects the rest, bare attribute names
 * included, since many of them are reserved words.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Attributes, LockTable, Update, UpdateResult } from "../../../runner/lock/table";

export interface FakeTable extends LockTable {
  /** The item now, without a request. */
  peek(lockId: string): Attributes | undefined;
  /** Carries out one write at once. */
  apply(update: Update): UpdateResult;
  /** Puts an item by hand, as another tool might. */
  put(lockId: string, item: Attributes): void;
}

export function fakeTable(): FakeTable {
  // Frozen, so that nobody needs a copy: the random schedules read the item many thousand times.
  const items = new Map<string, Attributes>();
  const peek = (lockId: string) => items.get(lockId);
  const apply = (request: Update): UpdateResult => {
    const before = peek(request.lockId);
    const scope = scopeOf(request);
    const allowed = condition(request.condition, scope, before ?? {});
    const item = updated(request.expression, scope, before ?? { LockID: { S: request.lockId } });
    scope.close();
    if (!allowed) return { applied: false, item: before };
    items.set(request.lockId, frozen(item));
    return { applied: true, item };
  };
  return {
    peek,
    apply,
    put: (lockId, item) => items.set(lockId, frozen({ LockID: { S: lockId }, ...structuredClone(item) })),
    update: async (request) => apply(request),
    get: async (lockId) => peek(lockId),
  };
}

function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === "object" && !Object.isFrozen(inner)) frozen(inner);
  return Object.freeze(value);
}

class ValidationException extends Error {
  override name = "ValidationException";
}

/** Resolves placeholders, and finds those that are missing or never used, as DynamoDB does. */
function scopeOf({ names, values }: Update) {
  const unused = new Set([...Object.keys(names), ...Object.keys(values)]);
  const find = <T>(table: Record<string, T>, placeholder: string): T => {
    if (!(placeholder in table)) throw new ValidationException(`${placeholder} is not defined`);
    unused.delete(placeholder);
    return table[placeholder]!;
  };
  return {
    name(token: string | undefined): string {
      if (!token?.startsWith("#")) throw new ValidationException(`expected an attribute's placeholder, found ${token}`);
      return find(names, token);
    },
    value(token: string | undefined): AttributeValue {
      if (!token?.startsWith(":")) throw new ValidationException(`expected a value's placeholder, found ${token}`);
      return find(values, token);
    },
    close() {
      if (unused.size > 0) throw new ValidationException(`unused in expressions: ${[...unused].join(", ")}`);
    },
  };
}
type Scope = ReturnType<typeof scopeOf>;

function tokens(expression: string): string[] {
  const found = expression.match(/[#:]?\w+|<>|[=(),]|\S/g) ?? [];
  if (found.length === 0) throw new ValidationException("empty expression");
  return found;
}

/** `a OR b`, `a AND b`, `NOT a`, parentheses, `=`, `<>`, attribute_exists, attribute_not_exists. */
function condition(expression: string, scope: Scope, item: Attributes): boolean {
  const rest = tokens(expression);
  const expect = (token: string) => {
    const found = rest.shift();
    if (found !== token) throw new ValidationException(`expected ${token}, found ${found} in ${expression}`);
  };
  const operand = (): AttributeValue | undefined => {
    const token = rest.shift();
    return token?.startsWith(":") ? scope.value(token) : item[scope.name(token)];
  };
  const either = (): boolean => {
    let result = both();
    while (rest[0] === "OR") {
      rest.shift();
      result = both() || result;
    }
    return result;
  };
  const both = (): boolean => {
    let result = single();
    while (rest[0] === "AND") {
      rest.shift();
      result = single() && result;
    }
    return result;
  };
  const single = (): boolean => {
    if (rest[0] === "NOT") {
      rest.shift();
      return !single();
    }
    if (rest[0] === "(") {
      rest.shift();
      const result = either();
      expect(")");
      return result;
    }
    if (rest[0] === "attribute_exists" || rest[0] === "attribute_not_exists") {
      const wanted = rest.shift() === "attribute_exists";
      expect("(");
      const name = scope.name(rest.shift());
      expect(")");
      return name in item === wanted;
    }
    const left = operand();
    const comparator = rest.shift();
    const right = operand();
    const equal = left !== undefined && right !== undefined && same(left, right);
    if (comparator === "=") return equal;
    if (comparator === "<>") return !equal;
    throw new ValidationException(`unknown comparator ${comparator} in ${expression}`);
  };
  const result = either();
  if (rest.length > 0) throw new ValidationException(`unexpected ${rest.join(" ")} in ${expression}`);
  return result;
}

/** `SET #a = :a, ...`, `REMOVE #a, ...`, `ADD #n :n, ...`: each clause once, each attribute once. */
function updated(expression: string, scope: Scope, before: Attributes): Attributes {
  const after = { ...before };
  const clauses = new Set<string>();
  const touched = new Set<string>();
  const rest = tokens(expression);
  const target = (): string => {
    const name = scope.name(rest.shift());
    if (name === "LockID") throw new ValidationException("the key cannot be updated");
    if (touched.has(name)) throw new ValidationException(`two paths overlap: ${name}`);
    touched.add(name);
    return name;
  };
  const verbs: Record<string, () => void> = {
    SET() {
      const name = target();
      if (rest.shift() !== "=") throw new ValidationException(`SET without = in ${expression}`);
      after[name] = scope.value(rest.shift());
    },
    REMOVE() {
      delete after[target()];
    },
    ADD() {
      const name = target();
      const amount = scope.value(rest.shift()).N;
      const present = before[name] ?? { N: "0" };
      if (amount === undefined || present.N === undefined) throw new ValidationException(`ADD needs numbers: ${name}`);
      after[name] = { N: String(Number(present.N) + Number(amount)) };
    },
  };
  while (rest.length > 0) {
    const verb = rest.shift()!;
    if (!verbs[verb] || clauses.has(verb)) throw new ValidationException(`unexpected ${verb} in ${expression}`);
    clauses.add(verb);
    do verbs[verb]();
    while (rest[0] === "," && rest.shift());
  }
  return after;
}

/** Numbers are equal by value, everything else by type and content. */
function same(left: AttributeValue, right: AttributeValue): boolean {
  if (left.N !== undefined && right.N !== undefined) return Number(left.N) === Number(right.N);
  return JSON.stringify(left) === JSON.stringify(right);
}
