/** What an update sends to AWS: not all that a resource is, but what is to change. */
import * as model from "../model";
import type { Properties } from "../model/types";
import type { ResourceRecord } from "./records";
import { overwrites } from "./taken";

/**
 * Whether an update sends every argument, also those that are not to change, as the state has them: where AWS's call is
 * a put, and of an alias (terraform-provider-aws, internal/service/lambda/alias.go: `resourceAliasUpdate`).
 */
const sendsAll = (type: string) => overwrites(type) || type === "aws:lambda/alias:Alias";

export interface Update {
  type: string;
  /** Outputs as the state has them. */
  olds: Properties;
  oldInputs: Properties;
  inputs: Properties;
  ignoreChanges: readonly string[];
}

/**
 * The arguments that a resource has after an update: those that differ from the state are sent, the others stay as the
 * cloud has them, also where somebody else has changed them since. An ignored one is never sent.
 */
export function sentInputs(update: Update, record: ResourceRecord): Properties {
  const { type, olds, oldInputs, inputs, ignoreChanges } = update;
  const { details } = model.diff(type, oldInputs, inputs, ignoreChanges);
  const changed = new Set(Object.keys(details).map((path) => path.split(/[.[]/)[0]!));
  const staying = sendsAll(type) ? olds : record.outputs;
  const entries = Object.keys(inputs).map((name) => {
    const stays = !changed.has(name) && staying[name] !== undefined;
    return [name, stays ? staying[name] : inputs[name]] as const;
  });
  // What was added since without being an argument of ours stays as well.
  const added = ignoreChanges.filter((name) => !(name in inputs) && staying[name] !== undefined);
  return Object.fromEntries([...entries, ...added.map((name) => [name, staying[name]] as const)]);
}
