/** The program of one stack, as a function: no effects at import, so that all stacks can be built in one process. */
import type { Access } from "../catalog/naming";
import { stackNamed } from "../catalog/stacks";
import type { Catalog, StackKind } from "../catalog/types";
import type { StackContext } from "./provider";

export type Outputs = Record<string, unknown>;
type StackFunction = (context: StackContext) => Promise<Outputs>;

/** A kind's module is loaded when a stack of that kind runs. */
const kinds: Record<StackKind, () => Promise<StackFunction>> = {
  state: async () => (await import("./state")).stateStack,
  organization: async () => (await import("./organization")).organizationStack,
  account: async () => (await import("./account")).accountStack,
  toolchain: async () => (await import("./toolchain")).toolchainStack,
  environment: async () => (await import("./environment")).environmentStack,
  service: async () => (await import("./service")).serviceStack,
  pipeline: async () => (await import("./pipeline")).pipelineStack,
  deployments: async () => (await import("./deployments")).deploymentsStack,
};

/** The program of a stack by name. Errors: no such stack. */
export function programFor(catalog: Catalog, stackName: string, access: Access): () => Promise<Outputs> {
  const stack = stackNamed(catalog, stackName);
  return async () => (await kinds[stack.kind]())({ catalog, stack, access });
}
