/**
 * A rollout by CodeDeploy, and a person's answer to it
 * (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ContinueDeployment.html,
 * https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html).
 */
import { goesOn } from "../../functions/release/codedeploy";
import { codedeployOf } from "../../functions/release/codedeploy-client";
import type { Call } from "../../functions/release/sdk";
import type { Rolling } from "./place";
import type { Rollout, RolloutServices } from "./services";

interface Target {
  lifecycleEvents?: { lifecycleEventName?: string; status?: string }[];
  taskSetsInfo?: { taskSetLabel?: string; trafficWeight?: number }[];
}

export function groupRollouts(
  call: Call,
  { application, group }: Extract<Rolling, { controller: "codedeploy" }>,
): RolloutServices {
  return {
    async look() {
      const found = (await codedeployOf(call).deployments({ application, group }, Date.now())).find(goesOn);
      if (!found) return undefined;
      const { id, status, description, undoes, readyMinutes } = found;
      return {
        controller: "codedeploy",
        deployment: id,
        status,
        ...(undoes === undefined ? await progress(call, id) : {}),
        ...(description === undefined ? {} : { revision: description.replace(/^Slipway release of /, "") }),
        back: undoes !== undefined,
        ...(status === "Ready" ? { waits: readyMinutes === undefined ? {} : { minutes: readyMinutes } } : {}),
      };
    },
    async goOn({ deployment }) {
      await call("ContinueDeployment", { deploymentId: deployment, deploymentWaitType: "READY_WAIT" });
    },
    async goBack({ deployment }) {
      await call("StopDeployment", { deploymentId: deployment, autoRollbackEnabled: true });
    },
  };
}

/** The event that it is in, and on ECS the share of the traffic that has gone over. */
async function progress(call: Call, deploymentId: string): Promise<Pick<Rollout, "stage" | "traffic">> {
  const { targetIds = [] } = await call<{ targetIds?: string[] }>("ListDeploymentTargets", { deploymentId });
  if (targetIds.length === 0) return {};
  const { deploymentTargets = [] } = await call<{
    deploymentTargets?: { ecsTarget?: Target; lambdaTarget?: Target }[];
  }>("BatchGetDeploymentTargets", { deploymentId, targetIds });
  const { ecsTarget, lambdaTarget } = deploymentTargets[0] ?? {};
  const { lifecycleEvents = [], taskSetsInfo = [] } = ecsTarget ?? lambdaTarget ?? {};
  const stage = lifecycleEvents.find(({ status }) => status === "InProgress")?.lifecycleEventName;
  const traffic = taskSetsInfo.find(({ taskSetLabel }) => taskSetLabel === "Green")?.trafficWeight;
  return { ...(stage === undefined ? {} : { stage }), ...(traffic === undefined ? {} : { traffic }) };
}
