import { refers } from "../../joined";
import type { StackRule } from "../../rule";
import { at, isProduction, isUnknown, type Properties, tagsOf } from "../../values";

const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const configuration = "aws:codedeploy/deploymentConfig:DeploymentConfig";
const provisioned = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";

/**
 * In production a deployment reaches some instances, or some of the traffic, first.
 *
 * Production is recognised by tags. A configuration of the stack counts as at once when it keeps no instance
 * healthy, or shifts all traffic. A function with provisioned concurrency in the stack cannot be shifted otherwise.
 *
 * Service: codedeploy. Severity: high. Topics: production, release-safety.
 */
export const codedeployDeploymentGroupDeploysGradually: StackRule = {
  name: "codedeploy-deployment-group-deploys-gradually",
  description: "In production a deployment reaches some instances, or some of the traffic, first.",
  level: "mandatory",
  severity: "high",
  service: "codedeploy",
  topics: ["production", "release-safety"],
  source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html",
  remedy: "Set deploymentConfigName to one that goes step by step, such as CodeDeployDefault.OneAtATime.",
  unknowns:
    "A configuration whose name is unknown is joined by dependency; other unknown names are judged in the update.",
  reads: [group, configuration, provisioned],
  checkStack(resources, report) {
    // Lambda's own words: https://github.com/hashicorp/terraform/issues/24957
    const unweighted = resources.some(({ type }) => type === provisioned);
    const own = resources.filter(({ type }) => type === configuration);
    for (const each of resources.filter(({ type, props }) => type === group && isProduction(tagsOf(props)))) {
      const { deploymentConfigName: name = "CodeDeployDefault.OneAtATime" } = each.props;
      const dependencies = each.propertyDependencies["deploymentConfigName"];
      const custom = own.find((one) => refers(name, one, ["deploymentConfigName", "id"], dependencies));
      const platform = custom ? custom.props["computePlatform"] : /\.(Lambda)AllAtOnce$/.exec(String(name))?.[1];
      if (unweighted && platform === "Lambda") continue;
      if (custom ? isAtOnce(custom.props) : /AllAtOnce$/.test(String(name))) {
        report.violation("A deployment reaches all of production at once.", each.urn);
      } else if (!custom && isUnknown(name)) report.undecided("deploymentConfigName", each.urn);
    }
  },
};

function isAtOnce(props: Properties): boolean {
  if (at(props["trafficRoutingConfig"], "type") === "AllAtOnce") return true;
  return Number(at(props["minimumHealthyHosts"], "value") ?? 1) === 0;
}
