/** Checks of what Pulumi Deployments is told, once the stacks are known. */
import { deploymentRoles } from "../deployments/roles";
import { trustFindings } from "../federation/trust";
import { deploymentsFile, inDeployments } from "../files";
import { limits } from "../quota/limits";
import { pathText } from "../schema/path";
import type { Catalog, Problem } from "../types";

/** A trust names each stack with each operation, because a pattern would admit stacks that no file declares. */
export function checkDeployments(catalog: Catalog): Problem[] {
  if (!catalog.deployments) return [];
  return Object.entries(catalog.organization.accounts).flatMap(([alias, id]) =>
    deploymentRoles(catalog, id).flatMap((role) =>
      trustFindings(role).map(({ value }): Problem => {
        const stacks = role.bindings.flatMap((binding) => ("stacks" in binding ? binding.stacks : []));
        const message =
          `are too many stacks for account ${alias}: the trust of ${role.roleName} names all ${stacks.length} and has ${value} characters, ` +
          `of which IAM takes ${limits.trustPolicyLength.value}. Give services an environment in another account, or the backend s3`;
        return { file: deploymentsFile, path: pathText(inDeployments), value: stacks, message };
      }),
    ),
  );
}
