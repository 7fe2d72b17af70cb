/** The policy pack for stacks in Pulumi Cloud, whoever runs them. */
import * as pulumi from "@pulumi/pulumi";
import * as pulumiservice from "@pulumi/pulumiservice";
import type { PolicyGroupPlan } from "../../catalog/deployments/policy-group";
import { type Finding, refuse } from "../problems";

/**
 * A policy group: Pulumi Cloud runs the pack in every update of its stacks and reports (`audit`) or refuses
 * (`preventative`). It begins with a version of the pack that has been published before; which one it has later, and
 * how that is configured, is said by `pulumi policy enable`, so that a change of mode or members takes neither away.
 * https://www.pulumi.com/docs/insights/policy/policy-groups/
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class PolicyEnforcement extends pulumi.ComponentResource {
  constructor(name: string, args: PolicyGroupPlan, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:deployments:PolicyEnforcement", name, {}, opts);
    refuse("PolicyEnforcement", name, findings(args));
    const { organization, mode, pack, stacks } = args;
    new pulumiservice.PolicyGroup(
      `${name}-group`,
      {
        name: args.name,
        organizationName: organization,
        entityType: "stacks",
        mode,
        policyPacks: [{ name: pack.name, versionTag: pack.version }],
        stacks: stacks.map(({ name: stack, project }) => ({ name: stack, routingProject: project })),
      },
      // `pulumi policy enable` gives the group each further version, together with the company's configuration.
      { parent: this, ignoreChanges: ["policyPacks"] },
    );
    this.registerOutputs();
  }
}

function findings({ mode, pack }: PolicyGroupPlan): Finding[] {
  return [
    ...(["audit", "preventative"].includes(mode)
      ? []
      : [{ property: "mode", value: mode, reason: "must be audit or preventative" }]),
    ...(/^\d+\.\d+\.\d+/.test(pack.version)
      ? []
      : [{ property: "pack.version", value: pack.version, reason: "must be one version, such as 0.1.0" }]),
  ];
}
