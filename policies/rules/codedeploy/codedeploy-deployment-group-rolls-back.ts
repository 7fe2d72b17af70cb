import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

const wanted = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"];

/**
 * Deployment groups undo a deployment that failed, and one that an alarm stopped.
 *
 * In every environment: what is rolled back in production only was never tried before.
 *
 * Service: codedeploy. Severity: high. Topics: rollback, release-safety.
 */
export const codedeployDeploymentGroupRollsBack: ResourceRule = {
  name: "codedeploy-deployment-group-rolls-back",
  formerly: "deployment-group-rolls-back",
  description: "Deployment groups undo a deployment that failed, and one that an alarm stopped.",
  level: "mandatory",
  severity: "high",
  service: "codedeploy",
  topics: ["rollback", "release-safety"],
  source:
    "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html#deployments-rollback-and-redeploy-automatic-rollbacks",
  remedy: `Enable autoRollbackConfiguration with ${wanted.join(" and ")}.`,
  unknowns: "Unknown settings are judged in the update.",
  types: ["aws:codedeploy/deploymentGroup:DeploymentGroup"],
  check({ props }, report) {
    const rollback = props["autoRollbackConfiguration"];
    const events = at(rollback, "events");
    if ([rollback, at(rollback, "enabled"), events].some(isUnknown)) {
      report.undecided("autoRollbackConfiguration");
    } else if (at(rollback, "enabled") !== true) {
      report.violation("autoRollbackConfiguration.enabled is not true: a failed deployment stays as it is.");
    } else {
      for (const event of wanted.filter((each) => !listOf(events).includes(each))) {
        report.violation(`autoRollbackConfiguration.events lacks ${event}.`);
      }
    }
  },
};
