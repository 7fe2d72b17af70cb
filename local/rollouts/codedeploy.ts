/** CodeDeploy, as far as releases ask it. */
import { createHash } from "node:crypto";
import type { ResourceRecord } from "../provider/records";
import type { Account } from "./account";
import { awsError, type Call, callOf } from "./call";
import { ecsPlatform } from "./ecs-shift";
import {
  advance,
  deploymentNamed,
  deploymentsOf,
  fail,
  type GroupDeployment,
  goesOn,
  groupType,
  keepDeployment,
  newDeployment,
  type Platform,
  readyOption,
} from "./group";
import { lambdaPlatform } from "./lambda";

const applicationType = "aws:codedeploy/application:Application";

interface Names {
  applicationName: string;
  deploymentGroupName: string;
}

export function codedeploy(account: Account): Call {
  const groupNamed = ({ applicationName, deploymentGroupName }: Names): ResourceRecord => {
    if (!account.find(applicationType, ({ name }) => name === applicationName)) {
      throw awsError("ApplicationDoesNotExistException", `No application found for name: ${applicationName}`);
    }
    const found = account.find(
      groupType,
      (outputs) => outputs["appName"] === applicationName && outputs["deploymentGroupName"] === deploymentGroupName,
    );
    if (found) return found;
    throw awsError(
      "DeploymentGroupDoesNotExistException",
      `No Deployment Group found for name: ${deploymentGroupName}`,
    );
  };
  const groupOf = ({ application, group }: GroupDeployment) =>
    groupNamed({ applicationName: application, deploymentGroupName: group });
  const demanded = (id: string): GroupDeployment => {
    const found = deploymentNamed(account, id);
    if (!found) throw awsError("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
    return found;
  };
  const ofGroup = ({ applicationName, deploymentGroupName }: Names) =>
    deploymentsOf(account).filter(
      ({ application, group }) => application === applicationName && group === deploymentGroupName,
    );

  /** A look takes what is under way one step further. */
  const look = (id: string): GroupDeployment => {
    const one = demanded(id);
    const group = groupOf(one);
    advance(account, platformOf(group), group, one);
    return one;
  };

  const described = (one: GroupDeployment) => ({
    ...describedDeployment(one),
    blueGreenDeploymentConfiguration: { deploymentReadyOption: readyOption(groupOf(one)) },
  });

  return callOf("CodeDeploy", {
    CreateDeployment(input: Names & { description?: string; revision?: Revision }) {
      groupNamed(input);
      const active = ofGroup(input).find(goesOn);
      if (active) {
        throw awsError(
          "DeploymentLimitExceededException",
          `The Deployment Group '${input.deploymentGroupName}' already has an active Deployment '${active.id}'`,
        );
      }
      const { applicationName: application, deploymentGroupName: group, description } = input;
      const properties = propertiesOf(input.revision);
      const made = newDeployment(account, { application, group, properties, ...(description ? { description } : {}) });
      return { deploymentId: made.id };
    },
    ListDeployments(input: Names & { includeOnlyStatuses?: string[]; createTimeRange?: { start?: Date; end?: Date } }) {
      groupNamed(input);
      const { includeOnlyStatuses: statuses, createTimeRange: { start, end } = {} } = input;
      const found = ofGroup(input).filter(
        ({ status, created }) =>
          (!statuses || statuses.includes(status)) &&
          (!start || created >= start.getTime()) &&
          (!end || created <= end.getTime()),
      );
      return { deployments: found.map(({ id }) => id) };
    },
    BatchGetDeployments({ deploymentIds }: { deploymentIds: string[] }) {
      const known = deploymentIds.filter((id) => deploymentNamed(account, id));
      return { deploymentsInfo: known.map((id) => described(look(id))) };
    },
    GetDeployment: ({ deploymentId }: { deploymentId: string }) => ({ deploymentInfo: described(look(deploymentId)) }),
    ContinueDeployment({ deploymentId, deploymentWaitType }: { deploymentId: string; deploymentWaitType?: string }) {
      const one = demanded(deploymentId);
      if (deploymentWaitType !== "READY_WAIT") {
        throw awsError("InvalidDeploymentWaitTypeException", `The laptop cloud knows no wait ${deploymentWaitType}.`);
      }
      if (one.status !== "Ready") {
        throw awsError("DeploymentIsNotInReadyStateException", `The deployment ${deploymentId} is ${one.status}.`);
      }
      one.rerouted = true;
      keepDeployment(account, one);
      return {};
    },
    StopDeployment({ deploymentId, autoRollbackEnabled }: { deploymentId: string; autoRollbackEnabled?: boolean }) {
      const one = demanded(deploymentId);
      if (!goesOn(one)) {
        throw awsError("DeploymentAlreadyCompletedException", `The deployment ${deploymentId} has completed.`);
      }
      const group = groupOf(one);
      const failure = { code: "MANUAL_STOP", message: "The deployment was stopped on request." };
      fail(account, autoRollbackEnabled === false ? withoutRollback(group) : group, one, "Stopped", failure);
      return { status: "Succeeded" };
    },
    ListDeploymentTargets({ deploymentId }: { deploymentId: string }) {
      const group = groupOf(demanded(deploymentId));
      return { targetIds: [platformOf(group).target(group)] };
    },
    BatchGetDeploymentTargets({ deploymentId, targetIds }: { deploymentId: string; targetIds: string[] }) {
      const one = demanded(deploymentId);
      const { traffic = 0 } = one;
      const taskSetsInfo = [
        { taskSetLabel: "Blue", trafficWeight: 100 - traffic },
        { taskSetLabel: "Green", trafficWeight: traffic },
      ];
      const [key, type] = isEcs(groupOf(one)) ? ["ecsTarget", "ECSTarget"] : ["lambdaTarget", "LambdaTarget"];
      const lifecycleEvents = eventsOf(one);
      return {
        deploymentTargets: targetIds.map((targetId) => ({
          deploymentTargetType: type,
          [key!]: { deploymentId, targetId, lifecycleEvents, ...(key === "ecsTarget" ? { taskSetsInfo } : {}) },
        })),
      };
    },
  });
}

const isEcs = ({ outputs }: ResourceRecord) => outputs["ecsService"] !== undefined;
const platformOf = (group: ResourceRecord): Platform => (isEcs(group) ? ecsPlatform : lambdaPlatform);

const withoutRollback = (group: ResourceRecord): ResourceRecord => ({
  ...group,
  outputs: { ...group.outputs, autoRollbackConfiguration: { enabled: false } },
});

interface Revision {
  revisionType?: string;
  appSpecContent?: { content?: string; sha256?: string };
}

/** Properties of the only resource of an appspec, whose digest must be the one that is sent with it. */
function propertiesOf({ appSpecContent: { content = "", sha256 } = {} }: Revision = {}): Record<string, string> {
  const digest = createHash("sha256").update(content).digest("hex");
  if (sha256 !== undefined && sha256 !== digest) {
    throw awsError("InvalidRevisionException", "The SHA-256 of the AppSpec is not the one that was given with it.");
  }
  try {
    const { Resources } = JSON.parse(content) as {
      Resources: Record<string, { Properties: Record<string, string> }>[];
    };
    return Object.values(Resources[0]!)[0]!.Properties;
  } catch (error) {
    throw awsError("InvalidRevisionException", `The AppSpec cannot be read: ${(error as Error).message}`);
  }
}

function describedDeployment(one: GroupDeployment): object {
  const { failure, rollback, takesBack } = one;
  return {
    deploymentId: one.id,
    applicationName: one.application,
    deploymentGroupName: one.group,
    status: one.status,
    createTime: new Date(one.created),
    ...(one.description ? { description: one.description } : {}),
    ...(failure ? { errorInformation: { code: failure.code, message: failure.message } } : {}),
    ...(rollback ? { rollbackInfo: { rollbackDeploymentId: rollback } } : {}),
    ...(takesBack ? { rollbackInfo: { rollbackTriggeringDeploymentId: takesBack } } : {}),
    creator: takesBack ? "codeDeployRollback" : "user",
  };
}

/** The one that failed, or the shift of the traffic once it goes on; what is before it runs nothing here. */
function eventsOf({ failure, status }: GroupDeployment): object[] {
  if (failure?.event) {
    return [{ lifecycleEventName: failure.event, status: "Failed", diagnostics: { message: failure.message } }];
  }
  return ["InProgress", "Succeeded"].includes(status) ? [{ lifecycleEventName: "AllowTraffic", status }] : [];
}
