/**
 * A deployment of a group in CodeDeploy, one step further at every look: what is new is put beside what runs, traffic
 * goes over as the group's configuration says, and what ran goes. A failure begins another deployment that goes back.
 */
import { type ShiftStep, shiftSteps } from "../../catalog/rollout/shift";
import type { ResourceRecord } from "../provider/records";
import type { Account } from "./account";

export const groupType = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const configType = "aws:codedeploy/deploymentConfig:DeploymentConfig";
const kind = "group-deployments";

export interface Failure {
  /** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html */
  code: string;
  message: string;
  /** The lifecycle event that it failed in. */
  event?: string;
}

/** Target groups by ARN, or versions of a function. */
export interface Move {
  from: string;
  to: string;
}

export interface GroupDeployment {
  id: string;
  application: string;
  group: string;
  description?: string;
  /** Milliseconds since 1970. */
  created: number;
  status: string;
  /** Steps that it has taken. */
  gone: number;
  /** Since when it waits for a person, in milliseconds since 1970; and whether one has let it go on. */
  ready?: number;
  rerouted?: boolean;
  /** Percent of the traffic that has gone over. */
  traffic?: number;
  /** Properties of the appspec's only resource. */
  properties: Record<string, string>;
  move?: Move;
  /** What ran before it, as its platform keeps it. */
  before?: string;
  failure?: Failure;
  /** Id of the deployment that takes it back. */
  rollback?: string;
  /** Id of the deployment that it takes back. */
  takesBack?: string;
}

export interface Platform {
  /** Id of what is deployed to. */
  target(group: ResourceRecord): string;
  /** Puts the new revision beside the old one, or says why it cannot be. */
  install(account: Account, group: ResourceRecord, one: GroupDeployment): Failure | undefined;
  /** Sends the new revision a share of the traffic; with all of it, it is the one that runs. */
  shift(account: Account, group: ResourceRecord, one: GroupDeployment, percent: number): void;
  /** What ran goes. */
  clean(account: Account, group: ResourceRecord): void;
  /** As before the deployment. */
  undo(account: Account, group: ResourceRecord, one: GroupDeployment): void;
}

const ended = ["Succeeded", "Failed", "Stopped"];
export const goesOn = ({ status }: GroupDeployment) => !ended.includes(status);

export function deploymentsOf({ kept }: Account): GroupDeployment[] {
  return kept.list<GroupDeployment>(kind).sort((a, b) => b.created - a.created);
}

export function deploymentNamed({ kept }: Account, id: string): GroupDeployment | undefined {
  return kept.get<GroupDeployment>(kind, id);
}

/** Adds or replaces it. */
export function keepDeployment({ kept }: Account, one: GroupDeployment): void {
  kept.put(kind, one.id, one);
}

/** Ids are of nine characters after `d-`. */
export function newDeployment(
  account: Account,
  given: Pick<GroupDeployment, "application" | "group" | "properties"> & Partial<GroupDeployment>,
): GroupDeployment {
  const all = deploymentsOf(account);
  const created = Math.max(account.now(), (all[0]?.created ?? 0) + 1);
  const made = { id: `d-${String(all.length + 1).padStart(9, "0")}`, created, status: "Created", gone: 0, ...given };
  keepDeployment(account, made);
  return made;
}

/** Takes a deployment that is under way one step further. */
export function advance(account: Account, platform: Platform, group: ResourceRecord, one: GroupDeployment): void {
  if (!goesOn(one)) return;
  one.status = "InProgress";
  const back = one.takesBack === undefined ? undefined : deploymentNamed(account, one.takesBack);
  if (back) {
    platform.undo(account, group, back);
    one.status = "Succeeded";
  } else if (!waits(account, group, one)) {
    forward(account, platform, group, one);
  }
  keepDeployment(account, one);
}

/** What a group says of the wait between the installation and the first shift. */
export function readyOption({ outputs }: ResourceRecord): { actionOnTimeout?: string; waitTimeInMinutes?: number } {
  const { deploymentReadyOption = {} } = (outputs["blueGreenDeploymentConfig"] ?? {}) as {
    deploymentReadyOption?: { actionOnTimeout?: string; waitTimeInMinutes?: number };
  };
  return deploymentReadyOption;
}

