/** Kind `deployments`: the stacks in Pulumi Cloud, how they are run there, and the policies that they obey. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumiservice from "@pulumi/pulumiservice";
import { policyGroup } from "../catalog/deployments/policy-group";
import { stackDeployments } from "../catalog/deployments/settings";
import { packageRoot } from "../catalog/package-root";
import { PolicyEnforcement } from "../components/deployments/policy-enforcement";
import { StackDeploymentSettings } from "../components/deployments/stack-deployment";
import type { StackContext } from "./provider";

export async function deploymentsStack({ catalog }: StackContext): Promise<Record<string, unknown>> {
  const opts = { provider: cloudProvider() };
  const deployments = stackDeployments(catalog);
  const { webhooks = {} } = catalog.deployments ?? {};
  const made = deployments.map(
    (deployment) => new StackDeploymentSettings(deployment.stack, { deployment, webhooks }, opts),
  );
  const group = policyGroup(catalog, packVersion());
  // Its members have to be there.
  if (group) new PolicyEnforcement("policies", group, { ...opts, dependsOn: made });
  return {
    stacks: deployments.map(({ organization, project, stack }) => `${organization}/${project}/${stack}`),
    ...(group ? { policyGroup: group.name } : {}),
  };
}

/**
 * Its token is no argument, so that none stands in the state: the provider reads `PULUMI_ACCESS_TOKEN` of the engine's
 * process. Its address is one: without it the provider would take `PULUMI_BACKEND_URL`, which here is the store's.
 */
function cloudProvider(): pulumiservice.Provider {
  return new pulumiservice.Provider("pulumi-cloud", { apiUrl: "https://api.pulumi.com" });
}

/** The pack of this package is the one that is enforced. */
function packVersion(): string {
  const manifest = readFileSync(join(packageRoot(), "policies", "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
