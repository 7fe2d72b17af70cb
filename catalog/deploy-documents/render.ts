/** Deploy documents as text: the same document always gives the same text. */
import { stringify } from "yaml";

export function renderJson(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** For people and artifacts; CodeDeploy and CodePipeline read `0.0` and `0` alike. */
export function renderYaml(document: object): string {
  return stringify(document, { compat: "yaml-1.1", lineWidth: 0 });
}

/** One line with sorted keys, for comparing and hashing. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
