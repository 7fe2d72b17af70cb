/**
 * A rollout by ECS itself, and a person's answer to it
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/continue-service-deployment.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html).
 */
import { timeText } from "../../functions/release/answer";
import { ecsOf } from "../../functions/release/ecs-client";
import { goesOn } from "../../functions/release/native";
import { pauseOf } from "../../functions/release/native-failure";
import { shortName } from "../../functions/release/record";
import type { Call } from "../../functions/release/sdk";
import type { ServiceDeployment } from "../../functions/release/world";
import type { Rolling } from "./place";
import type { Rollout, RolloutServices } from "./services";

export function nativeRollouts(
  call: Call,
  { cluster, service }: Extract<Rolling, { controller: "native" }>,
): RolloutServices {
  const continued = ({ deployment, waits }: Rollout, action: "CONTINUE" | "ROLLBACK") =>
    call("ContinueServiceDeployment", { serviceDeploymentArn: deployment, hookId: waits!.hook, action });
  return {
    async look() {
      const all = await ecsOf(call).deployments(cluster, service, Date.now());
      // Releases register in the family that is called as the service; the placeholder is in another.
      const found = all.find((each) => goesOn(each) && shortName(each.taskDefinition ?? "").split(":")[0] === service);
      return found && rolloutOf(found);
    },
    async goOn(rollout) {
      await continued(rollout, "CONTINUE");
    },
    async goBack(rollout) {
      if (rollout.waits) await continued(rollout, "ROLLBACK");
      else await call("StopServiceDeployment", { serviceDeploymentArn: rollout.deployment, stopType: "ROLLBACK" });
    },
  };
}

function rolloutOf(deployment: ServiceDeployment): Rollout {
  const { arn, status, stage, traffic, taskDefinition, images } = deployment;
  const back = status !== "PENDING" && status !== "IN_PROGRESS";
  const pause = back ? undefined : pauseOf(deployment);
  return {
    controller: "native",
    deployment: arn,
    status,
    ...(stage === undefined ? {} : { stage }),
    ...(traffic === undefined ? {} : { traffic }),
    ...(taskDefinition === undefined ? {} : { revision: shortName(taskDefinition) }),
    ...(images === undefined ? {} : { images }),
    back,
    ...(pause
      ? { waits: { hook: pause.id, ...(pause.expires === undefined ? {} : { until: timeText(pause.expires) }) } }
      : {}),
  };
}
