/** Gate `previous`: what an approval would replace, for its message. */
import type { Aws, Pass } from "./aws";
import { running } from "./releases";
import type { Request } from "./request";

/** Characters of the text: it shares the approval message's 1,000 with commit, digest and link. */
export const previousLimit = 300;

/** `prod=sha256:0123456789ab, prod-eu-west-1=none`: each digest by its first twelve digits. */
export function previousText(runs: { environment: string; digest?: string }[], limit: number = previousLimit): string {
  const parts = runs.map(({ environment, digest }) => `${environment}=${digest?.slice(0, 19) ?? "none"}`);
  for (let shown = parts.length; shown > 0; shown -= 1) {
    const left = parts.length - shown;
    const text = parts.slice(0, shown).join(", ") + (left > 0 ? ` and ${left} more` : "");
    if (text.length <= limit) return text;
  }
  return `${parts.length} environments`;
}

export async function previous({ releases, environments }: Request<"previous">, aws: Aws): Promise<Pass> {
  const text = previousText(await running(aws, releases, environments));
  return { summary: `Runs now: ${text}.`, variables: { Digests: text } };
}
