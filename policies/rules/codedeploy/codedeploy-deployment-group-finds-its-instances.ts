import type { StackRule } from "../../rule";
import { at, isUnknown, listOf, tagsOf, type Value } from "../../values";

const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const instance = "aws:ec2/instance:Instance";

/**
 * The tags by which a deployment group finds its instances are tags that instances have, to the letter.
 *
 * Service: codedeploy. Severity: medium. Topics: release-safety.
 */
export const codedeployDeploymentGroupFindsItsInstances: StackRule = {
  name: "codedeploy-deployment-group-finds-its-instances",
  description: "The tags by which a deployment group finds its instances are tags that instances have, to the letter.",
  level: "mandatory",
  severity: "medium",
  service: "codedeploy",
  topics: ["release-safety"],
  source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-tagging.html",
  remedy: "Correct the filter or the tag: keys and values are compared with case.",
  unknowns: "Groups and instances with unknown tags are not compared; nor are groups of a stack without instances.",
  reads: [group, instance],
  checkStack(resources, report) {
    const tagged = resources.filter(({ type }) => type === instance);
    if (tagged.length === 0 || tagged.some(({ props }) => isUnknown(props["tags"]))) return;
    const tags = tagged.map(({ props }) => tagsOf(props));
    for (const { urn, props } of resources.filter(({ type }) => type === group)) {
      const sets = [
        ...listOf(props["ec2TagSets"]).map((set) => listOf(at(set, "ec2TagFilters"))),
        ...(listOf(props["ec2TagFilters"]).length > 0 ? [listOf(props["ec2TagFilters"])] : []),
      ];
      const found = tags.some((own) => sets.every((set) => set.some((filter) => meets(own, filter))));
      if (sets.length > 0 && !found) report.violation("No instance of the stack has the tags of the group.", urn);
    }
  },
};

function meets(tags: Record<string, string>, filter: Value): boolean {
  const [key, value] = [String(at(filter, "key")), at(filter, "value")];
  const type = at(filter, "type") ?? "KEY_AND_VALUE";
  if (type === "VALUE_ONLY") return Object.values(tags).includes(String(value));
  return key in tags && (type === "KEY_ONLY" || tags[key] === value);
}
