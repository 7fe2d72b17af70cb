/** The SDK's requests to its resource monitor as plain data. */
import { plainObject, type Wire } from "./values";

/** The generated protobuf classes ship without types for these messages' getters. */
export type Message = Record<string, (...args: unknown[]) => never>;

export interface Registration {
  type: string;
  name: string;
  /** URN, or empty for the stack itself. */
  parent: string;
  custom: boolean;
  /** A component that its provider expands. */
  remote: boolean;
  /** As sent: with marks of secrets and of references to resources. */
  raw: Wire;
  /** `<urn>::<id>`, or empty. */
  provider: string;
  /** References by package, which components hand down. */
  providers: Map<string, string>;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** Absent: what the parent says. */
  protect?: boolean;
  retainOnDelete?: boolean;
  ignoreChanges: string[];
  secretOutputs: string[];
  aliases: Alias[];
}

/** An alias by URN, or by the parts in which the old URN differed. */
export type Alias = { urn: string } | { name: string; type: string; stack: string; project: string; parent?: string };

export function registration(request: Message): Registration {
  return {
    type: read(request, "getType"),
    name: read(request, "getName"),
    parent: read(request, "getParent"),
    custom: read(request, "getCustom"),
    remote: read(request, "getRemote"),
    raw: struct(request, "getObject"),
    provider: read(request, "getProvider"),
    providers: new Map(read<Map<string, string>>(request, "getProvidersMap").entries()),
    dependencies: [...read<string[]>(request, "getDependenciesList")].sort(),
    propertyDependencies: propertyDependencies(request),
    protect: read<boolean>(request, "hasProtect") ? read(request, "getProtect") : undefined,
    retainOnDelete: read<boolean>(request, "hasRetainondelete") ? read(request, "getRetainondelete") : undefined,
    ignoreChanges: read(request, "getIgnorechangesList"),
    secretOutputs: read(request, "getAdditionalsecretoutputsList"),
    aliases: read<Message[]>(request, "getAliasesList").map(alias),
  };
}

export function outputsOf(request: Message): { urn: string; outputs: Wire } {
  return { urn: read(request, "getUrn"), outputs: struct(request, "getOutputs") };
}

/** A call of a data source, without marks, as a provider receives it. */
export function invocation(request: Message): { token: string; args: Wire; provider: string } {
  const args = plainObject(struct(request, "getArgs"));
  return { token: read(request, "getTok"), args, provider: read(request, "getProvider") };
}

export function read<T>(request: Message, getter: string): T {
  return request[getter]!() as T;
}

function struct(request: Message, getter: string): Wire {
  return read<{ toJavaScript(): Wire } | undefined>(request, getter)?.toJavaScript() ?? {};
}

/** Only the properties that depend on something. */
function propertyDependencies(request: Message): Record<string, string[]> {
  const found: [string, string[]][] = [];
  for (const [property, urns] of read<Map<string, Message>>(request, "getPropertydependenciesMap").entries()) {
    const list = [...read<string[]>(urns, "getUrnsList")].sort();
    if (list.length > 0) found.push([property, list]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function alias(message: Message): Alias {
  if (read<boolean>(message, "hasUrn")) return { urn: read(message, "getUrn") };
  const spec = read<Message>(message, "getSpec");
  return {
    name: read(spec, "getName"),
    type: read(spec, "getType"),
    stack: read(spec, "getStack"),
    project: read(spec, "getProject"),
    // Neither a parent nor "none" means: the parent that it has now.
    ...(read<boolean>(spec, "hasParenturn") ? { parent: read<string>(spec, "getParenturn") } : {}),
    ...(read<boolean>(spec, "getNoparent") ? { parent: "" } : {}),
  };
}
