/** A small model of tasks that run once in a cluster. */
import type { RanTask, TaskRun, Tasks } from "../../../../functions/release/world";
import { type Clock, minute } from "./clock";

/** How a task goes; `unplaced` finds no capacity, `stuck` ends only when it is stopped, `beside` leaves a sidecar. */
export type TaskCourse = "success" | "exit" | "unplaced" | "unstarted" | "stuck" | "beside" | "forgotten";

export interface TasksModel {
  api: Tasks;
  course: TaskCourse;
  /** Tasks that were started, each with what was asked for. */
  runs: { run: TaskRun; created: number; stopped?: string }[];
}

const arn = (index: number) => `arn:aws:ecs:us-east-1:222222222222:task/acme-prod/t${index + 1}`;
const placement = {
  networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"] } },
  capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
};

export function tasksModel(clock: Clock): TasksModel {
  const model: TasksModel = {
    course: "success",
    runs: [],
    api: {
      placement: async (_, service) => (service === "orders" ? placement : undefined),
      async run(_, run) {
        if (model.course === "unplaced") return { failures: ["RESOURCE:MEMORY"] };
        const known = model.runs.findIndex((each) => each.run.token === run.token);
        if (known >= 0) return { task: arn(known) };
        model.runs.push({ run: structuredClone(run), created: clock.tick() });
        return { task: arn(model.runs.length - 1) };
      },
      async find(_, task) {
        const found = model.runs[Number(task.split("/t").at(-1)) - 1];
        const age = found ? (clock.now() - found.created) / minute : 0;
        // ECS knows a new task a moment later.
        if (!found || age < 0.1 || model.course === "forgotten") return undefined;
        return shown(model.course, age, found.stopped);
      },
      async stop(_, task, reason) {
        model.runs[Number(task.split("/t").at(-1)) - 1]!.stopped ??= reason;
      },
    },
  };
  return model;
}

function shown(course: TaskCourse, age: number, stopped: string | undefined): RanTask {
  const sidecar = { name: "proxy", exitCode: 143 };
  const web = { name: "web" };
  const running: RanTask = { status: "RUNNING", containers: [web, { name: "proxy" }] };
  if (stopped !== undefined) {
    return { status: "STOPPED", reason: stopped, containers: [{ ...web, exitCode: 137 }, sidecar] };
  }
  if (course === "stuck" || age < 2) return running;
  if (course === "beside") return { ...running, containers: [{ ...web, exitCode: 0 }, { name: "proxy" }] };
  if (course === "unstarted") {
    const reason = "CannotPullContainerError: pull image manifest has been retried";
    return { status: "STOPPED", reason, containers: [{ ...web, reason }, { name: "proxy" }] };
  }
  const exitCode = course === "exit" ? 3 : 0;
  return {
    status: "STOPPED",
    reason: "Essential container in task exited",
    containers: [{ ...web, exitCode }, sidecar],
  };
}
