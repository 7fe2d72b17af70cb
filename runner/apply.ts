/** One verb over several stacks, in dependency order; a failure stops only what depends on it. */
import type { StackPlan } from "../catalog/types";
import { stackNamed } from "../catalog/stacks";
import { bootstrapState } from "./bootstrap";
import { type EngineSummary, runVerb } from "./engine/verb";
import { exitCode, exitCodes } from "./exit";
import { checkBefore } from "./policies";
import type { Session } from "./session";
import { interrupted } from "./signals";
import { duration } from "./terminal";

export type Verb = "up" | "preview" | "refresh" | "destroy";

export interface ApplyOptions {
  /** How long to wait for a lock, in milliseconds. */
  waitMs: number;
  acceptState: boolean;
  verbose: boolean;
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

export async function applyStacks(
  session: Session,
  verb: Verb,
  names: string[],
  options: ApplyOptions,
): Promise<StackOutcome[]> {
  const { catalog, terminal } = session;
  for (const name of names) stackNamed(catalog, name);
  const wanted = catalog.stacks.filter(({ name }) => names.includes(name));
  const ordered = verb === "destroy" ? [...wanted].reverse() : wanted;
  if (verb === "up" || verb === "preview") await checkBefore(session, wanted);
  const outcomes: StackOutcome[] = [];
  for (const [index, plan] of ordered.entries()) {
    const blocker = interrupted.aborted ? "the command" : blockedBy(plan, verb, ordered, outcomes);
    if (blocker) {
      terminal.progress(`[${index + 1}/${ordered.length}] ${plan.name}: skipped, because ${blocker} did not succeed`);
      outcomes.push({ stack: plan.name, status: "skipped", changes: {}, milliseconds: 0 });
      continue;
    }
    terminal.progress(`[${index + 1}/${ordered.length}] ${verb} ${plan.name} (account ${plan.accountId}, ${plan.region})`);
    outcomes.push(await applyOne(session, verb, plan, options));
  }
  return outcomes;
}

async function applyOne(session: Session, verb: Verb, plan: StackPlan, options: ApplyOptions): Promise<StackOutcome> {
  const started = performance.now();
  const { terminal } = session;
  try {
    const summary = await engine(session, verb, plan, options);
    const milliseconds = performance.now() - started;
    const changes = Object.entries(summary.changes).map(([op, count]) => `${count} ${op}`);
    terminal.progress(`      ${changes.join(", ") || "no changes"} (${duration(milliseconds)})`);
    return { stack: plan.name, status: "done", ...summary, milliseconds };
  } catch (error) {
    const message = (error as Error).message;
    terminal.progress(message.replace(/^/gm, "      "));
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
function blockedBy(plan: StackPlan, verb: Verb, all: StackPlan[], outcomes: StackOutcome[]): string | undefined {
  const before =
    verb === "destroy" ? all.filter(({ dependsOn }) => dependsOn.includes(plan.name)).map(({ name }) => name) : plan.dependsOn;
  return outcomes.find(({ stack, status }) => status !== "done" && before.includes(stack))?.stack;
}
