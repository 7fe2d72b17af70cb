/**
 * A row of the table of rights: what the engine's provider asks of AWS for one type of resource, where, and under
 * which conditions. Roles are written from the table, and the prover asks for what it says.
 */
import type { Naming } from "../../naming";
import type { ConditionBlock } from "../document";
import { servicePrincipal } from "../services";

export { each } from "../each";

/** The account that a role is written for. */
export interface RightsPlace {
  names: Naming;
  partition: string;
  accountId: string;
  /** Account of the pipelines and their artifacts. */
  toolchainId: string;
}

/** What a name in a template is widened to in a policy, where it stands for every resource of the platform's. */
export type Widened = (place: RightsPlace) => string | string[];

/**
 * Where actions work.
 *
 * A template is both the exact ARN of a request and the pattern of a policy. In braces: `partition`, `region`,
 * `account`; `id`, which AWS gives a resource; and inputs of the resource by name or path (`stages.actions.roleArn`,
 * each item of a list). `@` before an input means the ARN of the resource that it names. A template with a name that
 * the resource has no value for asks for nothing, and so does an action on an ARN of another service.
 */
export interface Where {
  arn: string;
  /**
   * Template of what stands for an ARN that nobody knows before the first deployment, as another stack makes it.
   * Default: nothing is asked then.
   */
  unknown?: string;
  /** What the policy has in the place of a name. Default: `*`; the account stays itself. */
  names?: Record<string, Widened>;
  /** Condition of the grant. */
  when?: (place: RightsPlace) => ConditionBlock;
  /**
   * Facts that AWS sends with the request, by condition key, as templates too. Tags of the request and of the resource,
   * a role's boundary and a key's aliases are known from the graph and not written here.
   */
  facts?: (partition: string) => Record<string, string | string[]>;
}

export interface Need {
  actions: string[];
  on: Where;
}

export type Column = "create" | "read" | "update" | "delete";
export const columns: readonly Column[] = ["create", "read", "update", "delete"];

/** Managed policies that a role has in an account of environments, and in the toolchain account. */
export const parts = {
  target: ["network", "edges", "targets", "roles", "functions", "balancing", "containers", "synthetics"],
  toolchain: ["pipelines", "builds", "network", "edges", "artifacts", "registry", "notifications", "gates"],
} as const;
export type AccountKind = keyof typeof parts;

export type Row = Record<Column, Need[]> & {
  /** As `aws:sns/topic:Topic`. */
  type: string;
  /** Where its calls can be read. */
  source: string;
  /** Policies that hold the rights, by the kind of account; without one, such an account makes none. */
  parts: { [kind in AccountKind]?: (typeof parts)[kind][number] };
  /** Template of the text that others take from it before the first deployment. Default: its id. */
  gives?: string;
  /** Template of its ARN: for what others name by `@`, and whose tags a condition tests though it has no `{id}`. */
  arn?: string;
};

/** The provider's source file of a resource, below `internal/service`. `@pulumi/aws` is made from it. */
export function provider(file: string): string {
  return `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/${file}`;
}

/** Actions at a place. */
export function on(where: Where, ...actions: string[]): Need {
  return { on: where, actions };
}

/** Actions that know no single resources. */
export const everything: Where = { arn: "*" };

/** A resource of an account and region. */
export function regional(service: string, resource: string, names: Where["names"] = {}): Where {
  return { arn: `arn:{partition}:${service}:{region}:{account}:${resource}`, names };
}

/** The prefix of the organisation's names, and anything. */
export const own: Widened = ({ names }) => `${names.prefix}-*`;

/** The tag that every resource of a stack bears from its creation on: stacks/provider.ts. */
export const stackTag = "slipway:stack";

/** Handing the role that an input names to a service (`codedeploy`): `roles` are all that it may be. */
export function pass(service: string, input: string, roles: Widened): Need {
  const key = "iam:PassedToService";
  return {
    actions: ["iam:PassRole"],
    on: {
      arn: `{@${input}}`,
      // Nobody has a role of this name, so an unknown one is never proved.
      unknown: "arn:{partition}:iam::{account}:role/unknown",
      names: { [`@${input}`]: roles },
      when: ({ partition }) => ({ StringEquals: { [key]: servicePrincipal(service, partition) } }),
      facts: (partition) => ({ [key]: servicePrincipal(service, partition) }),
    },
  };
}
