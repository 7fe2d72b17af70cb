/** How a person answers a rollout that waits for one, in the words of whoever watches it. */
import type { ReleaseRequest } from "./world";

export function answerWords({ service, environment }: Pick<ReleaseRequest, "service" | "environment">): string {
  return `\`slipway rollout ${service} ${environment} --continue\` or \`--back\``;
}

/** ISO 8601, UTC, to the second. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
