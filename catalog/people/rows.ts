/** The matrix as rows for people: what, and where each may. */
import type { Catalog } from "../types";
import { matrix } from "./matrix";
import type { Zone } from "./zones";

export interface MatrixRow {
  does: string;
  /** Kinds of accounts; empty: nowhere. */
  developer: Zone[];
  operator: Zone[];
}

/** Of those that somebody may enter; none when the files name nobody. */
export function matrixRows({ organization }: Pick<Catalog, "organization">): MatrixRow[] {
  const { developer = [], operator = [] } = organization.people ?? {};
  return matrix
    .map(({ does, person, where }) => ({
      does,
      developer: developer.length > 0 && person === "developer" ? [...where] : [],
      operator: operator.length > 0 ? [...where] : [],
    }))
    .filter((row) => row.developer.length + row.operator.length > 0);
}
