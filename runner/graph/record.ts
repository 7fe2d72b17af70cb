/** Builds the programs of all stacks in this process, without CLI, network or credentials, and returns their graph. */
import * as pulumi from "@pulumi/pulumi";
import type { Graph, GraphMap, GraphStack } from "../../analysis/graph/types";
import type { Catalog, StackPlan } from "../../catalog/types";
import { type Place, unknown, type World } from "../../local/model/types";
import { programFor } from "../../stacks/program";
import { RecordingMonitor } from "./monitor";
import { isObject } from "./values";

const { setMockOptions } = require("@pulumi/pulumi/runtime/settings");

/** A program that could not be recorded; lists every problem of every stack. */
export class GraphError extends Error {
  constructor(readonly problems: string[]) {
    super(`The programs cannot be built offline:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "GraphError";
  }
}

/**
 * Records the named stacks (all by default). Stacks that they depend on are built too, because they hand facts
 * over by Parameter Store, but are not part of the answer.
 */
export async function recordGraph(catalog: Catalog, wanted?: string[]): Promise<Graph> {
  const shown = new Set(wanted ?? catalog.stacks.map((stack) => stack.name));
  const needed = closure(catalog, shown);
  const parameters = new Map<string, string>();
  const stacks: GraphStack[] = [];
  const problems: string[] = [];
  // The SDK takes a stack trace per registration; without them a large graph takes a third of the time.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const failed = new Set<string>();
    for (const plan of catalog.stacks.filter((stack) => needed.has(stack.name))) {
      // What a failed stack would have handed over is missing: one problem is enough.
      const stack = plan.dependsOn.some((name) => failed.has(name))
        ? undefined
        : await recordStack(catalog, plan, parameters, problems);
      if (!stack) failed.add(plan.name);
      else if (shown.has(plan.name)) stacks.push(stack);
    }
  } finally {
    Error.stackTraceLimit = limit;
  }
  if (problems.length > 0) throw new GraphError(problems);
  const { id } = catalog.organization;
  return { version: 1, ...(id ? { organizationId: id } : {}), complete: completeAccounts(catalog, shown), stacks };
}

async function recordStack(
  catalog: Catalog,
  plan: StackPlan,
  parameters: Map<string, string>,
  problems: string[],
): Promise<GraphStack | undefined> {
  const { accountId, region, partition } = plan;
  const world: World = { parameter: async (place, name) => parameters.get(parameterKey(place, name)) };
  const monitor = new RecordingMonitor({
    project: catalog.project,
    stack: plan.name,
    ambient: { account: catalog.organization.accounts.toolchain!, region, partition },
    world,
  });
  try {
    await runUnder(monitor, catalog.project, plan.name, programFor(catalog, plan.name, "update"));
  } catch (error) {
    monitor.recording.problems.push(message(error));
  }
  problems.push(...[...new Set(monitor.recording.problems)].map((problem) => `${plan.name}: ${problem}`));
  if (monitor.recording.problems.length > 0) return undefined;
  for (const resource of monitor.recording.resources) {
    if (resource.type !== "aws:ssm/parameter:Parameter" || !resource.provider) continue;
    const place = { account: resource.provider.account, region: resource.provider.region, partition };
    const { name, value, insecureValue } = resource.inputs;
    parameters.set(parameterKey(place, String(name)), wireText(value ?? insecureValue));
  }
  const { bucket, prefix, table, keyAlias, previewRole, updateRole } = plan.state;
  return {
    name: plan.name,
    kind: plan.kind,
    account: accountId,
    region,
    partition,
    dependsOn: plan.dependsOn,
    state: { bucket, prefix, table, keyAlias, previewRole, updateRole },
    outputs: monitor.recording.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {},
    resources: monitor.recording.resources,
  };
}

/** Runs a program as the engine's preview would, with our monitor in the place of the engine's. */
async function runUnder(monitor: RecordingMonitor, project: string, stack: string, program: () => Promise<unknown>) {
  await pulumi.runtime.setMocks({ newResource: unreachable, call: unreachable }, project, stack, true, "organization");
  setMockOptions(monitor, project, stack, true, "organization");
  pulumi.runtime.setAllConfig({});
  // What fails beside the program's own promise is a problem of the program, not of this process.
  const stray = (error: unknown) => monitor.recording.problems.push(message(error));
  process.on("unhandledRejection", stray);
  let starve = () => {};
  const starved = new Promise<never>((_resolve, reject) => {
    starve = () => reject(new Error("the program waits for something that never comes; see the other problems"));
  });
  // Without this an endless wait would end the process with code 0 and no word.
  process.on("beforeExit", starve);
  try {
    await Promise.race([pulumi.runtime.runInPulumiStack(async () => program()), starved]);
  } finally {
    await new Promise(setImmediate);
    process.off("unhandledRejection", stray);
    process.off("beforeExit", starve);
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unreachable(): never {
  throw new Error("the SDK's mock monitor is not in use while recording");
}

/** The stacks and all that they depend on, directly or not. */
function closure(catalog: Catalog, names: Set<string>): Set<string> {
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const before of catalog.stacks.find((stack) => stack.name === name)?.dependsOn ?? []) add(before);
  };
  for (const name of names) add(name);
  return found;
}

/** Accounts all of whose stacks are part of the graph. */
function completeAccounts(catalog: Catalog, shown: Set<string>): string[] {
  const ids = [...new Set(catalog.stacks.map((stack) => stack.accountId))];
  return ids.filter((id) => catalog.stacks.every((stack) => stack.accountId !== id || shown.has(stack.name))).sort();
}

function parameterKey(place: Place, name: string): string {
  return `${place.account}/${place.region}${name}`;
}

/** A recorded value as a data source of a later stack sees it. */
function wireText(value: GraphMap[string] | undefined): string {
  if (isObject(value) && "$unknown" in value) return unknown;
  if (isObject(value) && "$secret" in value) return wireText(value.$secret as GraphMap[string]);
  return String(value);
}
