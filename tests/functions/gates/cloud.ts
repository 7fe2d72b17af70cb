/** The gates' side of AWS in memory, and jobs for it. */
import type { ActionRun, Aws, ExecutionRun, Failure, StageRun } from "../../../functions/gates/aws";
import { handle } from "../../../functions/gates/handler";
import type { JobEvent } from "../../../functions/gates/job";

export interface Answer {
  job: string;
  passed?: { summary: string; variables: Record<string, string> };
  failed?: Failure;
}

export interface World {
  executions: Record<string, ExecutionRun>;
  stages: StageRun[];
  actions: Record<string, ActionRun[]>;
  parameters: Record<string, string>;
  /** By the artifact's name, which is its key. */
  artifacts: Record<string, Buffer>;
  /** E-mail addresses by repository and commit: `orders@c0ffee`. */
  authors: Record<string, string>;
  /** Thrown by calls of that name. */
  errors: Partial<Record<keyof Aws, Error>>;
}

export interface Cloud extends World {
  answers: Answer[];
  stopped: { execution: string; abandon: boolean }[];
  /** Of each artifact that was read. */
  credentials: unknown[];
  limits: number[];
  aws: Aws;
}

export function cloud(given: Partial<World> = {}): Cloud {
  const world: World = {
    executions: {},
    stages: [],
    actions: {},
    parameters: {},
    artifacts: {},
    authors: {},
    errors: {},
    ...given,
  };
  const answers: Answer[] = [];
  const stopped: Cloud["stopped"] = [];
  const credentials: unknown[] = [];
  const limits: number[] = [];
  const check = (call: keyof Aws) => {
    const error = world.errors[call];
    if (error) throw error;
  };
  const aws: Aws = {
    async succeed(job, summary, variables) {
      check("succeed");
      answers.push({ job, passed: { summary, variables } });
    },
    async fail(job, failed) {
      check("fail");
      answers.push({ job, failed });
    },
    async execution(_, execution) {
      check("execution");
      return world.executions[execution] ?? {};
    },
    async stages() {
      return world.stages;
    },
    async actions(_, execution) {
      return world.actions[execution] ?? [];
    },
    async stop(_, execution, { abandon, reason }) {
      if (reason.length > 200) throw new Error(`CodePipeline takes reasons of 200 characters, got ${reason.length}`);
      check("stop");
      stopped.push({ execution, abandon });
    },
    async parameters(names) {
      check("parameters");
      return new Map(names.flatMap((name) => (name in world.parameters ? [[name, world.parameters[name]!]] : [])));
    },
    async writeParameter(name, value) {
      check("writeParameter");
      world.parameters[name] = value;
    },
    async commitAuthor(repository, commit) {
      check("commitAuthor");
      return world.authors[`${repository}@${commit}`];
    },
    async artifact({ key }, used, limit) {
      credentials.push(used);
      limits.push(limit);
      return world.artifacts[key] ?? Buffer.alloc(0);
    },
  };
  return { ...world, answers, stopped, credentials, limits, aws };
}

export const jobCredentials = {
  accessKeyId: "key-of-the-job",
  secretAccessKey: "secret-of-the-job",
  sessionToken: "token-of-the-job",
};

export function event(userParameters: object | string, inputs: string[] = []): JobEvent {
  const text = typeof userParameters === "string" ? userParameters : JSON.stringify(userParameters);
  return {
    "CodePipeline.job": {
      id: "job-1",
      data: {
        actionConfiguration: { configuration: { FunctionName: "acme-gates", UserParameters: text } },
        inputArtifacts: inputs.map((name) => ({
          name,
          location: { s3Location: { bucketName: "artifacts", objectKey: name } },
        })),
        artifactCredentials: jobCredentials,
      },
    },
  };
}

export const clock = () => new Date("2026-03-01T12:00:00Z");

const isEvent = (asked: object | string): asked is JobEvent => typeof asked === "object" && "CodePipeline.job" in asked;

/** The one answer to a job, given as its event or its `UserParameters`; what is logged meanwhile goes to `logged`. */
export async function ask(
  of: Cloud,
  asked: object | string,
  inputs: string[] = [],
  logged: string[] = [],
): Promise<Answer> {
  const { log } = console;
  console.log = (line: string) => logged.push(line);
  try {
    await handle(isEvent(asked) ? asked : event(asked, inputs), of.aws, clock);
  } finally {
    console.log = log;
  }
  if (of.answers.length !== 1) throw new Error(`expected one answer, got ${of.answers.length}`);
  return of.answers[0]!;
}

let started = 0;

export function run(changes: Partial<ActionRun>): ActionRun {
  started += 1;
  return {
    id: `run-${started}`,
    stage: "Build",
    action: "Build",
    category: "Build",
    provider: "CodeBuild",
    status: "Succeeded",
    started,
    variables: {},
    ...changes,
  };
}
