/** Resources that a preview does not see. */
import type { GraphResource } from "../../analysis/graph/types";

/**
 * Compares what a program registers in a preview with what it registers when everything is known. The SDK skips the
 * callback of an `apply` on an unknown value without a word, and with it whatever the callback would have made.
 */
export function hiddenResources(preview: GraphResource[], concrete: GraphResource[]): string[] {
  const [before, after] = [preview, concrete].map((resources) => new Set(resources.map(({ urn }) => urn)));
  const appears = concrete.filter(({ urn }) => !before!.has(urn)).map(appearsWith);
  const vanishes = preview
    .filter(({ urn }) => !after!.has(urn))
    .map(({ urn }) => `${urn}: is registered only in a preview, so an update would delete it. Register it always.`);
  return [...appears, ...vanishes];
}

function appearsWith({ urn, dependencies }: GraphResource): string {
  const what = dependencies.length > 0 ? dependencies.join(", ") : "a value that a preview does not know";
  return `${urn}: appears only when ${what} is known, so no preview, policy or proof sees it. Register it outside of apply.`;
}
