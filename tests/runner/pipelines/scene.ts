/** Pipelines whose executions and connections the test decides, seen through the guard. */
import type { EngineStep } from "../../../runner/engine/events";
import type { Clock } from "../../../runner/lock";
import type { GuardContext } from "../../../runner/pipelines/guard";
import type { Connection, Execution } from "../../../runner/pipelines/services";

export const connectionArn = "arn:aws:codeconnections:us-east-1:111111111111:connection/c0ffee";
export const home = { region: "us-east-1" };

export interface Scene {
  context: GuardContext;
  /** Running executions by pipeline. */
  executions: Record<string, Execution[]>;
  connections: Record<string, Connection>;
  /** What was asked, in order: `running us-east-1 acme-orders`. */
  asked: string[];
  said: string[];
}

export function scene(given: Partial<Pick<Scene, "executions" | "connections">> = {}): Scene {
  const made: Scene = {
    executions: {},
    connections: {},
    asked: [],
    said: [],
    ...given,
    context: {
      stack: { name: "orders.pipeline", account: "toolchain", accountId: "111111111111", partition: "aws" },
      note: (line) => made.said.push(line),
      services: async (region) => ({
        running: async (pipeline) => {
          made.asked.push(`running ${region} ${pipeline}`);
          return made.executions[pipeline] ?? [];
        },
        connection: async (arn) => {
          made.asked.push(`connection ${region} ${arn}`);
          const found = made.connections[arn];
          if (!found) throw new Error("not authorised to look at it");
          return found;
        },
      }),
    },
  };
  return made;
}

export const execution: Execution = {
  id: "11111111-2222-3333-4444-555555555555",
  status: "InProgress",
  startedAt: new Date("2026-05-04T09:12:30Z"),
  place: "stage Production, action Approve",
};

export function step(op: string, changes: Partial<EngineStep> = {}): EngineStep {
  const before = { id: "acme-orders", inputs: declared(), outputs: { region: "us-east-1" } };
  return {
    op,
    urn: "urn:pulumi:orders.pipeline::slipway::aws:codepipeline/pipeline:Pipeline::delivery",
    type: "aws:codepipeline/pipeline:Pipeline",
    ...(op.startsWith("create") && op !== "create-replacement" ? {} : { old: before }),
    ...(op.startsWith("delete") ? {} : { new: { id: "", inputs: declared() } }),
    ...changes,
  };
}

export function declared(ConnectionArn = connectionArn, name = "acme-orders"): Record<string, unknown> {
  const source = { name: "Source", category: "Source", configuration: { ConnectionArn, BranchName: "main" } };
  return {
    name,
    stages: [
      { name: "Source", actions: [source] },
      { name: "Build", actions: [{ name: "Build" }] },
    ],
  };
}

/** Time passes only while somebody sleeps; `each` is told the time before every sleep. */
export function stillClock(each: (now: number) => void = () => {}): Clock {
  let now = 1000;
  return {
    now: () => now,
    date: () => new Date(now),
    uuid: () => "",
    sleep: async (milliseconds) => {
      each(now);
      now += milliseconds;
      // A wait without an end fails its test instead of stopping all of them.
      if (now > 1e8) throw new Error("somebody waits for ever");
    },
  };
}
