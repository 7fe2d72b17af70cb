/** Remote components: expanded by the laptop cloud's model, called as the engine calls a provider's Construct. */
import * as pulumi from "@pulumi/pulumi";
import * as model from "../../local/model";
import type { Registration } from "./requests";
import type { Wire } from "./values";

// What the SDK's own server does between the engine and a component's program.
const {
  deserializeInputs,
}: {
  deserializeInputs(
    inputs: { toJavaScript(): Wire },
    dependencies: Map<string, { getUrnsList(): string[] }>,
  ): Promise<pulumi.Inputs>;
} = require("@pulumi/pulumi/provider/server");
const {
  serializeResourceProperties,
}: {
  serializeResourceProperties(label: string, props: pulumi.Inputs): Promise<[Wire, Map<string, Set<pulumi.Resource>>]>;
} = require("@pulumi/pulumi/runtime/rpc");

export interface Built {
  urn: string;
  state: Wire;
  /** By output, the URNs that it depends on: the children that it comes from. */
  dependencies: Map<string, string[]>;
}

export async function construct(asked: Registration): Promise<Built> {
  const { type, name, raw, parent } = asked;
  const build = model.constructs[type];
  if (!build) {
    const known = Object.keys(model.constructs).join(", ");
    throw new Error(
      `the laptop cloud cannot expand this remote component; it knows ${known}. Build it from resources.`,
    );
  }
  const providers = [...asked.providers].map(
    ([pkg, ref]) => [pkg, new pulumi.DependencyProviderResource(ref)] as const,
  );
  const lists = Object.entries(asked.propertyDependencies).map(
    ([key, urns]) => [key, { getUrnsList: () => urns }] as const,
  );
  const inputs = await deserializeInputs({ toJavaScript: () => raw }, new Map(lists));
  const { urn, outputs } = await build(name, inputs, {
    ...(parent ? { parent: new pulumi.DependencyResource(parent) } : {}),
    dependsOn: asked.dependencies.map((each) => new pulumi.DependencyResource(each)),
    providers: Object.fromEntries(providers),
    protect: asked.protect ?? false,
    ignoreChanges: asked.ignoreChanges,
    retainOnDelete: asked.retainOnDelete ?? false,
  });
  const [state, resources] = await serializeResourceProperties(`${type} ${name}`, outputs);
  const dependencies = new Map<string, string[]>();
  for (const [key, found] of resources) dependencies.set(key, await Promise.all([...found].map(urnOf)));
  return { urn, state, dependencies };
}

function urnOf(resource: pulumi.Resource): Promise<string> {
  return (resource.urn as unknown as { promise(): Promise<string> }).promise();
}
