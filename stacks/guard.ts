/** Refuses to change a stack outside Slipway's lock. */
import type { StackPlan } from "../catalog/types";

export interface Run {
  dryRun: boolean;
  /** `SLIPWAY_RUN`, which the runner sets to `<stack>:<lock id>` while it holds the stack's lock. */
  mark?: string;
}

/**
 * Throws when a run would write a stack in the `s3` backend without holding its lock. Previews pass, and so do
 * `cloud` stacks, whose runs Pulumi Cloud puts in a row itself.
 */
export function guard(stack: Pick<StackPlan, "name" | "backend">, run: Run): void {
  if (stack.backend === "cloud" || run.dryRun) return;
  const mark = run.mark ?? "";
  const separator = mark.indexOf(":");
  const [holder, lockId] = [mark.slice(0, Math.max(separator, 0)), mark.slice(separator + 1)];
  if (holder === stack.name && lockId !== "") return;
  const found =
    mark === ""
      ? "this run holds no lock (SLIPWAY_RUN is not set)"
      : `this run holds another lock (SLIPWAY_RUN is ${JSON.stringify(mark)})`;
  throw new Error(
    `Stack ${stack.name} was not changed: ${found}, and two unlocked runs can overwrite each other's state. ` +
      `Use \`slipway up ${stack.name}\`, or run \`eval "$(slipway env)"\` first and \`pulumi up\` again.`,
  );
}
