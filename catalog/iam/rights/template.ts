/** Templates of ARNs: text with names in braces. */

/** Every text that a template stands for, one for each combination of its names' values; none when one has no value. */
export function filled(template: string, valuesOf: (name: string) => string[]): string[] {
  const [before = "", name, rest = ""] = /^([^{]*)\{([^}]*)\}(.*)$/s.exec(template)?.slice(1) ?? [template];
  if (name === undefined) return [before];
  const endings = filled(rest, valuesOf);
  return valuesOf(name).flatMap((value) => endings.map((ending) => `${before}${value}${ending}`));
}

/** Names in a template, in their order. */
export function namesIn(template: string): string[] {
  return [...template.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name!);
}
