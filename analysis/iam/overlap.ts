/** Whether two patterns have a text in common. */

/** A place in a pattern: one character, any one character, or any number of them. */
interface Token {
  kind: "character" | "one" | "many";
  text: string;
  /** Characters that a wildcard never stands for. */
  not: string;
}

/** A resource of a policy: `*`, `?` and policy variables stand for anything. */
function ofPolicy(pattern: string): Token[] {
  return tokens(pattern.replace(/\$\{[^}]*\}/g, "*"), "");
}

/** A part of the catalogue's ARN: each `${Variable}` stands for at least one character. */
function ofCatalogue(template: string): Token[] {
  return template.split(/(\$\{[^}]*\})/).flatMap((part) => {
    if (!part.startsWith("${")) return tokens(part, "");
    // A bucket's name holds no slash: that is what tells it from its objects.
    return tokens("?*", part.includes("{BucketName}") ? "/" : "");
  });
}

function tokens(pattern: string, not: string): Token[] {
  return [...pattern].map((text) => ({ kind: text === "*" ? "many" : text === "?" ? "one" : "character", text, not }));
}

/**
 * Whether a resource of a policy can name a resource of the catalogue's form, compared part by part as IAM does.
 * @param template as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
 */
export function overlaps(resource: string, template: string): boolean {
  if (resource === "*" || template === "*") return true;
  const parts = arnParts(resource);
  return arnParts(template).every((part, index) => {
    const own = parts[index] ?? "*";
    // Wildcards of the catalogue in the place of region and account also stand for an empty one.
    return (index > 0 && index < 5 && own === "" && part.startsWith("${")) || common(ofPolicy(own), ofCatalogue(part));
  });
}

function arnParts(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(":")] : [])];
}

function common(a: Token[], b: Token[]): boolean {
  // reach[j]: the first i tokens of a and the first j of b can stand for one text.
  let reach = [true, ...b.map((_, j) => b.slice(0, j + 1).every(({ kind }) => kind === "many"))];
  for (const left of a) {
    const next = [reach[0]! && left.kind === "many"];
    b.forEach((right, j) => {
      const either = meet(left, right);
      next.push(
        (left.kind === "many" && (reach[j + 1]! || (next[j]! && either))) ||
          (right.kind === "many" && (next[j]! || (reach[j + 1]! && either))) ||
          (reach[j]! && either),
      );
    });
    reach = next;
  }
  return reach[b.length]!;
}

/** Whether one character can be what both tokens stand for. */
function meet(left: Token, right: Token): boolean {
  if (left.kind === "character" && right.kind === "character") return left.text === right.text;
  if (left.kind === "character") return !right.not.includes(left.text);
  return right.kind !== "character" || !left.not.includes(right.text);
}
