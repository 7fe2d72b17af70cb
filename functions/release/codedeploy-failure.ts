/** What a deployment in CodeDeploy waits for, and why it failed, in words. */
import { answerWords } from "./answer";
import type { Group } from "./target";
import type { Deployment, LifecycleEvent, ReleaseRequest } from "./world";

export function groupText({ id, status, messages, readyMinutes }: Deployment, request: ReleaseRequest): string {
  const said = messages.length > 0 ? `: ${messages.join(" ")}` : "";
  if (status === "Ready") {
    const atMost = readyMinutes === undefined ? "" : `, ${readyMinutes} minutes at most`;
    return `somebody to reroute the traffic of ${id}: ${answerWords(request)}${atMost}${said}`;
  }
  return `${id} (${status})${said}`;
}

export interface GroupFailure {
  deployment: Deployment;
  events: LifecycleEvent[];
  /** The deployment that rolled it back. */
  back?: Deployment;
  group: Group;
  /** Alarms of the group. */
  alarms: string[];
}

/** Codes: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html */
export function groupFailure({ deployment, events, back, group, alarms }: GroupFailure): string {
  const { id, status, error, rollback, messages } = deployment;
  const broken = events.filter((event) => event.status === "Failed");
  const parts = [
    `The deployment ${id} of ${group.application}/${group.group} ended as ${status}.`,
    ...(error ? [`CodeDeploy says: ${error.code}: ${error.message}`] : messages),
    ...(error?.code === "ALARM_ACTIVE" ? [`The group's alarms are ${alarms.join(", ")}.`] : []),
    ...broken.map(({ name, message }) => `Lifecycle event ${name} failed${message ? `: ${message}` : "."}`),
    back
      ? rolledBack(back)
      : (rollback?.message ?? "It was not rolled back: see to the target before the next release."),
  ];
  return parts.join(" ");
}

function rolledBack({ id, status }: Deployment): string {
  if (status === "Succeeded") return `The rollback ${id} succeeded: what ran before runs again.`;
  return `The rollback ${id} ended as ${status}: see to the target by hand.`;
}
