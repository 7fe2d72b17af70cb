/** Wildcards and policy variables, as IAM reads them in actions, resources and condition values. */

/** Facts of a request by condition key. A list is a multi-valued key, which only set operators may test. */
export type Context = Record<string, string | string[]>;

/** A context with keys in lower case, because IAM compares them so. */
export type Facts = ReadonlyMap<string, string | string[]>;

export function factsOf(context: Context): Facts {
  return new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
}

// Characters of Unicode's private use area: a wildcard that is meant literally.
const literalStar = "\uE000";
const literalMark = "\uE001";

/**
 * The pattern with `${key}` and `${key, 'default'}` replaced, or undefined when a variable has no single value:
 * then it matches nothing. Wildcards inside values, and `${*}` and `${?}`, stay literal.
 */
export function expand(pattern: string, facts: Facts): string | undefined {
  let missing = false;
  const text = pattern.replace(/\$\{([^}]*)\}/g, (_, inside: string) => {
    if (inside === "*") return literalStar;
    if (inside === "?") return literalMark;
    if (inside === "$") return "$";
    const [, key, fallback] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/.exec(inside) ?? [];
    const value = facts.get((key ?? "").toLowerCase()) ?? fallback;
    if (typeof value !== "string") missing = true;
    return typeof value === "string" ? value.replaceAll("*", literalStar).replaceAll("?", literalMark) : "";
  });
  return missing ? undefined : text;
}

/** Text of an expanded pattern that is compared without wildcards. */
export function literal(expanded: string): string {
  return expanded.replaceAll(literalStar, "*").replaceAll(literalMark, "?");
}

/** Whether the value begins as the pattern does up to its first wildcard: most do not and need no closer look. */
function begins(expanded: string, value: string): boolean {
  const wildcard = expanded.search(/[*?]/);
  return value.startsWith(literal(wildcard < 0 ? expanded : expanded.slice(0, wildcard)));
}

/** Whether the whole value matches an expanded pattern. */
export function like(expanded: string, value: string): boolean {
  // A wildcard that is meant literally is one character as well.
  if (!/[*?]/.test(expanded)) return expanded.length === value.length && literal(expanded) === value;
  if (!begins(expanded, value)) return false;
  const source = expanded
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
    .replaceAll(literalStar, "\\*")
    .replaceAll(literalMark, "\\?");
  return new RegExp(`^${source}$`, "su").test(value);
}

/**
 * Whether an ARN matches an expanded pattern, part by part: a wildcard never reaches over one of the first five
 * colons. A pattern with fewer parts is filled up with wildcards, as IAM does.
 */
export function likeArn(expanded: string, value: string): boolean {
  if (expanded === "*") return true;
  if (!begins(expanded, value)) return false;
  const parts = arnParts(value);
  const patterns = arnParts(expanded);
  if (parts.length < 6) return literal(expanded) === value;
  return parts.every((part, index) => like(patterns[index] ?? "*", part));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
