/**
 * The schema of `@pulumi/pulumiservice`: the classes at its root, which have one folder and one module. What replaces
 * a resource and its defaults stand in the package's own JavaScript.
 */
import type { ModuleSchema, ResourceSchema, Shapes } from "../schema";
import { closure, sorted } from "./compose";
import { type DeclaredResource, declaredResources, nestedTypes, packageFolder } from "./declarations";

/** Where `types/input.d.ts` keeps nested types that belong to no module. */
const home = "root";

/** `replaceOnChanges: ["organization", "project"]`. */
function replacing(script: string): string[] {
  const list = /replaceOnChanges: (\[[^\]]+\])/.exec(script)?.[1];
  return list ? (JSON.parse(list) as string[]) : [];
}

/** `resourceInputs["mode"] = (args?.mode) ?? "audit";`. */
function defaultsIn(script: string): NonNullable<ResourceSchema["defaults"]> {
  const found = script.matchAll(/resourceInputs\["(\w+)"\] = \(args\?\.\w+\) \?\? ("[^"]*"|true|false|\d+);/g);
  return Object.fromEntries([...found].map(([, name, value]) => [name!, JSON.parse(value!)]));
}

/** Only what is no argument: this provider fills in nothing else. */
function computed({ inputs, outputs }: DeclaredResource): Shapes {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => !(name in inputs)));
}

function resourceSchema(declared: DeclaredResource): ResourceSchema {
  const [forceNew, defaults] = [replacing(declared.script), defaultsIn(declared.script)];
  return {
    in: declared.inputs,
    out: computed(declared),
    ...(forceNew.length > 0 ? { forceNew } : {}),
    ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
  };
}

export function pulumiserviceSchema(): ModuleSchema {
  const { version } = require("@pulumi/pulumiservice/package.json") as { version: string };
  const folder = packageFolder("pulumiservice");
  const met = new Set<string>();
  const declared = declaredResources(
    folder,
    home,
    (reference) => met.add(reference),
    () => {},
  );
  return {
    package: version,
    resources: sorted(Object.fromEntries(declared.map((each) => [each.type, resourceSchema(each)]))),
    types: sorted(closure(met, nestedTypes(folder, "input"), home)),
    outputTypes: {},
  };
}
