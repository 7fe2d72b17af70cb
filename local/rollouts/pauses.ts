/** Hooks of a service at which its rollout by ECS waits for a person, until one has answered or the time is over. */
import { randomUUID } from "node:crypto";
import type { ResourceRecord } from "../provider/records";
import { awsError } from "./call";

export type PauseAction = "CONTINUE" | "ROLLBACK";

export interface Pause {
  id: string;
  status: "AWAITING_ACTION" | "SUCCEEDED" | "FAILED" | "TIMED_OUT";
  /** Milliseconds since 1970. */
  expires: number;
  onTimeout: PauseAction;
}

interface Hook {
  targetType?: string;
  lifecycleStages: string[];
  timeoutConfiguration?: { action?: PauseAction; timeoutInMinutes?: string };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHookTimeoutConfiguration.html */
const usualMinutes = 1440;

function pausesOf({ outputs }: ResourceRecord): Hook[] {
  const { lifecycleHooks = [] } = (outputs["deploymentConfiguration"] ?? {}) as { lifecycleHooks?: Hook[] };
  return lifecycleHooks.filter(({ targetType }) => targetType === "PAUSE");
}

/** Whether a rollout of the service waits for somebody in the stage. */
export function pauses(service: ResourceRecord, stage: string): boolean {
  return pausesOf(service).some(({ lifecycleStages }) => lifecycleStages.includes(stage));
}

/** What a rollout waits for that has come to a stage. */
export function pausesAt(service: ResourceRecord, stage: string | undefined, now: number): Pause[] {
  return pausesOf(service)
    .filter(({ lifecycleStages }) => stage !== undefined && lifecycleStages.includes(stage))
    .map(({ timeoutConfiguration }) => ({
      id: `ecs-pause-${randomUUID()}`,
      status: "AWAITING_ACTION",
      expires: now + Number(timeoutConfiguration?.timeoutInMinutes ?? usualMinutes) * 60_000,
      onTimeout: timeoutConfiguration?.action ?? "ROLLBACK",
    }));
}

/** What time or a person has decided: nothing while one is waited for, and of several that one went back. */
export function decided(all: Pause[], now: number): PauseAction | undefined {
  for (const pause of all) {
    if (pause.status === "AWAITING_ACTION" && now >= pause.expires) pause.status = "TIMED_OUT";
  }
  if (all.some(({ status, onTimeout }) => status === "FAILED" || (status === "TIMED_OUT" && onTimeout === "ROLLBACK")))
    return "ROLLBACK";
  return all.some(({ status }) => status === "AWAITING_ACTION") ? undefined : "CONTINUE";
}

/** A person's answer. Throws as ECS does for a hook that waits for none. */
export function answer(all: Pause[], id: string, action: PauseAction): void {
  const pause = all.find((each) => each.id === id && each.status === "AWAITING_ACTION");
  if (!pause) throw awsError("InvalidParameterException", `The lifecycle hook ${id} is not awaiting an action.`);
  pause.status = action === "CONTINUE" ? "SUCCEEDED" : "FAILED";
}

export function describedPause({ id, status, expires, onTimeout }: Pause): object {
  return { hookId: id, targetType: "PAUSE", status, expiresAt: new Date(expires), timeoutAction: onTimeout };
}
