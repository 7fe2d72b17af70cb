/** What CI outside AWS needs in the toolchain account: identity providers, and a role for each access. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
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

/** `gitlab.com`; a logical name has no slashes. */
function issuerName(url: string): string {
  return url.replace("https://", "").replace(/\/+$/, "").replaceAll("/", "-");
}
