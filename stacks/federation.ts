/** What CI outside AWS needs in an account: identity providers, and a role for each access. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { deploymentProviders, deploymentRoles } from "../catalog/deployments/roles";
import { federatedProviders, federatedRoles } from "../catalog/federation/roles";
import type { Catalog } from "../catalog/types";
import { FederatedProvider } from "../components/account/federation/federated-provider";
import { FederatedRole } from "../components/account/federation/federated-role";

/** Makes nothing, and has no outputs, when the files federate nobody. */
export function federationResources(
  catalog: Catalog,
  provider: aws.Provider,
): { federatedRoleArns?: Record<string, pulumi.Output<string>> } {
  const roles = federatedRoles(catalog);
  if (roles.length === 0) return {};
  const providers = federatedProviders(roles).map(
    ({ url, audiences }) => new FederatedProvider(`ci-${issuerName(url)}`, { url, audiences }, { provider }),
  );
  const federatedRoleArns: Record<string, pulumi.Output<string>> = {};
  for (const { roleArn: _computed, enters, ...role } of roles) {
    const name = `ci-${role.name}-${role.access}`;
    const args = { ...role, names: catalog.names, enters: enters.map(({ roleArn }) => roleArn) };
    federatedRoleArns[`${role.name}-${role.access}`] = new FederatedRole(name, args, {
      provider,
      dependsOn: providers,
    }).arn;
  }
  return { federatedRoleArns };
}

/** What runs in Pulumi Deployments need in the account that they work in; nothing where there are none. */
export function deploymentRoleResources(
  catalog: Catalog,
  accountId: string,
  provider: aws.Provider,
): { deploymentRoleArns?: Record<string, pulumi.Output<string>> } {
  const roles = deploymentRoles(catalog, accountId);
  if (roles.length === 0) return {};
  const providers = deploymentProviders(roles).map(
    ({ url, audiences }) => new FederatedProvider(`deployments-${issuerName(url)}`, { url, audiences }, { provider }),
  );
  const deploymentRoleArns: Record<string, pulumi.Output<string>> = {};
  for (const { roleArn: _computed, enters, ...role } of roles) {
    const args = { ...role, names: catalog.names, enters: enters.map(({ roleArn }) => roleArn) };
    const opts = { provider, dependsOn: providers };
    deploymentRoleArns[role.access] = new FederatedRole(`deployments-${role.access}`, args, opts).arn;
  }
  return { deploymentRoleArns };
}

/** `gitlab.com`; a logical name has no slashes. */
function issuerName(url: string): string {
  return url.replace("https://", "").replace(/\/+$/, "").replaceAll("/", "-");
}
