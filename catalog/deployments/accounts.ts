/** Which accounts Pulumi Deployments works in, and which Slipway's own runs. */
import type { Environment } from "../types";

interface Declared {
  environments: Pick<Environment, "account" | "backend">[];
}

/** Whether an account has an environment whose stacks Pulumi Deployments runs. */
export function deployedFromCloud({ environments }: Declared, alias: string): boolean {
  return environments.some(({ account, backend }) => account === alias && backend === "cloud");
}

/** Whether Slipway's own runs enter an account: not where every environment is on the backend `cloud`. */
export function enteredByRuns({ environments }: Declared, alias: string): boolean {
  const own = environments.filter(({ account }) => account === alias);
  return own.length === 0 || own.some(({ backend }) => backend === "s3");
}
