/**
 * Ids of Pulumi Cloud's resources: the parts of a path, as their `import` takes them
 * (pulumi-pulumiservice v1.3.0, `provider/pkg/resources`).
 */
import type { Making, Rule, Rules } from "./making";

const joined = (making: Making, properties: string[], ...rest: string[]): string =>
  [...properties.map((property) => making.input(property) ?? ""), ...rest].join("/");

const stackOf = ["organization", "project", "stack"];

/** The id is what the arguments say, and nothing is computed. */
const named =
  (properties: string[], ...rest: string[]): Rule =>
  (making) => ({ id: joined(making, properties, ...rest), outputs: {} });

const schedule =
  (...kind: string[]): Rule =>
  (making) => {
    const scheduleId = making.uuid("schedule");
    return { id: joined(making, stackOf, ...kind, scheduleId), outputs: { scheduleId } };
  };

/** Pulumi Cloud gives a webhook eight hexadecimal digits as its name. */
const webhook: Rule = (making) => {
  const name = making.hex("webhook", 8);
  const { organizationName, projectName, stackName, environmentName } = making.inputs;
  const place = stackName
    ? [organizationName, projectName, stackName]
    : environmentName
      ? [organizationName, "environment", projectName, environmentName]
      : [organizationName];
  return { id: [...place, name].join("/"), outputs: { name } };
};

const policyPack: Rule = (making) => ({
  id: joined(making, ["organization", "name", "versionTag"]),
  outputs: { version: 1, contentHash: making.hex("content", 64) },
});

const agentPool: Rule = (making) => {
  const agentPoolId = making.uuid("pool");
  return { id: joined(making, ["organizationName", "name"], agentPoolId), outputs: { agentPoolId } };
};

const oidcIssuer: Rule = (making) => ({
  id: joined(making, ["organization"], making.uuid("issuer")),
  outputs: {},
});

export const pulumiserviceRules: Rules = {
  "pulumiservice:index:AgentPool": agentPool,
  "pulumiservice:index:DeploymentSchedule": schedule(),
  "pulumiservice:index:DeploymentSettings": named(stackOf),
  "pulumiservice:index:DriftSchedule": schedule("drift"),
  "pulumiservice:index:OidcIssuer": oidcIssuer,
  "pulumiservice:index:PolicyGroup": named(["organizationName", "name"]),
  "pulumiservice:index:PolicyPack": policyPack,
  "pulumiservice:index:Stack": named(["organizationName", "projectName", "stackName"]),
  "pulumiservice:index:StackTag": named([...stackOf, "name"]),
  "pulumiservice:index:StackTags": named(stackOf, "tags"),
  "pulumiservice:index:Team": named(["organizationName", "name"]),
  "pulumiservice:index:TtlSchedule": schedule("ttl"),
  "pulumiservice:index:Webhook": webhook,
};
