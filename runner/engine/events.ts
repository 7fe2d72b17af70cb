/** The engine's event log: what happens to each resource, as it happens. */
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { isDeepStrictEqual } from "node:util";

/** What the engine does, or plans to do, to one resource. */
export interface EngineStep {
  op: string;
  urn: string;
  type: string;
  /** The resource before the step. */
  old?: StepState;
  /** The resource after the step; without what only the provider will tell. */
  new?: StepState;
  /** Whether the program asked for it; a refresh's own steps are not. */
  logical?: boolean;
  /** By property path, what the provider says changes. */
  detailedDiff?: Record<string, { inputDiff?: boolean }> | null;
}

interface StepState {
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  retainOnDelete?: boolean;
}

export interface EngineEvent {
  resourcePreEvent?: { metadata: EngineStep; planning?: boolean };
  resOutputsEvent?: { metadata: EngineStep; planning?: boolean };
  resOpFailedEvent?: { metadata: { op: string; urn: string; type: string } };
  diagnosticEvent?: { urn?: string; message: string; severity: string; ephemeral?: boolean };
  policyEvent?: { message: string; policyName: string; enforcementLevel: string; resourceUrn?: string };
  summaryEvent?: { resourceChanges: Record<string, number>; isPreview?: boolean };
}

/** Follows a growing file of JSON lines until `stop`, which reads the rest. */
export function followEvents(path: string, onEvent: (event: EngineEvent) => void): { stop(): void } {
  let position = 0;
  let rest = "";
  const decoder = new StringDecoder("utf8");
  const buffer = Buffer.alloc(64 * 1024);
  const read = () => {
    if (!existsSync(path)) return;
    const file = openSync(path, "r");
    try {
      for (let count = 1; count > 0; ) {
        count = readSync(file, buffer, 0, buffer.length, position);
        position += count;
        rest += decoder.write(buffer.subarray(0, count));
      }
    } finally {
      closeSync(file);
    }
    const lines = rest.split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.trim()) onEvent(JSON.parse(line));
  };
  const timer = setInterval(read, 150);
  return {
    stop: () => {
      clearInterval(timer);
      read();
    },
  };
}

const signs: Record<string, string> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "+-",
  "create-replacement": "++",
  "delete-replaced": "--",
  import: "=",
  refresh: "~",
};

/** One line of progress for a step that changed something; undefined for the rest. */
export function stepLine(event: EngineEvent, planning: boolean): string | undefined {
  const step = event.resOutputsEvent;
  if (!step || Boolean(step.planning) !== planning) return undefined;
  const { op, type, urn } = step.metadata;
  const sign = signs[op];
  if (!sign || type.startsWith("pulumi:pulumi:") || foundAsItWas(step.metadata)) return undefined;
  return `  ${sign.padEnd(2)} ${type}  ${urn.split("::").at(-1)}`;
}

/** A refresh calls components and providers updated, which no cloud keeps. */
function foundAsItWas({ op, old, new: now }: EngineStep): boolean {
  return op === "update" && old !== undefined && isDeepStrictEqual(old, now);
}

/** Number of resources by operation, without those that stay as they are. */
export function changesOf(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([op, count]) => op !== "same" && count > 0));
}
