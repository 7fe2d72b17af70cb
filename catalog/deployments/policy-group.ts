/** The policy pack for all stacks in Pulumi Cloud, whoever runs them. */
import type { Catalog } from "../types";
import { cloudStacks } from "./settings";

export interface PolicyGroupPlan {
  organization: string;
  name: string;
  mode: "audit" | "preventative";
  /** Published under this name and version; a version can be published once only. */
  pack: { name: string; version: string };
  stacks: { name: string; project: string }[];
}

/** Name of the pack in `policies/index.ts`. */
export const policyPackName = "slipway";

/** The group, or undefined when the files say `none`. */
export function policyGroup(catalog: Catalog, packVersion: string): PolicyGroupPlan | undefined {
  const { deployments, names, project } = catalog;
  if (!deployments || deployments.policyGroup === "none") return undefined;
  return {
    organization: deployments.organization,
    name: `${names.prefix}-${policyPackName}`,
    mode: deployments.policyGroup,
    pack: { name: policyPackName, version: packVersion },
    stacks: cloudStacks(catalog).map(({ name }) => ({ name, project })),
  };
}
