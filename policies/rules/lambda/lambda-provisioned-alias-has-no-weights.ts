import { refers } from "../../joined";
import type { Resource, StackRule } from "../../rule";
import { at, isObject } from "../../values";

const provisioned = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
const alias = "aws:lambda/alias:Alias";
const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";

/**
 * Traffic of an alias with provisioned concurrency goes over all at once.
 *
 * Lambda refuses provisioned concurrency on an alias with weights. Deployment groups count where the stack has one
 * alias.
 *
 * Service: lambda. Severity: medium. Topics: release-safety.
 */
export const lambdaProvisionedAliasHasNoWeights: StackRule = {
  name: "lambda-provisioned-alias-has-no-weights",
  description: "Traffic of an alias with provisioned concurrency goes over all at once.",
  level: "mandatory",
  severity: "medium",
  service: "lambda",
  topics: ["release-safety"],
  source: "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
  remedy:
    "Leave the weights out and deploy with CodeDeployDefault.LambdaAllAtOnce, or leave provisioned concurrency out.",
  unknowns: "An alias whose name is unknown is joined by dependency; an unknown setting is not judged.",
  reads: [provisioned, alias, group],
  checkStack(resources, report) {
    const aliases = resources.filter(({ type }) => type === alias);
    for (const { props, propertyDependencies } of resources.filter(({ type }) => type === provisioned)) {
      const means = (each: Resource) => refers(props["qualifier"], each, ["name"], propertyDependencies["qualifier"]);
      const own = aliases.filter((each) => means(each) && each.props["functionName"] === props["functionName"]);
      for (const { urn } of own.filter(isWeighted)) report.violation("The alias has weights.", urn);
      for (const { urn } of aliases.length === 1 && own.length === 1 ? resources.filter(shifts) : []) {
        report.violation("Its deployments shift traffic by weights.", urn);
      }
    }
  },
};

function isWeighted({ props }: Resource): boolean {
  const weights = at(props["routingConfig"], "additionalVersionWeights");
  return isObject(weights) && Object.keys(weights).length > 0;
}

/** Whether it is a group that moves an alias step by step; configurations of its own are refused by Lambda later. */
function shifts({ type, props }: Resource): boolean {
  return type === group && /\.Lambda(Canary|Linear)/.test(String(props["deploymentConfigName"]));
}
