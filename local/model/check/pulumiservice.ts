/**
 * What the provider of Pulumi Cloud refuses beyond the types of its arguments
 * (pulumi-pulumiservice v1.3.0, the `Check` of each file in `provider/pkg/resources`).
 */
import type { CheckFailure, Properties } from "../types";
import { isAbsent, isRecord, isUnknown, text } from "../values";

type Beyond = (inputs: Properties) => (CheckFailure | undefined)[];

function fail(property: string, reason: string): CheckFailure {
  return { property, reason };
}

function oneOf(inputs: Properties, property: string, allowed: string[]): CheckFailure | undefined {
  const value = text(inputs[property]);
  if (value === undefined || allowed.includes(value)) return undefined;
  return fail(property, `must be ${allowed.join(" or ")}, got ${JSON.stringify(value)}`);
}

/** RFC 3339, as Go reads it: a moment needs its offset. */
function moment(inputs: Properties): CheckFailure | undefined {
  const value = text(inputs["timestamp"]);
  const valid = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
  if (value === undefined || (valid.test(value) && !Number.isNaN(Date.parse(value)))) return undefined;
  return fail("timestamp", `must be in RFC 3339 format, such as 2027-01-31T18:00:00Z, got ${JSON.stringify(value)}`);
}

/** A duration of Go: `1h`, `1h30m`. */
function duration(inputs: Properties): CheckFailure | undefined {
  let value: unknown = inputs;
  for (const step of ["operationContext", "oidc", "aws", "duration"]) value = isRecord(value) ? value[step] : undefined;
  const given = text(value);
  if (given === undefined || /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(given)) return undefined;
  return fail(
    "operationContext.oidc.aws.duration",
    `must be a duration such as 1h or 90m, got ${JSON.stringify(given)}`,
  );
}

const deploymentSchedule: Beyond = (inputs) => {
  const given = ["scheduleCron", "timestamp"].filter((property) => !isAbsent(inputs[property]));
  const one = given.length === 1 ? undefined : fail("scheduleCron", "give exactly one of scheduleCron and timestamp");
  return [one, moment(inputs), oneOf(inputs, "pulumiOperation", ["update", "preview", "refresh", "destroy"])];
};

const webhook: Beyond = (inputs) => {
  const [project, stack, environment] = ["projectName", "stackName", "environmentName"].map(
    (property) => !isAbsent(inputs[property]),
  );
  return [
    (stack || environment) && !project
      ? fail("projectName", "a webhook of a stack or an environment names its project too")
      : undefined,
    stack && environment ? fail("stackName", "a webhook is of a stack or of an environment, not of both") : undefined,
    project && !stack && !environment
      ? fail("projectName", "a webhook of the organization names no project; else name the stack or the environment")
      : undefined,
    oneOf(inputs, "format", ["raw", "slack", "ms_teams", "pulumi_deployments"]),
  ];
};

const policyPack: Beyond = ({ versionTag }) => {
  const valid = isUnknown(versionTag) || /^[\w.-]{1,100}$/.test(String(versionTag ?? ""));
  return [valid ? undefined : fail("versionTag", "must be up to 100 letters, digits, dots, dashes and underscores")];
};

const rules: Record<string, Beyond> = {
  "pulumiservice:index:DeploymentSchedule": deploymentSchedule,
  "pulumiservice:index:DeploymentSettings": (inputs) => [duration(inputs)],
  "pulumiservice:index:PolicyGroup": (inputs) => [
    oneOf(inputs, "entityType", ["stacks", "accounts"]),
    oneOf(inputs, "mode", ["audit", "preventative"]),
  ],
  "pulumiservice:index:PolicyPack": policyPack,
  "pulumiservice:index:TtlSchedule": (inputs) => [moment(inputs)],
  "pulumiservice:index:Webhook": webhook,
};

export function rulesBeyondTypes(type: string, inputs: Properties): CheckFailure[] {
  return (rules[type]?.(inputs) ?? []).filter((failure) => failure !== undefined);
}
