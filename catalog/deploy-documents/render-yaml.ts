/** Deploy documents as YAML, apart from JSON so that the release function does not carry a YAML library. */
import { stringify } from "yaml";

/**
 * An appspec's `version: 0.0` becomes the number 0, which CodeDeploy takes: AWS's own action sends it so
 * (https://github.com/aws-actions/amazon-ecs-deploy-task-definition).
 */
export function renderYaml(document: object): string {
  return stringify(document, { compat: "yaml-1.1", lineWidth: 0 });
}
