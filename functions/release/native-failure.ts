/** What a service deployment waits for, and why it failed, in words. */
import { answerWords, timeText } from "./answer";
import { shortName } from "./record";
import type { ReleaseRequest, ServiceDeployment, StoppedTask } from "./world";

/** Tasks that a message names. */
const mostTasks = 3;

/** The hook at which a person is waited for. */
export function pauseOf({ hooks }: ServiceDeployment): ServiceDeployment["hooks"][number] | undefined {
  return hooks.find((hook) => hook.status === "AWAITING_ACTION");
}

export function stageText(deployment: ServiceDeployment, request: ReleaseRequest): string {
  const { arn, status, stage } = deployment;
  const paused = pauseOf(deployment);
  const where = `${shortName(arn)} (${status}${stage ? `, ${stage}` : ""})`;
  if (!paused) return where;
  const until = paused.expires === undefined ? "" : `, until ${timeText(paused.expires)}`;
  return `somebody to continue ${where}: ${answerWords(request)}${until}`;
}

export function nativeFailure(deployment: ServiceDeployment, tasks: StoppedTask[], revision: string): string {
  const { arn, status, reason, rollbackReason, stage, triggeredAlarms, failedTasks, hooks } = deployment;
  const broken = hooks.filter((hook) => ["FAILED", "TIMED_OUT"].includes(hook.status));
  const parts = [
    `The deployment ${arn} ended as ${status}${stage ? ` in stage ${stage}` : ""}.`,
    ...distinct([reason, rollbackReason]).map((text) => `ECS says: ${text}`),
    ...(triggeredAlarms.length > 0 ? [`Alarms: ${triggeredAlarms.join(", ")}.`] : []),
    ...broken.map((hook) => `Hook ${hook.target ?? hook.id}: ${hook.status}.`),
    ...(failedTasks && failedTasks.count > 0
      ? [`Circuit breaker: ${failedTasks.count} tasks failed, ${failedTasks.threshold} are allowed.`]
      : []),
    ...tasks
      .filter(({ taskDefinition }) => taskDefinition === revision)
      .slice(0, mostTasks)
      .map(taskText),
    rolledBack(status),
  ];
  return parts.join(" ");
}

function taskText({ id, reason, containers }: StoppedTask): string {
  const ends = containers
    .filter(({ exitCode, reason }) => reason !== undefined || (exitCode !== undefined && exitCode !== 0))
    .map(
      ({ name, exitCode, reason }) =>
        `${name} ${[exitCode === undefined ? "" : `exit code ${exitCode}`, reason ?? ""].filter(Boolean).join(", ")}`,
    );
  return `Task ${shortName(id)} stopped: ${reason ?? "no reason given"}${ends.length > 0 ? ` (${ends.join("; ")})` : ""}.`;
}

function rolledBack(status: string): string {
  if (status === "ROLLBACK_SUCCESSFUL") return "What ran before runs again.";
  if (status === "ROLLBACK_FAILED") return "The rollback failed too: see to the service by hand.";
  return "It was not rolled back: the next release replaces it.";
}

function distinct(texts: (string | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => (text ? [text] : [])))];
}
