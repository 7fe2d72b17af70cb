/** What stands against a run, told to people, and as facts for machines. */

import { connectionsUrl, executionUrl } from "../../catalog/console";
import { RefusedError } from "../exit";
import { duration } from "../terminal";
import type { PipelineChange } from "./plan";
import type { Connection, Execution } from "./services";

/** A running execution that the run would cancel. */
export interface RunningExecution extends Execution, PipelineChange {
  url: string;
}

/** A connection that cannot be used yet. */
export interface UnfinishedConnection extends Connection {
  arn: string;
  accountId: string;
  /** The console's page of the connections. */
  url: string;
  /** Pipelines that are about to use it. */
  pipelines: string[];
}

/** The stack as messages name it. */
export interface StackPlace {
  name: string;
  /** Alias of its account. */
  account: string;
  accountId: string;
  partition: string;
}

export function runningExecution(stack: StackPlace, change: PipelineChange, execution: Execution): RunningExecution {
  const url = executionUrl({ partition: stack.partition, region: change.region }, change.pipeline, execution.id);
  return { ...change, ...execution, url };
}

export function unfinishedConnection(
  arn: string,
  connection: Connection,
  pipelines: string[] = [],
): UnfinishedConnection {
  const [, partition = "aws", , region = "", accountId = ""] = arn.split(":");
  return { arn, accountId, ...connection, url: connectionsUrl({ partition, region }), pipelines };
}

/** Refused because executions run, because connections are not complete, or both. Nothing was changed. */
export class PipelinesRefusedError extends RefusedError {
  constructor(
    stack: string,
    readonly executions: RunningExecution[],
    readonly connections: UnfinishedConnection[],
    { waitedMs = 0 }: { waitedMs?: number } = {},
  ) {
    super(
      [
        `Stack ${stack}: nothing was changed.`,
        ...(waitedMs > 0 ? [`Waited ${duration(waitedMs)} in vain.`] : []),
        ...executionLines(executions),
        ...connections.flatMap((connection) => connectionLines(connection)),
        ...(connections.length > 0 ? [`  then go on:  slipway up ${stack}`] : []),
      ].join("\n"),
    );
  }
}

/** `execution 1f3a… of pipeline acme-orders (stage Production, action Approve; since 2026-05-04 09:12 UTC)` */
export function describeExecution({ id, pipeline, status, startedAt, place }: RunningExecution): string {
  const facts = [
    ...(status === "Stopping" ? ["stopping"] : []),
    ...(place ? [place] : []),
    ...(startedAt ? [`since ${startedAt.toISOString().slice(0, 16).replace("T", " ")} UTC`] : []),
  ];
  return `execution ${id} of pipeline ${pipeline}${facts.length > 0 ? ` (${facts.join("; ")})` : ""}`;
}

function executionLines(executions: RunningExecution[]): string[] {
  if (executions.length === 0) return [];
  const kinds = [...new Set(executions.map(({ pipeline, change }) => `the ${change} of pipeline ${pipeline}`))];
  const [first] = executions;
  const stop = `aws codepipeline stop-pipeline-execution --region ${first!.region} --pipeline-name ${first!.pipeline} --pipeline-execution-id ${first!.id}`;
  return [
    `Executions run that ${kinds.join(", and ")} would cancel:`,
    ...executions.flatMap((execution) => [`  ${describeExecution(execution)}`, `    ${execution.url}`]),
    "  to wait until they have ended:  repeat the command with --wait 60m",
    "  one waits for an approval:      approve or reject it on its page",
    `  it need not end:                stop it on its page, or ${stop}`,
  ];
}

/** For people who can complete it: which connection, where, and what waits for it. */
export function connectionLines({ name, arn, accountId, status, url, pipelines }: UnfinishedConnection): string[] {
  const waiting =
    pipelines.length > 0 ? `: executions of ${pipelines.join(", ")} would fail in their source stage` : "";
  const what =
    status === "PENDING"
      ? "complete it once in the console of account"
      : "the service tries again by itself; see the console of account";
  return [
    `Connection ${name} is ${status}${waiting}.`,
    `  ${arn}`,
    `  ${what} ${accountId}, Developer Tools > Settings > Connections${status === "PENDING" ? " > Update pending connection" : ""}:`,
    `  ${url}`,
  ];
}
