/** A small model of one deployment group: one deployment at a time, and a rollback of its own after a failure. */
import type { CodeDeploy, Deployment } from "../../../../functions/release/world";
import { awsError, type Clock, minute } from "./clock";

/** `unrolled` fails and is not rolled back; `stuck` and `ready` never end by themselves. */
export type Course = "success" | "hook" | "alarm" | "unrolled" | "stuck" | "ready";

interface Run {
  id: string;
  created: number;
  description: string;
  appSpec: Record<string, unknown>;
  course: Course;
  stopped?: number;
  applied?: boolean;
}

export interface CodeDeployModel {
  api: CodeDeploy;
  courses: Course[];
  runs: Run[];
}

export function codedeployModel(
  clock: Clock,
  /** What takes traffic once a deployment has succeeded. Throws for an appspec that the platform refuses. */
  platform: { accept(appSpec: Record<string, unknown>): void; apply(appSpec: Record<string, unknown>): void },
): CodeDeployModel {
  const runs: Run[] = [];
  const courses: Course[] = [];
  const failsAt = (run: Run) =>
    run.stopped ??
    (["success", "stuck", "ready"].includes(run.course) ? Number.POSITIVE_INFINITY : run.created + 3 * minute);

  const status = (run: Run): string => {
    if (clock.now() >= failsAt(run)) return run.stopped === undefined ? "Failed" : "Stopped";
    if (run.course === "ready") return "Ready";
    return run.course === "success" && clock.now() - run.created >= 10 * minute ? "Succeeded" : "InProgress";
  };
  const back = (run: Run): Deployment => {
    const done = clock.now() >= failsAt(run) + 2 * minute;
    return {
      id: `${run.id}-back`,
      status: done ? "Succeeded" : "InProgress",
      created: failsAt(run),
      undoes: run.id,
      messages: [],
    };
  };
  const failed = (run: Run) => ["Failed", "Stopped"].includes(status(run));
  const rolledBack = (run: Run) => failed(run) && run.course !== "unrolled";
  const settle = () => {
    for (const run of runs) {
      if (run.applied || status(run) !== "Succeeded") continue;
      run.applied = true;
      platform.apply(run.appSpec);
    }
  };
  const errors: Partial<Record<Course, { code: string; message: string }>> = {
    hook: { code: "HOOK_EXECUTION_FAILURE", message: "a lifecycle hook failed" },
    alarm: { code: "ALARM_ACTIVE", message: "One or more alarms have been activated." },
    unrolled: { code: "INTERNAL_ERROR", message: "there was an internal error" },
  };
  const shown = (run: Run): Deployment => ({
    id: run.id,
    status: status(run),
    created: run.created,
    description: run.description,
    ...(failed(run) && errors[run.course] ? { error: errors[run.course] } : {}),
    ...(rolledBack(run) ? { rollback: { id: `${run.id}-back` } } : {}),
    messages: [],
  });
  const all = () => {
    settle();
    return runs.flatMap((run) => [shown(run), ...(rolledBack(run) ? [back(run)] : [])]);
  };
  const live = ({ status }: Deployment) => ["Created", "InProgress", "Ready"].includes(status);

  const api: CodeDeploy = {
    async deployments(_group, since) {
      return all()
        .filter((each) => each.created >= since || live(each))
        .sort((a, b) => b.created - a.created);
    },
    async create({ appSpec, description }) {
      const active = all().find(live);
      if (active) {
        throw awsError(
          "DeploymentLimitExceededException",
          `The Deployment Group already has an active Deployment '${active.id}'`,
        );
      }
      const document = JSON.parse(appSpec) as Record<string, unknown>;
      platform.accept(document);
      const id = `d-${runs.length + 1}`;
      runs.push({ id, created: clock.tick(), description, appSpec: document, course: courses.shift() ?? "success" });
      return id;
    },
    async deployment(id) {
      const found = all().find((each) => each.id === id);
      if (!found) throw awsError("DeploymentDoesNotExistException");
      return found;
    },
    async events(id) {
      const run = runs.find((each) => each.id === id)!;
      if (run.course !== "hook") return [{ name: "AllowTraffic", status: "Succeeded" }];
      return [
        { name: "BeforeAllowTraffic", status: "Failed", message: "the function answered Failed" },
        { name: "AllowTraffic", status: "Skipped" },
      ];
    },
    async stop(id) {
      const run = runs.find((each) => each.id === id)!;
      if (live(shown(run))) run.stopped ??= clock.now();
    },
  };
  return { api, courses, runs };
}
