/**
 * A rollout by ECS itself, one stage further at every look: no clock drives it, so that it goes the same way every time; only pauses end by one.
 * Stages: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
 */
import { createHash } from "node:crypto";
import { type ShiftStep, shiftSteps } from "../../catalog/rollout/shift";
import type { NativeStage } from "../../catalog/rollout/stages";
import { canonical } from "../model/documents";
import type { ResourceRecord } from "../provider/records";
import type { Account } from "./account";
import { failingDigest } from "./failing";
import { decided, type Pause, pauses, pausesAt } from "./pauses";
import { imagesOf } from "./task-definitions";
import { type Groups, serving, shift } from "./traffic";

export const serviceType = "aws:ecs/service:Service";

export interface NativeDeployment {
  arn: string;
  /** ARN of the revision of the service that it brings. */
  revision: string;
  taskDefinition: string;
  /** Task definition of the service before it, and ARN of the revision of the service that had it. */
  before: string;
  source: string;
  /** Milliseconds since 1970. */
  created: number;
  status: string;
  /** Stages that it has gone through. */
  gone: number;
  stage?: string;
  groups?: Groups;
  /** Percent of the production traffic that has gone over. */
  production?: number;
  /** Those of its stage. */
  pauses?: Pause[];
  /** Digest of the service's own settings when it began. */
  settings: string;
  reason?: string;
  alarms?: string[];
  failedTasks?: number;
}

export interface StoppedTask {
  taskArn: string;
  taskDefinitionArn: string;
  stoppedReason: string;
  containers: { name: string; exitCode: number }[];
}

/** What is kept of a service. */
export interface ServiceHistory {
  deployments: NativeDeployment[];
  stopped: StoppedTask[];
}

const ended = ["SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"];
export const goesOn = ({ status }: NativeDeployment) => !ended.includes(status);

/** Tasks that fail before the circuit breaker opens: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
export const failureThreshold = 3;

interface Stage {
  name?: string;
  /** Percent of the test traffic, and of production's, that goes over. */
  test?: number;
  production?: number;
}

interface Balancing {
  targetGroupArn?: string;
  advancedConfiguration?: {
    alternateTargetGroupArn: string;
    productionListenerRule: string;
    testListenerRule?: string;
  };
}

interface Configuration {
  strategy?: string;
  canaryConfiguration?: { canaryPercent: number; canaryBakeTimeInMinutes: string };
  linearConfiguration?: { stepPercent: number; stepBakeTimeInMinutes: string };
}

function balancing({ outputs }: ResourceRecord): Balancing {
  return ((outputs["loadBalancers"] ?? []) as Balancing[])[0] ?? {};
}

function stagesOf(service: ResourceRecord): Stage[] {
  const configuration = (service.outputs["deploymentConfiguration"] ?? {}) as Configuration;
  if ((configuration.strategy ?? "ROLLING") === "ROLLING") return [{}, {}];
  // Gone through unseen where nobody is waited for.
  const between = (name: NativeStage): Stage[] => (pauses(service, name) ? [{ name }] : []);
  return [
    ...between("PRE_SCALE_UP"),
    { name: "SCALE_UP" },
    ...between("POST_SCALE_UP"),
    { name: "TEST_TRAFFIC_SHIFT", test: 100 },
    ...between("POST_TEST_TRAFFIC_SHIFT"),
    ...steps(configuration).flatMap(({ percent }) => [
      ...between("PRE_PRODUCTION_TRAFFIC_SHIFT"),
      { name: "PRODUCTION_TRAFFIC_SHIFT", production: percent },
    ]),
    ...between("POST_PRODUCTION_TRAFFIC_SHIFT"),
    { name: "BAKE_TIME" },
    { name: "CLEAN_UP" },
  ];
}

function steps({ canaryConfiguration: canary, linearConfiguration: linear }: Configuration): ShiftStep[] {
  if (canary) return shiftSteps({ strategy: "canary", percent: canary.canaryPercent, minutes: 1 });
  if (linear) return shiftSteps({ strategy: "linear", percent: linear.stepPercent, minutes: 1 });
  return shiftSteps({ strategy: "blue-green", percent: 100, minutes: 0 });
}

/** What a change of begins another deployment. */
function settingsOf({ outputs }: ResourceRecord): string {
  const { taskDefinition: _, tags: __, tagsAll: ___, ...settings } = outputs;
  return createHash("sha256").update(canonical(settings)).digest("hex");
}

