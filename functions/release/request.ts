/** What a pipeline asks of the release function: JSON in the `UserParameters` of its action. */
import { Refusal } from "../gates/refusal";
import { userParametersLimit } from "../gates/request";

export interface ReleaseParameters {
  service: string;
  environment: string;
  /** The pipeline and its execution: `#{codepipeline.PipelineExecutionId}`. */
  pipeline: string;
  execution: string;
  /** `#{Candidate.Digest}`. */
  digest: string;
  region: string;
  /** ARN of the release role in the target account. */
  role: string;
  /** Parameter in the target account that describes the target. */
  target: string;
  /** Parameter in the pipeline's own account that says what runs. */
  record: string;
  minutes: number;
}

const name = /^[\w.+=,@/-]+$/;
const texts: Record<Exclude<keyof ReleaseParameters, "minutes">, [form: RegExp, expected: string]> = {
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
  const known = [...Object.keys(texts), "minutes"];
  const found = (key: string) => `(found ${JSON.stringify(parsed[key])})`;
  return [
    ...Object.entries(texts)
      .filter(([key, [form]]) => typeof parsed[key] !== "string" || !form.test(parsed[key]))
      .map(([key, [, expected]]) => `${key} ${expected} ${found(key)}`),
    ...(typeof minutes === "number" && Number.isInteger(minutes) && minutes > 0 && minutes <= mostMinutes
      ? []
      : [`minutes must be a whole number from 1 to ${mostMinutes} ${found("minutes")}`]),
    ...Object.keys(parsed)
      .filter((key) => !known.includes(key))
      .map((key) => `${key} is no field of a release`),
  ];
}

/**
 * A Lambda action runs 24 hours at most (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html); the
 * last hour of them is for the rollback of what takes longer, and for telling of it.
 */
export const mostMinutes = 23 * 60;
