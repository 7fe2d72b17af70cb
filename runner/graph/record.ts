/** Builds the programs of all stacks in this process, without CLI, network or credentials, and returns their graph. */
import "./lazy";
import type { Graph, GraphMap, GraphResource, GraphStack } from "../../analysis/graph/types";
import type { Catalog, StackPlan, StateLocation } from "../../catalog/types";
import { type Place, unknown, type World } from "../../local/model/types";
import { programFor } from "../../stacks/program";
import { hiddenResources } from "./hidden";
import type { Recording } from "./monitor";
import { type Program, runProgram } from "./program";
import { isObject } from "./values";

/** Programs that could not be recorded; lists every problem of every stack. */
export class GraphError extends Error {
  constructor(readonly problems: string[]) {
    super(`The programs cannot be built offline:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "GraphError";
  }
}

export interface RecordOptions {
  /**
   * Builds each program a second time with made-up values in the place of unknown ones, and fails on a resource that
   * only then appears: no preview, no policy and no proof sees it. Takes about half as long again. Default false.
   */
  strict?: boolean;
  /** The program of a stack. Default: the one of its kind. */
  programs?: (catalog: Catalog, stack: string) => Program;
  /** Milliseconds without progress after which a program counts as waiting for ever. Default 30 s. */
  patience?: number;
}

/** What stacks hand over to later ones through Parameter Store, by place and name. */
type Parameters = Map<string, string>;

/**
 * Records the named stacks (all by default). Stacks that they depend on are built too, because they hand facts
 * over by Parameter Store, but are not part of the answer. Errors: one `GraphError` with all problems.
 */
export async function recordGraph(catalog: Catalog, wanted?: string[], options: RecordOptions = {}): Promise<Graph> {
  const shown = new Set(wanted ?? catalog.stacks.map((stack) => stack.name));
  const needed = closure(catalog, shown);
  const recorder = new Recorder(catalog, options);
  const failed = new Set<string>();
  const stacks: GraphStack[] = [];
  for (const plan of catalog.stacks.filter((stack) => needed.has(stack.name))) {
    // What a failed stack would have handed over is missing: one problem is enough.
    const resources = plan.dependsOn.some((name) => failed.has(name)) ? undefined : await recorder.record(plan);
    if (!resources) failed.add(plan.name);
    else if (shown.has(plan.name)) stacks.push(graphStack(plan, resources));
  }
  const problems = recorder.problems();
  if (problems.length > 0) throw new GraphError(problems);
  const { id } = catalog.organization;
  return {
    version: 1,
    complete: completeAccounts(catalog, shown),
    ...(id ? { organizationId: id } : {}),
    stacks,
  };
}

class Recorder {
  private readonly recordings: { stack: string; recording: Recording }[] = [];
  private readonly known: Parameters = new Map();
  private readonly madeUp: Parameters = new Map();

  constructor(
    private readonly catalog: Catalog,
    private readonly options: RecordOptions,
  ) {}

  /** The stack's resources, or undefined when its program has problems. */
  async record(plan: StackPlan): Promise<GraphResource[] | undefined> {
    const recording = await this.run(plan, true, this.known);
    if (this.options.strict && recording.problems.length === 0) {
      const concrete = await this.run(plan, false, this.madeUp);
      recording.problems.push(...hiddenResources(recording.resources, concrete.resources));
    }
    return recording.problems.length === 0 ? recording.resources : undefined;
  }

  /**
   * Of all stacks, in order; read at the end, because a program may go wrong after it has ended. The process then
   * tells of it again while the next one runs, in more words.
   */
  problems(): string[] {
    const all = this.recordings.flatMap(({ stack, recording }) =>
      [...new Set(recording.problems)].map((text) => ({ stack, text })),
    );
    const echo = (one: (typeof all)[number]) =>
      all.some(({ stack, text }) => stack !== one.stack && text !== one.text && one.text.includes(text));
    return all.filter((one) => !echo(one)).map(({ stack, text }) => `${stack}: ${text}`);
  }

  private async run(plan: StackPlan, preview: boolean, parameters: Parameters): Promise<Recording> {
    const { catalog } = this;
    const { region, partition } = plan;
    const { programs = programOf, patience } = this.options;
    const world: World = { parameter: async (place, name) => parameters.get(parameterKey(place, name)) };
    const ambient = { account: catalog.organization.accounts.toolchain!, region, partition };
    const context = { project: catalog.project, stack: plan.name, ambient, world, preview, patience };
    const recording = await runProgram(context, () => programs(catalog, plan.name)());
    this.recordings.push({ stack: plan.name, recording });
    keepParameters(recording, partition, parameters);
    return recording;
  }
}

function programOf(catalog: Catalog, stack: string): Program {
  return programFor(catalog, stack, "update");
}

function keepParameters({ resources }: Recording, partition: string, parameters: Parameters): void {
  for (const { type, provider, inputs } of resources) {
    if (type !== "aws:ssm/parameter:Parameter" || !provider) continue;
    const place = { account: provider.account, region: String(inputs.region), partition };
    parameters.set(parameterKey(place, String(inputs.name)), wireText(inputs.insecureValue ?? inputs.value));
  }
}

function graphStack(plan: StackPlan, resources: GraphResource[]): GraphStack {
  const { name, kind, accountId, region, partition, dependsOn } = plan;
  return {
    name,
    kind,
    account: accountId,
    region,
    partition,
    dependsOn,
    ...(plan.state ? { state: stateText(plan.state) } : {}),
    outputs: resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {},
    resources,
  };
}

function stateText({ bucket, prefix, table, keyAlias, previewRole, updateRole }: StateLocation): GraphStack["state"] {
  return { bucket, prefix, table, keyAlias, previewRole, updateRole };
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
