/** Patterns in configurations: `*` stands for any characters, and everything else for itself. */
export function matches(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  return compiled(pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", ".*")).test(text);
}

const expressions = new Map<string, RegExp>();

/** The expression that matches a whole text by this source; the few that rules ask for again and again are kept. */
export function compiled(source: string): RegExp {
  const known = expressions.get(source);
  if (known) return known;
  if (expressions.size > 10_000) expressions.clear();
  const made = new RegExp(`^${source}$`);
  expressions.set(source, made);
  return made;
}
