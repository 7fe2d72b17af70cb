/** Speeds of deployments, which CodeDeploy reads in the name of whoever deploys. */
import type { Statement } from "../../catalog/iam/document";
import { type AccountPlace, regional } from "./place";

/** The organisation's own configurations, and AWS's. */
export function readConfigurations(place: AccountPlace): Statement {
  return {
    Sid: "ReadConfiguration",
    Effect: "Allow",
    Action: "codedeploy:GetDeploymentConfig",
    Resource: [
      regional(place, "codedeploy", `deploymentconfig:${place.names.prefix}-*`),
      regional(place, "codedeploy", "deploymentconfig:CodeDeployDefault.*"),
    ],
  };
}
