import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";

/**
 * Expands a remote component: registers it and its children on the monitor that the SDK's runtime is configured
 * with, and answers when all are registered. `outputs` are for a provider built on the SDK, which writes them to the
 * wire with their dependencies; `state` is the same as it goes over the wire.
 */
export type Construct = (
  name: string,
  inputs: Inputs,
  options: ComponentResourceOptions,
) => Promise<{ urn: string; outputs: Inputs; state: Record<string, unknown> }>;

/** By type; each loads the Pulumi SDK only when it is called. */
export const constructs: Readonly<Record<string, Construct>> = {
  "awsx:ec2:Vpc": async (name, inputs, options) => {
    const { constructVpc } = await import("./awsx/vpc");
    return constructVpc(name, inputs, options);
  },
};
