import { nearest } from "../../../catalog/suggest";

/** `; did you mean "subnetIds"?` for a near miss, else nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const [best] = nearest(word, known);
  return best === undefined ? "" : `; did you mean "${best}"?`;
}
