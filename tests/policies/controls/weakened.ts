/** A control that a recorded stack has, and the stack without it. */
import type { GraphResource, GraphStack } from "../../../analysis/graph/types";

export interface Weakened {
  /** What is weakened, told alike for resources that are alike: each kind is weakened once. */
  kind: string;
  stack: GraphStack;
  resource: GraphResource;
  /** The resource in its weak form; undefined where it is left out. */
  weak: GraphResource | undefined;
}

export type Inputs = Record<string, unknown>;

/** As `iam:Policy`. */
export const shortType = ({ type }: GraphResource): string => type.replace(/^aws:([^/]*)\/.*:/, "$1:");

/** The resource with other inputs. What was given shows in the outputs; what is no longer given is computed. */
export function withInputs(resource: GraphResource, inputs: Inputs): GraphResource {
  const outputs: Inputs = { ...resource.outputs };
  for (const name of Object.keys({ ...resource.inputs, ...inputs }).filter((each) => each in outputs)) {
    outputs[name] = inputs[name] ?? { $unknown: true };
  }
  return { ...resource, inputs, outputs } as GraphResource;
}

/** The stack with the weak form in the resource's place. */
export function stackWith({ stack, resource, weak }: Weakened): GraphStack {
  const resources = stack.resources.flatMap((each) => (each === resource ? (weak ? [weak] : []) : [each]));
  return { ...stack, resources };
}

/** Says that a resource does not have the control. */
export const same = Symbol("same");

/** One weak form, or several with names. */
export class Several {
  constructor(readonly forms: Array<[string, unknown]>) {}
}
