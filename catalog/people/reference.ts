/** The matrix as a table for the documents. */
import { matrix } from "./matrix";
import { zones } from "./zones";

/** One row for each right; in a cell who has it, and `both` for developers and operators. */
export function matrixTable(): string {
  const rows = matrix.map(({ does, person, where }) => [
    does,
    ...zones.map((zone) => (where.includes(zone) ? (person === "developer" ? "both" : "operator") : "")),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [["may", ...zones], ["---", ...zones.map(() => "---")], ...rows].map(line).join("\n");
}
