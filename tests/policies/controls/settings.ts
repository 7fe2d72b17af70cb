/** Every setting of every type in the recorded graphs that is a control, with its weak forms. */
import type { GraphResource, GraphStack } from "../../../analysis/graph/types";
import { controls, type Forms } from "./table";
import { type Inputs, Several, same, shortType, type Weakened, withInputs } from "./weakened";

/** Types whose resources are controls by being there. */
function isLeftOut({ type }: GraphResource): boolean {
  return controls[type]?.leftOut === true;
}

export function* weakenedSettings(stack: GraphStack, resource: GraphResource): Generator<Weakened> {
  const of = { stack, resource };
  const type = shortType(resource);
  if (resource.protect) yield { kind: `${type}: protect`, ...of, weak: { ...resource, protect: false } };
  if (isLeftOut(resource)) yield { kind: `${type}: itself`, ...of, weak: undefined };
  const forms: Forms = controls[resource.type]?.settings ?? {};
  for (const [property, ways] of Object.entries(forms).filter(([name]) => name in resource.inputs)) {
    for (const [how, weaken] of Object.entries(ways)) {
      const inputs = structuredClone(resource.inputs) as Inputs;
      const changed = weaken(inputs[property] as never, inputs as never);
      if (changed === same) continue;
      for (const [suffix, value] of variants(changed)) {
        const next = { ...inputs, [property]: value };
        if (value === undefined) delete next[property];
        yield { kind: `${type}.${property}: ${how}${suffix}`, ...of, weak: withInputs(resource, next) };
      }
    }
  }
}

function variants(changed: unknown): Array<[string, unknown]> {
  return changed instanceof Several ? changed.forms.map(([name, value]) => [` ${name}`, value]) : [["", changed]];
}
