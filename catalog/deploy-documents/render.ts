/** Deploy documents as JSON: the same document always gives the same text. */

export function renderJson(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** One line with sorted keys, for comparing and hashing. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
