/** What was measured of each type: replacement and defaults (the declarations do not tell them). */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Fact {
  type: string;
  forceNew?: string[];
  defaults?: Record<string, string | number | boolean>;
}

/** The facts by resource type. */
export function facts(): Map<string, Fact> {
  const text = readFileSync(join(__dirname, "..", "facts", "aws-resource-facts.jsonl"), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => JSON.parse(line) as Fact).map((fact) => [fact.type, fact]));
}
