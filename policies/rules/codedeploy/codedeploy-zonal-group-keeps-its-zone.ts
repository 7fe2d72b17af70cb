import type { StackRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const configuration = "aws:codedeploy/deploymentConfig:DeploymentConfig";
const target = "aws:lb/targetGroup:TargetGroup";

/**
 * Where a deployment goes zone by zone, its target groups send no traffic across zones.
 *
 * Service: codedeploy. Severity: medium. Topics: release-safety.
 */
export const codedeployZonalGroupKeepsItsZone: StackRule = {
  name: "codedeploy-zonal-group-keeps-its-zone",
  description: "Where a deployment goes zone by zone, its target groups send no traffic across zones.",
  level: "mandatory",
  severity: "medium",
  service: "codedeploy",
  topics: ["release-safety"],
  source:
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#target-group-cross-zone",
  remedy: "Set loadBalancingCrossZoneEnabled of the target group to false.",
  unknowns:
    "A target group or configuration whose name is unknown is not joined; an unknown setting is judged in the update.",
  reads: [group, configuration, target],
  checkStack(resources, report) {
    const zonal = resources
      .filter(({ type, props }) => type === configuration && props["zonalConfig"])
      .map(({ props }) => props["deploymentConfigName"]);
    const groups = resources.filter(
      ({ type, props }) => type === group && zonal.includes(props["deploymentConfigName"] ?? ""),
    );
    const names = groups.flatMap(({ props }) =>
      listOf(at(props["loadBalancerInfo"], "targetGroupInfos")).map((each) => at(each, "name")),
    );
    for (const { urn, props } of resources.filter(
      ({ type, props: own }) => type === target && names.includes(own["name"]),
    )) {
      const crossing = props["loadBalancingCrossZoneEnabled"];
      if (isUnknown(crossing)) report.undecided("loadBalancingCrossZoneEnabled", urn);
      else if (String(crossing) !== "false")
        report.violation("A zone that fails serves the other zones' callers.", urn);
    }
  },
};
