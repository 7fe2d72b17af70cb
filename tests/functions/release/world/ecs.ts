/** A small model of one ECS service: families of task definitions, and deployments that take their time. */
import type { TaskDefinition } from "../../../../catalog/deploy-documents/task-definition";
import type { DescribedTaskDefinition, Ecs, ServiceDeployment, StoppedTask } from "../../../../functions/release/world";
import { awsError, type Clock, minute } from "./clock";

/** How a deployment goes; `broken` fails without a rollback, `stuck` and `paused` never end by themselves. */
export type Course = "success" | "hook" | "alarm" | "circuit" | "broken" | "stuck" | "paused";

interface Run {
  arn: string;
  created: number;
  taskDefinition: string;
  /** What ran before. */
  from: string;
  course: Course;
  stopped?: number;
  replaced?: boolean;
  /** Began while another was under way. */
  instead?: boolean;
  settled?: boolean;
}

export interface EcsModel {
  api: Ecs;
  /** Courses of the next deployments; then all succeed. */
  courses: Course[];
  runs: Run[];
  /** Task definition of the service. */
  current(): string;
  /** In CodeDeploy mode. */
  primary?: string;
  revisions(family: string): number;
  register(definition: TaskDefinition): string;
  /** Image by container. */
  images(arn: string): Record<string, string>;
}

const place = "us-east-1:222222222222";

export function ecsModel(clock: Clock, first: string, codedeploy: boolean): EcsModel {
  const families = new Map<string, DescribedTaskDefinition[]>();
  const runs: Run[] = [];
  const courses: Course[] = [];
  let current = first;

  const find = (name: string): DescribedTaskDefinition | undefined => {
    const short = name.split("/").at(-1)!;
    const [family = "", revision] = short.split(":");
    const all = families.get(family) ?? [];
    return revision === undefined ? all.at(-1) : all[Number(revision) - 1];
  };

  const status = (run: Run): string => {
    const age = (clock.now() - run.created) / minute;
    if (run.replaced) return "STOPPED";
    if (run.stopped !== undefined) {
      return clock.now() - run.stopped < 2 * minute ? "ROLLBACK_REQUESTED" : "ROLLBACK_SUCCESSFUL";
    }
    if (run.course === "stuck" || run.course === "paused") return "IN_PROGRESS";
    if (run.course === "success") return age < 10 ? "IN_PROGRESS" : "SUCCESSFUL";
    if (age < 3) return "IN_PROGRESS";
    if (run.course === "broken") return "STOPPED";
    return age < 5 ? "ROLLBACK_IN_PROGRESS" : "ROLLBACK_SUCCESSFUL";
  };

  const settle = () => {
    for (const run of runs) {
      if (run.settled || status(run) !== "ROLLBACK_SUCCESSFUL") continue;
      run.settled = true;
      current = run.from;
    }
  };

  const shown = (run: Run): ServiceDeployment => {
    const state = status(run);
    const failing = state.startsWith("ROLLBACK") || state === "STOPPED";
    const hook = run.course === "hook" || run.course === "paused";
    return {
      arn: run.arn,
      status: state,
      created: run.created,
      taskDefinition: run.taskDefinition,
      // In the place of one that was under way there are two revisions to go back to.
      ...(run.instead ? {} : { replaces: run.from }),
      stage: state === "IN_PROGRESS" ? "PRODUCTION_TRAFFIC_SHIFT" : undefined,
      reason: failing ? `Service deployment failed: ${run.course}` : undefined,
      rollbackReason: undefined,
      triggeredAlarms: failing && run.course === "alarm" ? ["orders-prod-5xx"] : [],
      ...(run.course === "circuit" ? { failedTasks: { count: failing ? 3 : 0, threshold: 3 } } : {}),
      hooks: hook
        ? [
            {
              id: "hook-1",
              type: run.course === "hook" ? "AWS_LAMBDA" : "PAUSE",
              target: run.course === "hook" ? "arn:aws:lambda:us-east-1:222222222222:function:smoke" : undefined,
              status: run.course === "paused" ? "AWAITING_ACTION" : failing ? "FAILED" : "IN_PROGRESS",
              ...(run.course === "paused" ? { expires: run.created + 30 * minute } : {}),
            },
          ]
        : [],
    };
  };

  const register = (definition: TaskDefinition): string => {
    const { tags = [], ...settings } = structuredClone(definition);
    const family = families.get(definition.family) ?? [];
    const revision = family.length + 1;
    const arn = `arn:aws:ecs:${place}:task-definition/${definition.family}:${revision}`;
    const own = {
      taskDefinitionArn: arn,
      revision,
      status: "ACTIVE",
      registeredBy: "somebody",
      compatibilities: ["EC2"],
    };
    families.set(definition.family, [...family, { arn, described: { ...settings, ...own }, tags }]);
    return arn;
  };

  const api: Ecs = {
    async service() {
      settle();
      if (!codedeploy) return { taskDefinition: current, taskSets: [] };
      return { taskSets: [{ status: "PRIMARY", taskDefinition: model.primary! }] };
    },
    taskDefinition: async (name) => structuredClone(find(name)),
    register: async (definition) => register(definition),
    async update(_cluster, _service, taskDefinition, force) {
      settle();
      if (!find(taskDefinition)) throw awsError("ClientException", "no such task definition");
      if (taskDefinition === current && !force) return;
      const instead = runs.filter((run) => status(run) === "IN_PROGRESS");
      for (const run of instead) run.replaced = true;
      const arn = `arn:aws:ecs:${place}:service-deployment/acme-prod/orders/d${runs.length + 1}`;
      runs.push({
        arn,
        created: clock.tick(),
        taskDefinition,
        from: current,
        course: courses.shift() ?? "success",
        instead: instead.length > 0,
      });
      current = taskDefinition;
    },
    async deployments(_cluster, _service, since) {
      settle();
      const live = (run: Run) => /PROGRESS|REQUESTED|PENDING/.test(status(run));
      return runs
        .filter((run) => run.created >= since || live(run))
        .map(shown)
        .reverse();
    },
    async deployment(arn) {
      settle();
      const run = runs.find((each) => each.arn === arn);
      return run && shown(run);
    },
    async stop(arn) {
      const run = runs.find((each) => each.arn === arn)!;
      if (/PROGRESS/.test(status(run))) run.stopped ??= clock.now();
    },
    async stoppedTasks(): Promise<StoppedTask[]> {
      const last = runs.at(-1);
      if (last?.course !== "circuit") return [];
      const containers = [
        { name: "web", exitCode: 1 },
        { name: "proxy", exitCode: 0 },
      ];
      const reason = "Essential container in task exited";
      const id = `arn:aws:ecs:${place}:task/acme-prod/`;
      return [
        { id: `${id}t1`, taskDefinition: last.taskDefinition, reason, containers },
        { id: `${id}t0`, taskDefinition: last.from, reason: "Scaling activity", containers: [] },
      ];
    },
  };
  const model: EcsModel = {
    api,
    courses,
    runs,
    current() {
      settle();
      return current;
    },
    ...(codedeploy ? { primary: first } : {}),
    revisions: (family) => families.get(family)?.length ?? 0,
    register,
    images(arn) {
      const containers = find(arn)!.described["containerDefinitions"] as { name: string; image: string }[];
      return Object.fromEntries(containers.map(({ name, image }) => [name, image]));
    },
  };
  return model;
}