/** Begins to bring a task definition; whatever is under way makes room. */
export function begin(
  account: Account,
  service: ResourceRecord,
  history: ServiceHistory,
  taskDefinition: string,
): void {
  const replaced = history.deployments.filter(goesOn);
  const last = history.deployments.at(-1);
  const created = Math.max(account.now(), (last?.created ?? 0) + 1);
  const number = history.deployments.length + 1;
  const named = (what: string) => String(service.outputs["arn"]).replace(":service/", `:${what}/`);
  const { targetGroupArn, advancedConfiguration: advanced } = balancing(service);
  const first = replaced[0];
  const before = first?.before ?? String(service.outputs["taskDefinition"]);
  const running = history.deployments.findLast(
    (each) => each.status === "SUCCESSFUL" && each.taskDefinition === before,
  );
  for (const each of replaced) {
    each.status = "STOPPED";
    each.reason = "A newer deployment of the service has taken its place.";
  }
  history.deployments.push({
    arn: `${named("service-deployment")}/${String(number).padStart(8, "0")}`,
    revision: `${named("service-revision")}/${String(number).padStart(8, "0")}`,
    taskDefinition,
    before,
    source: running?.revision ?? `${named("service-revision")}/${"0".repeat(8)}`,
    created,
    status: "PENDING",
    gone: 0,
    settings: settingsOf(service),
    ...(first?.groups ? { groups: first.groups } : {}),
    ...(!first && targetGroupArn && advanced ? { groups: groupsOf(account, targetGroupArn, advanced) } : {}),
  });
  account.change(service, { taskDefinition });
}

/** Groups are swapped with every deployment: traffic goes away from whichever serves. */
function groupsOf(
  account: Account,
  one: string,
  { alternateTargetGroupArn: other, productionListenerRule }: NonNullable<Balancing["advancedConfiguration"]>,
): Groups {
  const from = serving(account, productionListenerRule, [one, other]);
  return { from, to: from === one ? other : one };
}

/** Takes a deployment that is under way one stage further. */
export function advance(
  account: Account,
  service: ResourceRecord,
  history: ServiceHistory,
  one: NativeDeployment,
): void {
  if (!goesOn(one)) return;
  if (one.status.startsWith("ROLLBACK")) {
    rollBack(account, service, one);
  } else if (settingsOf(service) !== one.settings) {
    // As on AWS: a change of the service's own settings rolls out what it names, anew.
    begin(account, service, history, one.taskDefinition);
  } else if (!broken(account, service, history, one)) {
    goOn(account, service, one);
  }
}

function goOn(account: Account, service: ResourceRecord, one: NativeDeployment): void {
  const decision = decided(one.pauses ?? [], account.now());
  if (decision === undefined) return;
  if (decision === "ROLLBACK") {
    one.status = "ROLLBACK_IN_PROGRESS";
    one.reason = "A pause was answered with a rollback, or not in time.";
    return;
  }
  const stage = stagesOf(service)[one.gone];
  if (!stage) {
    one.status = "SUCCESSFUL";
    return;
  }
  one.status = "IN_PROGRESS";
  one.stage = stage.name;
  one.gone += 1;
  one.production = stage.production ?? one.production;
  one.pauses = pausesAt(service, stage.name, account.now());
  move(account, service, one, stage);
}

function move(
  account: Account,
  service: ResourceRecord,
  { groups }: NativeDeployment,
  { test, production }: Stage,
): void {
  const { advancedConfiguration: rules } = balancing(service);
  if (!groups || !rules) return;
  if (test !== undefined && rules.testListenerRule) shift(account, rules.testListenerRule, groups, test);
  if (production !== undefined) shift(account, rules.productionListenerRule, groups, production);
}

/** Whether something is wrong that rolls the deployment back, which then begins to. */
function broken(account: Account, service: ResourceRecord, history: ServiceHistory, one: NativeDeployment): boolean {
  const failing = account.failing();
  const containers = imagesOf(account, one.taskDefinition);
  const container = containers.find(({ image }) => failingDigest(failing, image));
  if (container && one.gone > 0) {
    one.failedTasks = failureThreshold;
    one.status = "ROLLBACK_IN_PROGRESS";
    one.reason = "The circuit breaker stopped the deployment: its tasks failed to start.";
    history.stopped = [
      {
        taskArn: `${String(service.outputs["arn"]).replace(":service/", ":task/")}/${one.arn.split("/").at(-1)}`,
        taskDefinitionArn: one.taskDefinition,
        stoppedReason: "Essential container in task exited",
        containers: containers.map(({ name }) => ({ name, exitCode: name === container.name ? 1 : 0 })),
      },
    ];
    return true;
  }
  const { alarmNames = [] } = (service.outputs["alarms"] ?? {}) as { alarmNames?: string[] };
  const alarms = alarmNames.filter((name) => failing.alarms.includes(name));
  if (alarms.length === 0 || !meetsTraffic(service, one)) return false;
  one.alarms = alarms;
  one.status = "ROLLBACK_IN_PROGRESS";
  one.reason = "The deployment was stopped because an alarm of the service is in state ALARM.";
  return true;
}

/** Before it serves anybody, nothing of it can raise an alarm. */
function meetsTraffic(service: ResourceRecord, { gone }: NativeDeployment): boolean {
  const stages = stagesOf(service);
  const first = stages.findIndex(({ production }) => production !== undefined);
  return gone > Math.max(0, first);
}

function rollBack(account: Account, service: ResourceRecord, one: NativeDeployment): void {
  const { groups } = one;
  if (groups) {
    const back = { from: groups.to, to: groups.from };
    move(account, service, { ...one, groups: back }, { test: 100, production: 100 });
  }
  account.change(service, { taskDefinition: one.before });
  one.status = "ROLLBACK_SUCCESSFUL";
}
