/** Questions to CodeDeploy. */
import { createHash } from "node:crypto";
import { errorName } from "../gates/refusal";
import { type Call, inParts } from "./sdk";
import type { CodeDeploy, Deployment, LifecycleEvent } from "./world";

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html */
const deploymentsPerCall = 25;

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeployments.html */
const underWay = ["Created", "Queued", "InProgress", "Baking", "Ready"];

interface Info {
  deploymentId: string;
  status?: string;
  createTime?: Date;
  description?: string;
  errorInformation?: { code?: string; message?: string };
  rollbackInfo?: { rollbackDeploymentId?: string; rollbackMessage?: string; rollbackTriggeringDeploymentId?: string };
  deploymentStatusMessages?: string[];
  blueGreenDeploymentConfiguration?: {
    deploymentReadyOption?: { actionOnTimeout?: string; waitTimeInMinutes?: number };
  };
}

interface Target {
  lifecycleEvents?: { lifecycleEventName?: string; status?: string; diagnostics?: { message?: string } }[];
}

export function codedeployOf(call: Call): CodeDeploy {
  return {
    async deployments({ application, group }, since) {
      const names = { applicationName: application, deploymentGroupName: group };
      const ids = new Set<string>();
      for (const filter of [{ includeOnlyStatuses: underWay }, { createTimeRange: { start: new Date(since) } }]) {
        for (const id of await listed(call, { ...names, ...filter })) ids.add(id);
      }
      const found: Deployment[] = [];
      for (const deploymentIds of inParts([...ids], deploymentsPerCall)) {
        const { deploymentsInfo = [] } = await call<{ deploymentsInfo?: Info[] }>("BatchGetDeployments", {
          deploymentIds,
        });
        found.push(...deploymentsInfo.map(deploymentOf));
      }
      return found.sort((a, b) => b.created - a.created);
    },
    async create({ application, group, appSpec, description }) {
      const sha256 = createHash("sha256").update(appSpec).digest("hex");
      const { deploymentId } = await call<{ deploymentId: string }>("CreateDeployment", {
        applicationName: application,
        deploymentGroupName: group,
        description,
        revision: { revisionType: "AppSpecContent", appSpecContent: { content: appSpec, sha256 } },
      });
      return deploymentId;
    },
    async deployment(deploymentId) {
      const { deploymentInfo } = await call<{ deploymentInfo: Info }>("GetDeployment", { deploymentId });
      return deploymentOf(deploymentInfo);
    },
    async events(deploymentId) {
      const { targetIds = [] } = await call<{ targetIds?: string[] }>("ListDeploymentTargets", { deploymentId });
      if (targetIds.length === 0) return [];
      const { deploymentTargets = [] } = await call<{
        deploymentTargets?: { ecsTarget?: Target; lambdaTarget?: Target }[];
      }>("BatchGetDeploymentTargets", { deploymentId, targetIds });
      return deploymentTargets.flatMap(({ ecsTarget, lambdaTarget }) => eventsOf(ecsTarget ?? lambdaTarget ?? {}));
    },
    async stop(deploymentId) {
      try {
        await call("StopDeployment", { deploymentId, autoRollbackEnabled: true });
      } catch (error) {
        if (errorName(error) !== "DeploymentAlreadyCompletedException") throw error;
      }
    },
  };
}

async function listed(call: Call, filter: object): Promise<string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page: { deployments?: string[]; nextToken?: string } = await call("ListDeployments", {
      ...filter,
      nextToken,
    });
    found.push(...(page.deployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return found;
}

function deploymentOf(info: Info): Deployment {
  const { errorInformation: error, rollbackInfo: rollback } = info;
  return {
    id: info.deploymentId,
    status: info.status ?? "",
    created: info.createTime?.getTime() ?? 0,
    description: info.description,
    ...(error?.code ? { error: { code: error.code, message: error.message ?? "" } } : {}),
    ...(rollback ? { rollback: { id: rollback.rollbackDeploymentId, message: rollback.rollbackMessage } } : {}),
    ...(rollback?.rollbackTriggeringDeploymentId ? { undoes: rollback.rollbackTriggeringDeploymentId } : {}),
    ...readyOf(info),
    messages: info.deploymentStatusMessages ?? [],
  };
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentReadyOption.html */
function readyOf({ blueGreenDeploymentConfiguration: settings }: Info): Pick<Deployment, "readyMinutes"> {
  const { actionOnTimeout, waitTimeInMinutes } = settings?.deploymentReadyOption ?? {};
  return actionOnTimeout === "STOP_DEPLOYMENT" && waitTimeInMinutes ? { readyMinutes: waitTimeInMinutes } : {};
}

function eventsOf({ lifecycleEvents = [] }: Target): LifecycleEvent[] {
  return lifecycleEvents.map(({ lifecycleEventName = "", status = "", diagnostics }) => ({
    name: lifecycleEventName,
    status,
    ...(diagnostics?.message ? { message: diagnostics.message } : {}),
  }));
}