/** Whether it stands until a person lets it go on, or ends because nobody has. */
function waits(account: Account, group: ResourceRecord, one: GroupDeployment): boolean {
  const { actionOnTimeout, waitTimeInMinutes = 0 } = readyOption(group);
  if (actionOnTimeout !== "STOP_DEPLOYMENT" || one.gone !== 1 || one.rerouted) return false;
  one.status = "Ready";
  one.ready ??= account.now();
  if (account.now() >= one.ready + waitTimeInMinutes * 60_000) {
    fail(account, group, one, "Stopped", { code: "TIMEOUT", message: "Nobody has let the deployment go on in time." });
  }
  return true;
}

function forward(account: Account, platform: Platform, group: ResourceRecord, one: GroupDeployment): void {
  const alarms = alarmsOf(group).filter((name) => account.failing().alarms.includes(name));
  const failure = one.gone === 0 ? platform.install(account, group, one) : undefined;
  const step = stepsOf(account, group)[one.gone - 1];
  if (failure) {
    fail(account, group, one, "Failed", failure);
  } else if (alarms.length > 0 && one.gone > 1) {
    // Before the first shift the new revision serves nobody, and can raise none.
    const message = `The deployment was stopped because alarms of the group are in state ALARM: ${alarms.join(", ")}.`;
    fail(account, group, one, "Stopped", { code: "ALARM_ACTIVE", message, event: "AllowTraffic" });
  } else if (step) {
    platform.shift(account, group, one, step.percent);
    one.traffic = step.percent;
  } else if (one.gone > 0) {
    platform.clean(account, group);
    one.status = "Succeeded";
  }
  one.gone += 1;
}

const events: Record<string, string> = {
  ALARM_ACTIVE: "DEPLOYMENT_STOP_ON_ALARM",
  MANUAL_STOP: "DEPLOYMENT_STOP_ON_REQUEST",
};

/** Ends it, and begins to take it back where the group rolls back for this reason. */
export function fail(
  account: Account,
  group: ResourceRecord,
  one: GroupDeployment,
  status: "Failed" | "Stopped",
  failure: Failure,
): void {
  one.status = status;
  one.failure = failure;
  const rollback = (group.outputs["autoRollbackConfiguration"] ?? {}) as { enabled?: boolean; events?: string[] };
  const { application, group: name, properties } = one;
  if (rollback.enabled && rollback.events?.includes(events[failure.code] ?? "DEPLOYMENT_FAILURE")) {
    one.rollback = newDeployment(account, { application, group: name, properties, takesBack: one.id }).id;
  }
  keepDeployment(account, one);
}

function alarmsOf({ outputs }: ResourceRecord): string[] {
  const { enabled, alarms = [] } = (outputs["alarmConfiguration"] ?? {}) as { enabled?: boolean; alarms?: string[] };
  return enabled ? alarms : [];
}

interface Routing {
  timeBasedCanary?: { percentage: number; interval: number };
  timeBasedLinear?: { percentage: number; interval: number };
}

/** Of AWS's own configurations the name says it. */
function stepsOf(account: Account, { outputs }: ResourceRecord): ShiftStep[] {
  const name = String(outputs["deploymentConfigName"]);
  const own = account.find(configType, (config) => config["deploymentConfigName"] === name);
  const { timeBasedCanary: canary, timeBasedLinear: linear } = (own?.outputs["trafficRoutingConfig"] ?? {}) as Routing;
  const [, kind, figure] = /^CodeDeployDefault\.(?:ECS|Lambda)(Canary|Linear)(\d+)Percent/.exec(name) ?? [];
  const percent = canary?.percentage ?? linear?.percentage ?? Number(figure ?? 100);
  if (canary || kind === "Canary") return shiftSteps({ strategy: "canary", percent, minutes: 1 });
  if (linear || kind === "Linear") return shiftSteps({ strategy: "linear", percent, minutes: 1 });
  return shiftSteps({ strategy: "all-at-once", percent: 100, minutes: 0 });
}
