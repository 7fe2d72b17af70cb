/** Gate `changed`: a rule before a stage, so that nobody is asked to approve what runs already. */
import type { Aws, Pass } from "./aws";
import { Refusal } from "./refusal";
import { type Running, running } from "./releases";
import type { Request } from "./request";

/** Environments that do not run the digest, or that run it with checks that never passed. */
export function differing(runs: Running[], digest: string): string[] {
  return runs.filter((each) => each.digest !== digest || !each.passed).map(({ environment }) => environment);
}

/** A refusal makes the rule fail, and so the stage is skipped. */
export async function changed({ releases, environments, digest }: Request<"changed">, aws: Aws): Promise<Pass> {
  const stale = differing(await running(aws, releases, environments), digest);
  if (stale.length === 0) {
    throw new Refusal(`${environments.join(", ")} already runs ${digest}: nothing is left to release in this stage.`);
  }
  return { summary: `To release to ${stale.join(", ")}.` };
}
