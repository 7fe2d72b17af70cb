/** Patterns in configurations: `*` stands for any characters, and everything else for itself. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${source}$`).test(text);
}
