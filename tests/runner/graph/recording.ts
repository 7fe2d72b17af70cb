/** Records small programs in the place of an organisation's own. */
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { GraphResource } from "../../../analysis/graph/types";
import type { Program } from "../../../runner/graph/program";
import { GraphError, type RecordOptions, recordGraph } from "../../../runner/graph/record";
import { exampleCatalog } from "../../stacks/example";

/** Stacks that depend on no other but `state`. */
export type StackName = "dev.account" | "prod.account";

/** The graph of the given programs; stacks without one register nothing. */
export function record(programs: Partial<Record<StackName, Program>>, options: RecordOptions = {}) {
  const found = (_catalog: unknown, stack: string) => programs[stack as StackName] ?? (async () => ({}));
  return recordGraph(exampleCatalog(), Object.keys(programs), { programs: found, ...options });
}

/** Resources of one program, by name. */
export async function resources(program: Program): Promise<Record<string, GraphResource>> {
  const { stacks } = await record({ "dev.account": program });
  return Object.fromEntries(stacks[0]!.resources.map((each) => [each.name, each]));
}

/** The problems that recording ends with; fails when it succeeds. */
export async function problems(
  programs: Partial<Record<StackName, Program>>,
  options: RecordOptions = {},
): Promise<string[]> {
  const error: unknown = await record(programs, options).then(
    () => undefined,
    (reason) => reason,
  );
  assert.ok(error instanceof GraphError, `expected a GraphError, got ${error}`);
  return error.problems;
}

/** A provider in the dev account. */
export function devProvider(name = "target"): aws.Provider {
  return new aws.Provider(name, {
    region: "us-east-1",
    allowedAccountIds: ["222222222222"],
    assumeRoles: [{ roleArn: "arn:aws:iam::222222222222:role/slipway/acme-update" }],
  });
}
