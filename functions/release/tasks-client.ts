/** Questions to ECS about tasks that run once. */
import { errorName } from "../gates/refusal";
import type { Call } from "./sdk";
import type { Placement, RanTask, Tasks } from "./world";

/** What a service and a task set have alike, and RunTask takes. */
const placed = ["networkConfiguration", "capacityProviderStrategy", "launchType", "platformVersion"];

interface Failure {
  arn?: string;
  reason?: string;
  detail?: string;
}

interface Described {
  lastStatus?: string;
  stoppedReason?: string;
  containers?: { name?: string; exitCode?: number; reason?: string }[];
}

export function tasksOf(call: Call): Tasks {
  return {
    async placement(cluster, service) {
      const { services = [] } = await call<{
        services?: (Placement & { status?: string; taskSets?: (Placement & { status?: string })[] })[];
      }>("DescribeServices", { cluster, services: [service] });
      const found = services.find(({ status }) => status !== "INACTIVE");
      if (!found) return undefined;
      // In CodeDeploy mode the task sets have what the service has otherwise.
      const primary = found.taskSets?.find(({ status }) => status === "PRIMARY") ?? {};
      return placementOf({ ...primary, ...given(found) });
    },
    async run(cluster, { taskDefinition, placement, container, command, token }) {
      try {
        const { tasks = [], failures = [] } = await call<{ tasks?: { taskArn: string }[]; failures?: Failure[] }>(
          "RunTask",
          {
            cluster,
            taskDefinition,
            count: 1,
            clientToken: token,
            startedBy: `slipway-${token}`,
            overrides: { containerOverrides: [{ name: container, command }] },
            ...placement,
          },
        );
        const [task] = tasks;
        return task ? { task: task.taskArn } : { failures: failures.map(failureText) };
      } catch (error) {
        // The token's task is there, asked for in other words: the service has changed since.
        const [task] = (error as { resourceIds?: string[] }).resourceIds ?? [];
        if (errorName(error) !== "ConflictException" || task === undefined) throw error;
        return { task };
      }
    },
    async find(cluster, task): Promise<RanTask | undefined> {
      const { tasks = [] } = await call<{ tasks?: Described[] }>("DescribeTasks", { cluster, tasks: [task] });
      const [found] = tasks;
      if (!found) return undefined;
      return {
        status: found.lastStatus ?? "",
        reason: found.stoppedReason,
        containers: (found.containers ?? []).map(({ name = "", exitCode, reason }) => ({ name, exitCode, reason })),
      };
    },
    async stop(cluster, task, reason) {
      await call("StopTask", { cluster, task, reason });
    },
  };
}

function given(of: Placement): Placement {
  return Object.fromEntries(
    placed.filter((key) => of[key] !== undefined && of[key] !== "").map((key) => [key, of[key]]),
  );
}

/** Launch type and strategy exclude each other. */
function placementOf(of: Placement): Placement {
  const { capacityProviderStrategy: strategy, launchType, ...rest } = given(of);
  if (Array.isArray(strategy) && strategy.length > 0) return { ...rest, capacityProviderStrategy: strategy };
  return { ...rest, ...(launchType === undefined ? {} : { launchType }) };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
function failureText({ arn, reason = "no reason given", detail }: Failure): string {
  return `${reason}${arn ? ` (${arn})` : ""}${detail ? `: ${detail}` : ""}`;
}
