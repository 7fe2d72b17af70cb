import { pipelineType } from "../../buckets";
import type { StackRule } from "../../rule";
import { at, listOf, type Value } from "../../values";

const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
/** https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html */
const week = 7 * 24 * 60;

/**
 * A deployment that waits to be continued waits at least as long as its approval may take.
 *
 * Without a timeout an approval may take seven days.
 *
 * Service: codedeploy. Severity: low. Topics: approval.
 */
export const codedeployDeploymentGroupWaitsForApproval: StackRule = {
  name: "codedeploy-deployment-group-waits-for-approval",
  description: "A deployment that waits to be continued waits at least as long as its approval may take.",
  level: "mandatory",
  severity: "low",
  service: "codedeploy",
  topics: ["approval"],
  source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-blue-green.html",
  remedy: "Give the approval action a timeoutInMinutes that is not above the wait of deploymentReadyOption.",
  unknowns: "Unknown times are not compared. Pipelines of other stacks are not seen.",
  reads: [group, pipelineType],
  checkStack(resources, report) {
    const groups = resources.filter(({ type }) => type === group);
    for (const { urn, props } of resources.filter(({ type }) => type === pipelineType)) {
      const actions = listOf(props["stages"]).flatMap((stage) => listOf(at(stage, "actions")));
      const deployed = actions.map((action) => at(action, "configuration", "DeploymentGroupName"));
      const approvals = actions.filter((action) => at(action, "category") === "Approval");
      for (const own of groups.filter((each) => deployed.includes(each.props["deploymentGroupName"]))) {
        const ready = at(own.props["blueGreenDeploymentConfig"], "deploymentReadyOption");
        if (at(ready, "actionOnTimeout") !== "STOP_DEPLOYMENT") continue;
        const wait = minutes(at(ready, "waitTimeInMinutes"), 0);
        for (const action of approvals.filter((each) => minutes(at(each, "timeoutInMinutes"), week) > wait)) {
          report.violation(
            `Approval ${String(at(action, "name"))} may come after the ${wait} minutes of the wait.`,
            urn,
          );
        }
      }
    }
  },
};

const minutes = (value: Value | undefined, other: number) => (typeof value === "number" ? value : other);
