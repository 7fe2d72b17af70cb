/** URNs by the engine's rules (`generateURN` and `collapseAliasToUrn` in its step generator). */
import type { Alias, Registration } from "./requests";

export interface Naming {
  project: string;
  stack: string;
}

/** The types of all parents but the stack, then the own one. */
export function urnOf({ project, stack }: Naming, parent: string, type: string, name: string): string {
  const parents = parent.split("::")[2] ?? "";
  const qualified = parents === "" || parents === "pulumi:pulumi:Stack" ? type : `${parents}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The URN that an alias stands for: what it leaves out is as it is now. */
export function aliasUrn(naming: Naming, { parent, type, name }: Registration, alias: Alias): string {
  if ("urn" in alias) return alias.urn;
  const { project, stack } = naming;
  return urnOf(
    { project: alias.project || project, stack: alias.stack || stack },
    alias.parent ?? parent,
    alias.type || type,
    alias.name || name,
  );
}
