/** How a command can end; the numbers are its exit codes (design section 7). */

export const exitCodes = { done: 0, failed: 1, usage: 2, refused: 3 } as const;

/** Failed after something may have changed. */
export class FailedError extends Error {
  override name = "FailedError";
}

/** Wrong words on the command line. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Refused; nothing was changed. */
export class RefusedError extends Error {
  override name = "RefusedError";
}

/** Errors of other rooms that mean a refusal, by name: they are thrown before anything is changed. */
const refusals = new Set([
  "BuildspecError",
  "CatalogError",
  "FederationError",
  "GraphError",
  "LockHeldError",
  "NoPulumiError",
  "NoPythonError",
  "RefusedError",
  "StateChangedError",
]);

const usages = new Set(["UsageError", "UnknownFederationError", "UnknownStackError"]);

export function exitCode(error: unknown): number {
  if (error instanceof Error && usages.has(error.name)) return exitCodes.usage;
  if (error instanceof Error && refusals.has(error.name)) return exitCodes.refused;
  return exitCodes.failed;
}
