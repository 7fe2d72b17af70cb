/**
 * The types of `@pulumi/aws` as data: one generated file per module, loaded when a type of it is first asked for.
 * Those of `@pulumi/pulumiservice` are one module more.
 *
 * A shape is a short string: `s` string, `n` number, `b` boolean, `j` JSON document as a string, `a` asset or
 * archive, `*` anything, `[x` list of x, `{x` map of x, `#Name` nested type of the same file. Required properties
 * (for outputs: those always present) end in `!`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Shapes = Record<string, string>;

export interface ResourceSchema {
  /** Arguments. */
  in: Shapes;
  /** Outputs that are no arguments, or that the provider fills in although they are optional arguments. */
  out: Shapes;
  /** Dotted paths whose change replaces the resource. */
  forceNew?: string[];
  /** What the provider fills in for an absent argument. */
  defaults?: Record<string, string | number | boolean>;
}

export interface ModuleSchema {
  package: string;
  resources: Record<string, ResourceSchema>;
  /** Nested argument types. */
  types: Record<string, Shapes>;
  /** By nested type, what outputs hold beyond its arguments; whole output types where no argument type exists. */
  outputTypes: Record<string, Shapes>;
}

export interface TypeSchema extends ResourceSchema {
  type: string;
  module: ModuleSchema;
}

export const generatedFolder = join(__dirname, "generated");

const modules = new Map<string, ModuleSchema | undefined>();

/** Packages that the model knows; types of others pass as they are. */
const packages = ["aws", "pulumiservice"];

export function packageOf(type: string): string {
  return type.split(":")[0]!;
}

export function isModelled(type: string): boolean {
  return packages.includes(packageOf(type));
}

/** The module of a type token: `s3` of `aws:s3/bucket:Bucket`, `pulumiservice` of all types of that package. */
export function moduleOf(type: string): string {
  if (packageOf(type) === "pulumiservice") return "pulumiservice";
  return type.split(":")[1]?.split("/")[0] ?? "";
}

function loadModule(name: string): ModuleSchema | undefined {
  if (!modules.has(name)) {
    const file = join(generatedFolder, `${name}.json`);
    const known = /^[a-z0-9]+$/.test(name) && existsSync(file);
    modules.set(name, known ? (JSON.parse(readFileSync(file, "utf8")) as ModuleSchema) : undefined);
  }
  return modules.get(name);
}

/** The schema of a resource type, or undefined when its package has no such type or is none that the model knows. */
export function schemaOf(type: string): TypeSchema | undefined {
  if (!isModelled(type)) return undefined;
  const module = loadModule(moduleOf(type));
  const resource = module?.resources[type];
  return module && resource ? { ...resource, type, module } : undefined;
}

export interface Shape {
  text: string;
  required: boolean;
}

/** Splits off the mark of a required property. */
export function shapeOf(encoded: string): Shape {
  return encoded.endsWith("!") ? { text: encoded.slice(0, -1), required: true } : { text: encoded, required: false };
}

/** The resource types of a module. */
export function typesOf(module: string): string[] {
  return Object.keys(loadModule(module)?.resources ?? {});
}
