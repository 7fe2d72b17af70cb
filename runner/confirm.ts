import { createInterface } from "node:readline/promises";
import type { Cloud } from "./cloud/types";
import { RefusedError, UsageError } from "./exit";

/** Asks before AWS is changed; the laptop cloud needs no question. */
export async function confirm(cloud: Cloud, verb: string, stacks: string[]): Promise<void> {
  if (cloud.kind === "laptop") return;
  if (!process.stdin.isTTY) {
    throw new UsageError(
      `slipway ${verb}: nobody can be asked here; pass --yes to change ${stacks.join(", ")} in AWS.`,
    );
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${verb} ${stacks.join(", ")} in AWS? Only 'yes' goes on: `);
  prompt.close();
  if (answer.trim() !== "yes") throw new RefusedError("Not confirmed; nothing was changed.");
}
