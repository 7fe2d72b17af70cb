/** One verb over several stacks, in dependency order; a failure stops only what depends on it. */
import { availableParallelism } from "node:os";
import { stackNamed } from "../catalog/stacks";
import type { StackPlan } from "../catalog/types";
import { bootstrapState } from "./bootstrap";
import type { DriftedResource } from "./engine/drift";
import { skipReason } from "./engine/pulumi-cloud";
import { type EngineSummary, runVerb, type Verb } from "./engine/verb";
import { exitCode, exitCodes } from "./exit";
import { findOrphans } from "./orphans";
import { PipelinesRefusedError, type RunningExecution, type UnfinishedConnection } from "./pipelines";
import { checkBefore } from "./policies";
import { refuseRemovals } from "./removal";
import { inOrder } from "./schedule";
import type { Session } from "./session";
import { interrupted } from "./signals";
import { stillUsed } from "./still-used";
import { duration, prefixed } from "./terminal";

export interface ApplyOptions {
  /** How long to wait for a lock, and how long for executions of pipelines, in milliseconds. */
  waitMs: number;
  acceptState: boolean;
  verbose: boolean;
  /** Stacks at the same time. Default: one per processor, at most 4. */
  parallel?: number;
}

export interface StackOutcome {
  stack: string;
  /** `skipped`: something that it depends on did not succeed, the command was stopped, or there is a `reason`. */
  status: "done" | "failed" | "refused" | "skipped";
  /** Why it was skipped although nothing went wrong. */
  reason?: string;
  /** Number of resources by operation, without those that stay as they are. */
  changes: Record<string, number>;
  /** Number of resources in the state afterwards. */
  resources?: number;
  /** URNs that a destroy kept, because they are protected, or what is protected needs them. */
  kept?: string[];
  /** For `drift`: resources that are not in the cloud as the state has them. */
  drift?: DriftedResource[];
  /** Running executions because of which it was refused. */
  executions?: RunningExecution[];
  /** Connections to source hosts that a person has to complete: refused because of them, or left so. */
  connections?: UnfinishedConnection[];
  milliseconds: number;
  error?: string;
}

/** Outcomes in the order of the catalog, for a destroy the other way round. */
export async function applyStacks(
  session: Session,
  verb: Verb,
  names: string[],
  options: ApplyOptions,
): Promise<StackOutcome[]> {
  const { catalog } = session;
  const declared = catalog.stacks.filter(({ name }) => names.includes(name));
  const wanted = [...declared, ...(await undeclared(session, verb, names))];
  const ordered = verb === "destroy" ? wanted.reverse() : wanted;
  await refuseRemovals(session, verb, wanted);
  if (verb === "up" || verb === "preview") await checkBefore(session, wanted);
  const outcomes = new Map<string, StackOutcome>();
  let begun = 0;
  await inOrder({
    items: ordered,
    name: ({ name }) => name,
    needs: (plan) => beforeIt(plan, verb, ordered),
    parallel: options.parallel ?? Math.min(4, availableParallelism()),
    stopped: () => interrupted.aborted,
    run: async (plan) => {
      begun += 1;
      const own = ordered.length > 1 ? { ...session, terminal: prefixed(session.terminal, plan.name) } : session;
      own.terminal.progress(`[${begun}/${ordered.length}] ${verb} (account ${plan.accountId}, ${plan.region})`);
      const used = verb === "destroy" ? stillUsed(plan, ordered, outcomes) : undefined;
      const outcome = await applyOne(own, verb, plan, options, used);
      outcomes.set(plan.name, outcome);
      return succeeded(outcome);
    },
    skip: ({ name }, blocker) => {
      const why = blocker ? `${blocker} did not succeed` : "the command was stopped";
      session.terminal.progress(`${name}: skipped, because ${why}`);
      outcomes.set(name, { stack: name, status: "skipped", changes: {}, milliseconds: 0 });
    },
  });
  return ordered.map(({ name }) => outcomes.get(name)!);
}

/** Only a destroy takes stacks whose file is gone; for everything else their names are unknown. */
async function undeclared(session: Session, verb: Verb, names: string[]): Promise<StackPlan[]> {
  const { catalog } = session;
  const unknown = names.filter((name) => catalog.stacks.every((stack) => stack.name !== name));
  if (unknown.length === 0) return [];
  const found = verb === "destroy" ? await findOrphans(session) : [];
  return unknown.map((name) => found.find((plan) => plan.name === name) ?? stackNamed(catalog, name));
}

async function applyOne(
  session: Session,
  verb: Verb,
  plan: StackPlan,
  options: ApplyOptions,
  used: string | undefined,
): Promise<StackOutcome> {
  const started = performance.now();
  const { terminal } = session;
  try {
    const reason = used ?? skipReason(plan, await session.cloud());
    if (reason) {
      terminal.progress(`skipped: ${reason}`);
      return { stack: plan.name, status: "skipped", reason, changes: {}, milliseconds: 0 };
    }
    const summary = await engine(session, verb, plan, options);
    const milliseconds = performance.now() - started;
    const outcome: StackOutcome = { stack: plan.name, status: "done", ...summary, milliseconds };
    terminal.progress(`${outcomeText(outcome)} (${duration(milliseconds)})`);
    return outcome;
  } catch (error) {
    const message = (error as Error).message;
    terminal.progress(message);
    const status = exitCode(error) === exitCodes.refused ? "refused" : "failed";
    const milliseconds = performance.now() - started;
    return { stack: plan.name, status, changes: {}, ...reasons(error), milliseconds, error: message };
  }
}

/** Done, or rightly left alone. */
export function succeeded({ status, reason }: StackOutcome): boolean {
  return status === "done" || reason !== undefined;
}

/** What happened to a stack, in a few words. */
export function outcomeText({ status, reason, changes, drift }: StackOutcome): string {
  if (reason) return reason;
  if (drift) return drift.length > 0 ? `${drift.length} drifted` : "no drift";
  const counts = Object.entries(changes).map(([op, count]) => `${count} ${op}`);
  return counts.join(", ") || (status === "done" ? "no changes" : "");
}

function reasons(error: unknown): Pick<StackOutcome, "executions" | "connections"> {
  if (!(error instanceof PipelinesRefusedError)) return {};
  const { executions, connections } = error;
  return { ...(executions.length > 0 ? { executions } : {}), ...(connections.length > 0 ? { connections } : {}) };
}

async function engine(session: Session, verb: Verb, plan: StackPlan, options: ApplyOptions): Promise<EngineSummary> {
  // The store cannot hold its own first state: that is made locally and then moved in.
  if (plan.name === "state" && verb === "up") await bootstrapState(session, plan);
  return runVerb(session, verb, plan, options);
}

/** For a destroy the order is turned round: a stack waits for those that depend on it. A look at drift needs none. */
function beforeIt(plan: StackPlan, verb: Verb, all: StackPlan[]): string[] {
  if (verb === "drift") return [];
  if (verb === "destroy") return all.filter(({ dependsOn }) => dependsOn.includes(plan.name)).map(({ name }) => name);
  return plan.dependsOn.filter((name) => all.some((other) => other.name === name));
}
