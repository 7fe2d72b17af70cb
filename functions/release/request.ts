/** What a pipeline asks of the release function: JSON in the `UserParameters` of its action. */
import { naming } from "../../catalog/naming";
import { mostReleaseMinutes, type ReleaseParameters } from "../../catalog/pipeline/release-job";
import { Refusal } from "../gates/refusal";
import { userParametersLimit } from "../gates/request";

export type { OneTask, ReleaseParameters } from "../../catalog/pipeline/release-job";

const name = /^[\w.+=,@/-]+$/;
const texts: Record<Exclude<keyof ReleaseParameters, "minutes" | "task">, [form: RegExp, expected: string]> = {
  service: [/^[a-z][a-z0-9-]*$/, "must be a service's name"],
  environment: [/^[a-z][a-z0-9-]*$/, "must be an environment's name"],
  pipeline: [name, "must be a pipeline's name"],
  execution: [name, "must be an execution's id without an unfilled #{variable}"],
  digest: [/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits"],
  region: [/^[a-z]{2,}(-[a-z]+)+-\d$/, "must be a region"],
  role: [/^arn:aws[a-z-]*:iam::\d{12}:role\/slipway\/[\w+=,.@-]+$/, "must be the ARN of a role under /slipway/"],
  target: [/^\/[\w./-]+$/, "must be the path of a parameter"],
  record: [/^\/[\w./-]+$/, "must be the path of a parameter"],
};

/** Reads the parameters. Throws one `Refusal` with everything that is wrong. */
export function releaseParameters(userParameters: string | undefined): ReleaseParameters {
  const given = userParameters ?? "";
  const parsed = parse(given);
  const problems = parsed === undefined ? ["must be a JSON object, each field once and without spaces"] : wrong(parsed);
  if (given.length > userParametersLimit) problems.push(`have ${given.length} characters of ${userParametersLimit}`);
  if (problems.length > 0) {
    throw new Refusal(
      `UserParameters of the release: ${problems.join("; ")}. The pipeline's definition is at fault: apply the ` +
        "service's pipeline stack.",
      "ConfigurationError",
    );
  }
  return parsed as unknown as ReleaseParameters;
}

/** Undefined for what is no object, or would not be written that way: a variable could have added a field. */
function parse(given: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(given);
    const sound = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return sound && JSON.stringify(parsed) === given ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function wrong(parsed: Record<string, unknown>): string[] {
  const { minutes } = parsed;
  const known = [...Object.keys(texts), "minutes", "task"];
  const found = (key: string) => `(found ${JSON.stringify(parsed[key])})`;
  const malformed = Object.entries(texts)
    .filter(([key, [form]]) => typeof parsed[key] !== "string" || !form.test(parsed[key]))
    .map(([key, [, expected]]) => `${key} ${expected} ${found(key)}`);
  return [
    ...(malformed.length > 0 ? malformed : foreign(parsed as unknown as ReleaseParameters)),
    ...(parsed["task"] === undefined ? [] : taskProblems(parsed["task"])),
    ...(typeof minutes === "number" && Number.isInteger(minutes) && minutes > 0 && minutes <= mostReleaseMinutes
      ? []
      : [`minutes must be a whole number from 1 to ${mostReleaseMinutes} ${found("minutes")}`]),
    ...Object.keys(parsed)
      .filter((key) => !known.includes(key))
      .map((key) => `${key} is no field of a release`),
  ];
}

/**
 * Pipeline, role, target and record are all computed from service and environment, so that a pipeline whose text was
 * put together wrongly, or by somebody else, cannot release one service with the words of another.
 */
function foreign({ service, environment, pipeline, role, target, record }: ReleaseParameters): string[] {
  const suffix = "-release";
  const roleName = role.split("/").at(-1)!;
  if (!roleName.endsWith(suffix)) return [`role must be a release role (found ${JSON.stringify(role)})`];
  const names = naming(roleName.slice(0, -suffix.length));
  const own = names.pipeline(service);
  const must = (key: string, value: string, wanted: string) =>
    value === wanted ? [] : [`${key} must be ${wanted} (found ${JSON.stringify(value)})`];
  return [
    // A branch pipeline bears its track after an underscore, which is in no name of a service.
    ...(pipeline.startsWith(`${own}_`) ? [] : must("pipeline", pipeline, own)),
    ...must("target", target, names.parameter(environment, service, "target")),
    ...must("record", record, names.runningParameter(service, environment)),
  ];
}

function taskProblems(task: unknown): string[] {
  const { name: step, container, command, revision, ...more } = (task ?? {}) as Record<string, unknown>;
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  return [
    ...(isText(step) ? [] : ["task.name must be text"]),
    ...(isText(container) ? [] : ["task.container must be text"]),
    ...(Array.isArray(command) && command.length > 0 && command.every(isText)
      ? []
      : ["task.command must be a list of at least one text"]),
    ...(revision === "new" || revision === "running" ? [] : ["task.revision must be new or running"]),
    ...Object.keys(more).map((key) => `task.${key} is no field of a task`),
  ];
}
