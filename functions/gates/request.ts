/** What a pipeline asks of the gates function: JSON in the `UserParameters` of an action or a rule. */
import type { StandardLimits } from "../../catalog/deploy-documents/standard-files";
import type { GateRequest } from "../../catalog/pipeline/gates";
import { Refusal } from "./refusal";

/**
 * Longest value of an action's configuration, after its variables are filled in
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html).
 */
export const userParametersLimit = 1000;

interface Reader<T> {
  expected: string;
  accepts(value: unknown): value is T;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
// A variable that nothing filled in.
const isFilled = (value: unknown): value is string => isText(value) && !value.includes("#{");

const text: Reader<string> = { expected: "must be text without an unfilled #{variable}", accepts: isFilled };
const digest: Reader<string> = {
  expected: "must be sha256: and 64 hexadecimal digits",
  accepts: (value): value is string => isText(value) && /^sha256:[0-9a-f]{64}$/.test(value),
};
const texts: Reader<string[]> = {
  expected: "must be a list of at least one text",
  accepts: (value): value is string[] => Array.isArray(value) && value.length > 0 && value.every(isFilled),
};
const limits: Reader<StandardLimits | undefined> = {
  expected: "must say what the files may name",
  accepts: (value): value is StandardLimits | undefined => value === undefined || isLimits(value),
};
const flag: Reader<boolean> = {
  expected: "must be true or false",
  accepts: (value): value is boolean => typeof value === "boolean",
};

export type GateName = GateRequest["gate"];
/** The fields of one gate, as pipelines send them. */
export type Request<G extends GateName> = Omit<Extract<GateRequest, { gate: G }>, "gate">;

/** Fields of each gate, besides `gate` itself. `releases` is a Parameter Store path without its last slash. */
const gates: { [G in GateName]: { [K in keyof Request<G>]-?: Reader<Request<G>[K]> } } = {
  definition: { parameter: text, digest: text, pipeline: text, execution: text },
  candidate: { pipeline: text, execution: text, supersede: flag },
  same: { digest, files: limits },
  changed: { releases: text, environments: texts, digest },
  previous: { releases: text, environments: texts },
  approver: { pipeline: text, execution: text, stage: text, action: text },
  record: {
    releases: text,
    environment: text,
    digest,
    execution: text,
    commit: text,
    pipeline: text,
    supersede: flag,
    passed: flag,
  },
};

export interface RawRequest {
  gate: GateName;
  fields: Record<string, unknown>;
}

/** The gate that is asked and its fields as they stand. Throws a `Refusal` for anything but JSON with a known gate. */
export function requestOf(userParameters: string | undefined): RawRequest {
  const given = userParameters ?? "";
  if (given.length > userParametersLimit) {
    throw misconfigured(`UserParameters have ${given.length} characters; CodePipeline allows ${userParametersLimit}`);
  }
  const parsed = parse(given);
  // Variables are filled in as text: a quotation mark in one could add a field or give one twice.
  if (JSON.stringify(parsed) !== given) {
    throw misconfigured("UserParameters must give each field once, as JSON without spaces");
  }
  const { gate, ...fields } = parsed;
  if (typeof gate !== "string" || !Object.hasOwn(gates, gate)) {
    throw misconfigured(`UserParameters name the gate ${JSON.stringify(gate)}; there are ${names.join(", ")}`);
  }
  return { gate: gate as GateName, fields };
}

/** The fields of a gate, checked. Throws one `Refusal` with everything that is wrong. */
export function read<G extends GateName>(gate: G, fields: Record<string, unknown>): Request<G> {
  const readers: Record<string, Reader<unknown>> = gates[gate];
  const wrong = Object.entries(readers)
    .filter(([name, reader]) => !reader.accepts(fields[name]))
    .map(([name, { expected }]) => `${name} ${expected} (found ${JSON.stringify(fields[name])})`);
  const unknown = Object.keys(fields)
    .filter((name) => !Object.hasOwn(readers, name))
    .map((name) => `${name} is no field of this gate`);
  if (wrong.length + unknown.length > 0) {
    throw misconfigured(`UserParameters of gate ${gate}: ${[...wrong, ...unknown].join("; ")}`);
  }
  return fields as unknown as Request<G>;
}

const names = Object.keys(gates);

function isLimits(value: unknown): boolean {
  const { registry, images, task } = (value ?? {}) as Record<string, unknown>;
  if (!isFilled(registry) || !isMap(images) || !Object.values(images).every(isFilled)) return false;
  if (task === undefined) return true;
  const { family, taskRole, executionRole, hookPrefix, hooks } = (task ?? {}) as Record<string, unknown>;
  return [family, taskRole, executionRole, hookPrefix].every(isFilled) && Array.isArray(hooks) && hooks.every(isFilled);
}

const isMap = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

function parse(given: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch {
    throw misconfigured(`UserParameters are not JSON: ${given.slice(0, 200)}`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw misconfigured(`UserParameters must be a JSON object, found ${given.slice(0, 200)}`);
  }
  return parsed as Record<string, unknown>;
}

function misconfigured(problem: string): Refusal {
  return new Refusal(
    `${problem}. The pipeline's definition is at fault: apply the service's pipeline stack.`,
    "ConfigurationError",
  );
}
