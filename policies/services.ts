/** Services on ECS. */
import { at, isUnknown, type Properties } from "./values";

export const service = "aws:ecs/service:Service";

/** Whether ECS itself deploys it; CodeDeploy and other controllers have settings of their own. */
export function isDeployedByEcs(props: Properties): boolean {
  const type = at(props["deploymentController"], "type") ?? "ECS";
  return type === "ECS" && !isUnknown(props["deploymentController"]);
}
