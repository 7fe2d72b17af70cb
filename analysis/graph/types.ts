/** The recorded resource graph: the contract between programs and analysis (design section 7). */
import type { StackKind } from "../../catalog/types";

/** A value that the engine only knows after an update. */
export interface Unknown {
  $unknown: true;
}
/** A value that the engine keeps encrypted. */
export interface Secret {
  $secret: GraphValue;
}
export type GraphValue =
  | null
  | boolean
  | number
  | string
  | GraphValue[]
  | { [key: string]: GraphValue }
  | Unknown
  | Secret;
export type GraphMap = { [key: string]: GraphValue };

export interface GraphResource {
  urn: string;
  type: string;
  name: string;
  /** Managed by a provider (true), or a component (false). */
  custom: boolean;
  /** A component that a provider expands. */
  remote: boolean;
  parent?: string;
  /** Where its explicit provider works, for resources that have one. */
  provider?: { account: string; region: string; assumeRoles: string[] };
  inputs: GraphMap;
  outputs: GraphMap;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  retainOnDelete: boolean;
  ignoreChanges: string[];
  aliases: string[];
}

export interface GraphStack {
  name: string;
  kind: StackKind;
  account: string;
  region: string;
  partition: string;
  dependsOn: string[];
  /** Absent when Pulumi Cloud keeps it. */
  state?: {
    bucket: string;
    prefix: string;
    table: string;
    keyAlias: string;
    previewRole: string;
    updateRole: string;
  };
  outputs: GraphMap;
  resources: GraphResource[];
}

export interface Graph {
  version: 1;
  /** Ids of the accounts that are shown whole. */
  complete: string[];
  /** AWS Organizations id that all accounts belong to, when it is known. */
  organizationId?: string;
  stacks: GraphStack[];
}
