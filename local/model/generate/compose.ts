/** Joins declarations and facts to the schema of one module of `@pulumi/aws`. */
import { join } from "node:path";
import type { ModuleSchema, ResourceSchema, Shapes } from "../schema";
import {
  type DeclaredResource,
  declaredResources,
  interfaceShapes,
  type NestedTypes,
  nestedTypes,
  packageFolder,
} from "./declarations";
import { type Fact, facts } from "./facts";

export interface Sources {
  folder: string;
  version: string;
  inputs: NestedTypes;
  outputs: NestedTypes;
  facts: Map<string, Fact>;
}

export function sources(): Sources {
  const { version } = require("@pulumi/aws/package.json") as { version: string };
  const folder = packageFolder("aws");
  const [inputs, outputs] = [nestedTypes(folder, "input"), nestedTypes(folder, "output")];
  return { folder, version, inputs, outputs, facts: facts() };
}

/** What outputs hold beyond the arguments: further properties, and optional ones that are always filled in. */
function beyond(outputs: Shapes, inputs: Shapes | undefined): Shapes {
  if (!inputs) return outputs;
  const differs = ([name, shape]: [string, string]) => {
    const input = inputs[name];
    return input === undefined || (shape.endsWith("!") && !input.endsWith("!"));
  };
  return Object.fromEntries(Object.entries(outputs).filter(differs));
}

/** The nested types that these lead to, by name; those of module `home` need no prefix. */
export function closure(start: Set<string>, nested: NestedTypes, home: string): Record<string, Shapes> {
  const found: Record<string, Shapes> = {};
  const queue = [...start];
  const seen = new Set(queue);
  const met = (reference: string) => {
    if (!seen.has(reference)) queue.push(reference);
    seen.add(reference);
  };
  for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
    const name = reference.startsWith(`${home}.`) ? reference.slice(home.length + 1) : reference;
    found[name] = interfaceShapes(nested.get(reference) ?? [], home, met);
  }
  return found;
}

export function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Scalar = string | number | boolean;

/** The default as the declared kind has it, in the words of the bridge to Pulumi. */
function asDeclared(value: Scalar, shape: string): Scalar {
  if (value === "Managed by Terraform") return "Managed by Pulumi";
  if (shape.startsWith("s")) return String(value);
  return shape.startsWith("n") ? Number(value) : value;
}

function resourceSchema(declared: DeclaredResource, fact: Fact | undefined): ResourceSchema {
  const schema: ResourceSchema = { in: declared.inputs, out: beyond(declared.outputs, declared.inputs) };
  if (fact?.forceNew) schema.forceNew = fact.forceNew;
  const known = Object.entries(fact?.defaults ?? {}).filter(([name]) => name in declared.inputs);
  if (known.length > 0)
    schema.defaults = Object.fromEntries(
      known.map(([name, value]) => [name, asDeclared(value, declared.inputs[name]!)]),
    );
  return schema;
}

/** The schema of a module, or undefined when it holds no resources. */
export function moduleSchema(module: string, from: Sources): ModuleSchema | undefined {
  const metInputs = new Set<string>();
  const metOutputs = new Set<string>();
  const declared = declaredResources(
    join(from.folder, module),
    module,
    (reference) => metInputs.add(reference),
    (reference) => metOutputs.add(reference),
  );
  if (declared.length === 0) return undefined;
  const types = closure(metInputs, from.inputs, module);
  const outputs = closure(metOutputs, from.outputs, module);
  const outputTypes = Object.fromEntries(
    Object.entries(outputs)
      .map(([name, shapes]) => [name, beyond(shapes, types[name])] as const)
      .filter(([, shapes]) => Object.keys(shapes).length > 0),
  );
  const resources = Object.fromEntries(declared.map((d) => [d.type, resourceSchema(d, from.facts.get(d.type))]));
  return {
    package: from.version,
    resources: sorted(resources),
    types: sorted(types),
    outputTypes: sorted(outputTypes),
  };
}

/** The text of a module's file: one line per resource and nested type, so that differences are readable. */
export function moduleText(schema: ModuleSchema): string {
  const lines = (record: Record<string, unknown>) =>
    Object.entries(record)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(",\n");
  const part = (name: string, record: Record<string, unknown>) => `${JSON.stringify(name)}:{\n${lines(record)}\n}`;
  const parts = [
    part("resources", schema.resources as unknown as Record<string, unknown>),
    part("types", schema.types),
    part("outputTypes", schema.outputTypes),
  ];
  return `{"package":${JSON.stringify(schema.package)},\n${parts.join(",\n")}}\n`;
}
