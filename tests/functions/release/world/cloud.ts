/** Three targets with the same questions to ask: a service that ECS rolls out, one that CodeDeploy does, a function. */
import type { EcsTarget, LambdaTarget, Target } from "../../../../functions/release/target";
import type { Content, Origin, ReleaseRequest, Running, World } from "../../../../functions/release/world";
import { type Clock, clock } from "./clock";
import { type CodeDeployModel, codedeployModel } from "./codedeploy";
import { type EcsModel, ecsModel } from "./ecs";
import { type LambdaModel, lambdaModel } from "./lambda";
import { type TasksModel, tasksModel } from "./tasks";

export const platforms = ["native", "codedeploy", "lambda"] as const;
export type Platform = (typeof platforms)[number];

export const host = "111111111111.dkr.ecr.us-east-1.amazonaws.com";
export const image = (letter: string, name = "web") => `${host}/acme/orders/${name}@sha256:${letter.repeat(64)}`;
export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
export const placeholder = `public.ecr.aws/nginx/nginx@sha256:${"0".repeat(64)}`;
const sidecar = `public.ecr.aws/acme/proxy@sha256:${"9".repeat(64)}`;

export interface Cloud {
  platform: Platform;
  clock: Clock;
  ecs: EcsModel;
  tasks: TasksModel;
  codedeploy: CodeDeployModel;
  lambda: LambdaModel;
  target: Target;
  record?: Running;
  /** Called around every call to AWS. */
  around?: (call: string, when: "before" | "after") => void | Promise<void>;
  /** The world of a release; not watched by `around` unless asked for. */
  world(asked?: Asked): World;
  /** Rollouts that were started. */
  rollouts(): number;
  /** Image of the container that is served, or the function's code. */
  serves(): string;
  /** Changes the template, as `pulumi up` does. */
  template(memory: number): void;
}

export interface Asked extends Partial<ReleaseRequest> {
  /** The letter that digest and image are made of. Default: `a`. */
  letter?: string;
  content?: Partial<Content>;
  origin?: Partial<Origin>;
  watched?: boolean;
}

export function cloud(platform: Platform): Cloud {
  const time = clock();
  const ecs = ecsModel(
    time,
    "arn:aws:ecs:us-east-1:222222222222:task-definition/orders-prod-template:1",
    platform === "codedeploy",
  );
  const lambda = lambdaModel(time, placeholder);
  const codedeploy = codedeployModel(time, {
    accept(appSpec) {
      if (platform !== "lambda") return;
      const { CurrentVersion } = propertiesOf(appSpec);
      if (CurrentVersion !== lambda.alias.version) throw new Error(`the alias is not at version ${CurrentVersion}`);
    },
    apply(appSpec) {
      const { TargetVersion, TaskDefinition } = propertiesOf(appSpec);
      if (TargetVersion) lambda.alias = { version: TargetVersion, weights: {} };
      else ecs.primary = TaskDefinition;
    },
  });
  const made: Cloud = {
    platform,
    clock: time,
    ecs,
    tasks: tasksModel(time),
    codedeploy,
    lambda,
    target: targets[platform](),
    template(memory) {
      lambda.configure(memory);
      const target = made.target as EcsTarget;
      target.template = ecs.register(templateOf(String(memory)));
    },
    rollouts: () => (platform === "native" ? ecs.runs : codedeploy.runs).length,
    serves() {
      if (platform === "lambda") return lambda.versions[Number(lambda.alias.version) - 1]!.code;
      return ecs.images(platform === "native" ? ecs.current() : ecs.primary!)["web"]!;
    },
    world: (asked = {}) => worldOf(made, asked),
  };
  ecs.register(templateOf("512"));
  return made;
}

function templateOf(memory: string) {
  return {
    family: "orders-prod-template",
    cpu: "256",
    memory,
    containerDefinitions: [
      { name: "web", image: placeholder, portMappings: [{ containerPort: 8080 }] },
      { name: "proxy", image: sidecar },
    ],
    tags: [{ key: "team", value: "orders" }],
  };
}

const service: EcsTarget = {
  kind: "ecs",
  cluster: "acme-prod",
  service: "orders",
  template: "arn:aws:ecs:us-east-1:222222222222:task-definition/orders-prod-template:1",
  family: "orders-prod",
  containers: { web: "web" },
  repositories: { web: `${host}/acme/orders/web` },
  placeholder,
  alarms: ["orders-prod-5xx"],
};
const group = { application: "acme-orders", group: "acme-orders-prod" };
const lambdaTarget: LambdaTarget = {
  kind: "lambda",
  function: "acme-orders-prod",
  alias: "live",
  image: "web",
  repositories: { web: `${host}/acme/orders/web` },
  alarms: ["orders-prod-errors"],
  codedeploy: group,
};
const targets: Record<Platform, () => Target> = {
  native: () => ({ ...service }),
  codedeploy: () => ({ ...service, codedeploy: group }),
  lambda: () => ({ ...lambdaTarget }),
};

function propertiesOf(appSpec: Record<string, unknown>): Record<string, string> {
  const [resource] = appSpec["Resources"] as Record<string, { Properties: Record<string, string> }>[];
  return Object.values(resource!)[0]!.Properties;
}

function worldOf(of: Cloud, { letter = "a", content, origin, watched, ...request }: Asked): World {
  const around = async (call: string, when: "before" | "after") => {
    of.clock.tick();
    if (watched) await of.around?.(call, when);
  };
  const watch = <T extends object>(name: string, api: T): T =>
    new Proxy(api, {
      get:
        (_, key) =>
        async (...given: unknown[]) => {
          await around(`${name}.${String(key)}`, "before");
          const answer: unknown = await (Reflect.get(api, key) as (...given: unknown[]) => unknown)(...given);
          await around(`${name}.${String(key)}`, "after");
          return answer;
        },
    });
  const records = {
    read: async () => structuredClone(of.record),
    async write(running: Running) {
      of.record = running;
    },
  };
  return {
    request: {
      service: "orders",
      environment: "prod",
      digest: digestOf(letter),
      execution: "e1",
      minutes: 60,
      ...request,
    },
    target: of.target,
    content: async () => ({ images: { web: image(letter) }, ...content }),
    origin: async () => ({ rollback: false, ...origin }),
    ecs: watch("ecs", of.ecs.api),
    tasks: watch("tasks", of.tasks.api),
    codedeploy: watch("codedeploy", of.codedeploy.api),
    lambda: watch("lambda", of.lambda.api),
    records: watch("records", records),
    now: () => of.clock.now(),
  };
}
