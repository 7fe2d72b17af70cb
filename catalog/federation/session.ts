/** How long credentials of a federated role are valid. */
import type { FederationFinding } from "./findings";

/**
 * Bounds in seconds: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html. Roles that it enters are
 * chained, and their credentials last one hour whatever it says:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html (role chaining).
 */
export const session = { least: 3600, most: 43_200 };

export function sessionFindings(value: number): FederationFinding[] {
  const { least, most } = session;
  return Number.isInteger(value) && value >= least && value <= most
    ? []
    : [{ property: "sessionSeconds", value, reason: `must be whole seconds from ${least} to ${most}` }];
}
