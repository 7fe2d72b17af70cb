/** The roles that runs in Pulumi Deployments get for their token, in the account that their stacks work in. */
import type { Binding } from "../federation/bindings";
import { type IdentityProvider, identityProviders } from "../federation/issuers";
import type { FederatedRolePlan } from "../federation/roles";
import type { Access } from "../naming";
import type { Catalog, StackPlan } from "../types";
import { operationsFor } from "./credentials";
import { cloudStacks } from "./settings";

export interface DeploymentRole extends FederatedRolePlan {
  roleName: string;
}

/**
 * The preview and the update role of an account; none when Pulumi Deployments runs no stack of it. Each admits the
 * tokens of this organisation and project, of exactly the account's stacks, and of the operations of its access.
 */
export function deploymentRoles(catalog: Catalog, accountId: string): DeploymentRole[] {
  const stacks = cloudStacks(catalog).filter((stack) => stack.accountId === accountId);
  const [first] = stacks;
  if (!catalog.deployments || !first) return [];
  const { partition, account } = first;
  const { names } = catalog;
  return (["preview", "update"] as const).map((access) => ({
    partition,
    accountId,
    name: "deployments",
    access,
    roleName: names.platformRole(`deployments-${access}`),
    roleArn: names.platformRoleArn(partition, accountId, `deployments-${access}`),
    bindings: bindingsOf(catalog, stacks, access),
    // The account's own role of the same access, and nothing else: an update names no preview's role.
    enters: [{ account, access, roleArn: names.platformRoleArn(partition, accountId, access) }],
  }));
}

/** The identity provider of those roles. */
export function deploymentProviders(roles: DeploymentRole[]): IdentityProvider[] {
  return identityProviders(roles.flatMap(({ bindings }) => bindings));
}

/** One binding for the stacks that last, and one for those that expire, which may be destroyed. */
function bindingsOf(catalog: Catalog, stacks: StackPlan[], access: Access): [Binding, ...Binding[]] {
  const { organization, drift } = catalog.deployments!;
  const expires = ({ environment }: StackPlan) =>
    catalog.environments.find(({ name }) => name === environment)?.expires !== undefined;
  const binding = (some: StackPlan[], mayDestroy: boolean): Binding[] =>
    some.length === 0
      ? []
      : [
          {
            provider: "pulumi",
            organization,
            project: catalog.project,
            stacks: some.map(({ name }) => name),
            operations: operationsFor(access, { remediate: drift.remediate, expires: mayDestroy }),
          },
        ];
  // A preview destroys nothing, so all stacks are alike to it.
  const [first, ...others] =
    access === "preview"
      ? binding(stacks, false)
      : [
          ...binding(
            stacks.filter((each) => !expires(each)),
            false,
          ),
          ...binding(stacks.filter(expires), true),
        ];
  return [first!, ...others];
}
