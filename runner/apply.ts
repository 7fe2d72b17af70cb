/** One verb over several stacks, in dependency order; a failure stops only what depends on it. */
import { availableParallelism } from "node:os";
import { stackNamed } from "../catalog/stacks";
import type { StackPlan } from "../catalog/types";
import { bootstrapState } from "./bootstrap";
import { type EngineSummary, runVerb, type Verb } from "./engine/verb";
import { exitCode, exitCodes } from "./exit";
import { findOrphans } from "./orphans";
import { checkBefore } from "./policies";
import type { Session } from "./session";
import { interrupted } from "./signals";
import { duration, prefixed } from "./terminal";

export interface ApplyOptions {
  /** How long to wait for a lock, in milliseconds. */
  waitMs: number;
  acceptState: boolean;
  verbose: boolean;
  /** Stacks at the same time. Default: one per processor, at most 4. */
  parallel?: number;
}

export interface StackOutcome {
  stack: string;
  /** `skipped`: something that it depends on did not succeed. */
  status: "done" | "failed" | "refused" | "skipped";
  /** Number of resources by operation, without those that stay as they are. */
  changes: Record<string, number>;
  /** Number of resources in the state afterwards. */
  resources?: number;
  /** Resources that a destroy kept, because they are protected. */
  kept?: string[];
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
  if (verb === "up" || verb === "preview") await checkBefore(session, wanted);
  const outcomes = new Map<string, StackOutcome>();
  const running = new Map<string, Promise<void>>();
  const parallel = options.parallel ?? Math.min(4, availableParallelism());
  let begun = 0;
  const begin = (plan: StackPlan) => {
    begun += 1;
    const own = ordered.length > 1 ? { ...session, terminal: prefixed(session.terminal, plan.name) } : session;
    own.terminal.progress(`[${begun}/${ordered.length}] ${verb} (account ${plan.accountId}, ${plan.region})`);
    const run = applyOne(own, verb, plan, options).then((outcome) => {
      outcomes.set(plan.name, outcome);
      running.delete(plan.name);
    });
    running.set(plan.name, run);
  };
  for (const waiting = new Set(ordered); waiting.size > 0 || running.size > 0; ) {
    for (const plan of waiting) {
      const before = beforeIt(plan, verb, ordered);
      const blocker = interrupted.aborted ? "the command" : before.find((name) => failed(outcomes.get(name)));
      if (blocker) {
        waiting.delete(plan);
        session.terminal.progress(`${plan.name}: skipped, because ${blocker} did not succeed`);
        outcomes.set(plan.name, { stack: plan.name, status: "skipped", changes: {}, milliseconds: 0 });
      } else if (running.size < parallel && before.every((name) => outcomes.has(name))) {
        waiting.delete(plan);
        begin(plan);
      }
    }
    await Promise.race(running.values());
  }
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

async function applyOne(session: Session, verb: Verb, plan: StackPlan, options: ApplyOptions): Promise<StackOutcome> {
  const started = performance.now();
  const { terminal } = session;
  try {
    const summary = await engine(session, verb, plan, options);
    const milliseconds = performance.now() - started;
    const changes = Object.entries(summary.changes).map(([op, count]) => `${count} ${op}`);
    terminal.progress(`${changes.join(", ") || "no changes"} (${duration(milliseconds)})`);
    return { stack: plan.name, status: "done", ...summary, milliseconds };
  } catch (error) {
    const message = (error as Error).message;
    terminal.progress(message);
    const status = exitCode(error) === exitCodes.refused ? "refused" : "failed";
    return { stack: plan.name, status, changes: {}, milliseconds: performance.now() - started, error: message };
  }
}

async function engine(session: Session, verb: Verb, plan: StackPlan, options: ApplyOptions): Promise<EngineSummary> {
  // The store cannot hold its own first state: that is made locally and then moved in.
  if (plan.name === "state" && verb === "up") await bootstrapState(session, plan);
  return runVerb(session, verb, plan, options);
}

/** For a destroy the order is turned round: a stack waits for those that depend on it. */
function beforeIt(plan: StackPlan, verb: Verb, all: StackPlan[]): string[] {
  if (verb === "destroy") return all.filter(({ dependsOn }) => dependsOn.includes(plan.name)).map(({ name }) => name);
  return plan.dependsOn.filter((name) => all.some((other) => other.name === name));
}

function failed(outcome: StackOutcome | undefined): boolean {
  return outcome !== undefined && outcome.status !== "done";
}
