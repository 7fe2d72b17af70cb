/** One of the engine's verbs on one stack, guarded. */

import { S3Client } from "@aws-sdk/client-s3";
import { isStored, stateOf } from "../../catalog/stored";
import type { StackPlan } from "../../catalog/types";
import { FailedError, RefusedError } from "../exit";
import { readCheckpoint } from "../lock";
import { guardingPipelines, type PipelineGuard, pipelineType, type UnfinishedConnection } from "../pipelines";
import { pinnedPack } from "../policies";
import type { Session } from "../session";
import { type DriftedResource, driftOf, driftText } from "./drift";
import { changesOf, type EngineEvent, type EngineStep, stepLine } from "./events";
import { type Guarded, guarded, statePlace } from "./guarded";
import { deploymentOf, type StateResource } from "./inspect";
import { type CloudRun, onPulumiCloud, stackReference } from "./pulumi-cloud";
import { isRoleDifference } from "./role-difference";

export type Verb = "up" | "preview" | "drift" | "refresh" | "destroy";

/** Verbs that change nothing: they take no lock and work through the preview role. */
export function onlyReads(verb: Verb): boolean {
  return verb === "preview" || verb === "drift";
}

export interface EngineSummary {
  changes: Record<string, number>;
  resources?: number;
  kept?: string[];
  /** For `drift`: resources that are not in the cloud as the state has them. */
  drift?: DriftedResource[];
  /** Connections to source hosts that a person still has to complete. */
  connections?: UnfinishedConnection[];
}

export interface VerbOptions {
  /** How long to wait for the lock, and how long for executions of pipelines, in milliseconds. */
  waitMs: number;
  acceptState: boolean;
  verbose: boolean;
}

const destroyArgs = ["destroy", "--run-program", "--exclude-protected"];

const argsOf: Record<Verb | "destroy-preview", string[]> = {
  up: ["up", "--yes", "--skip-preview"],
  preview: ["preview"],
  // Without the program the engine would work through the provider in the state, whose role is the update role.
  drift: ["refresh", "--preview-only", "--run-program"],
  refresh: ["refresh", "--yes", "--skip-preview", "--run-program"],
  destroy: [...destroyArgs, "--yes", "--skip-preview"],
  "destroy-preview": [...destroyArgs, "--preview-only"],
};

export async function runVerb(
  session: Session,
  verb: Verb,
  plan: StackPlan,
  options: VerbOptions,
): Promise<EngineSummary> {
  if (!isStored(plan)) return runOnPulumiCloud(session, verb, plan, options);
  if (verb === "destroy" && (await isAbsent(session, plan))) return nothingThere(session, plan, verb);
  const writes = !onlyReads(verb);
  const access = writes ? "update" : "preview";
  return guardingPipelines(session, plan, options.waitMs, (guard) =>
    guarded(session, plan, { ...options, operation: verb, access, writes }, async (run) => {
      if (!run.checkpoint && verb !== "up") return nothingThere(session, plan, verb);
      await run.create();
      if (verb === "up" || verb === "destroy") await look(session, run, plan, verb, guard);
      const { changes, steps, drift } = await engine(session, run, plan, verb, { ...options, quiet: false });
      if (verb === "drift") return { changes: {}, drift };
      if (verb === "destroy") return { changes, ...(await afterDestroy(session, run, plan)) };
      const connections = verb === "up" ? await guard.tell(steps) : [];
      return { changes, ...(connections.length > 0 ? { connections } : {}) };
    }),
  );
}

/** Pulumi Cloud has the lock and the secrets; the stack itself is made, and removed, by the stack of its settings. */
function runOnPulumiCloud(session: Session, verb: Verb, plan: StackPlan, options: VerbOptions): Promise<EngineSummary> {
  const access = onlyReads(verb) ? "preview" : "update";
  return onPulumiCloud(session, plan, access, async (run) => {
    // Rules that only the engine's preview can judge stop the run before any change.
    if (verb === "up") await engine(session, run, plan, "preview", { quiet: true, verbose: false });
    const { changes, drift } = await engine(session, run, plan, verb, { ...options, quiet: false });
    return verb === "drift" ? { changes: {}, drift } : { changes };
  });
}

/**
 * The engine's preview as a command of its own, so that what only it can tell (a rule that is violated, a pipeline
 * that would be changed) stops the run before any change.
 */
async function look(
  session: Session,
  run: Guarded,
  plan: StackPlan,
  verb: "up" | "destroy",
  guard: PipelineGuard,
): Promise<void> {
  const pipelines = (deploymentOf(run.checkpoint).resources ?? []).some(({ type }) => type === pipelineType);
  if (verb === "destroy" && !pipelines) return;
  const preview = verb === "up" ? "preview" : "destroy-preview";
  const { steps } = await engine(session, run, plan, preview, { quiet: true, verbose: false });
  await checkSteps(run, plan, guard, steps);
}

/** Refused means that nothing was changed: a stack that the run itself has made is not left behind empty. */
export async function checkSteps(
  run: Guarded,
  plan: StackPlan,
  guard: PipelineGuard,
  steps: EngineStep[],
): Promise<void> {
  try {
    await guard.check(steps);
  } catch (error) {
    if (!run.checkpoint) await removeStack(run, plan);
    throw error;
  }
}

/**
 * Whether the stack is known not to exist, as far as the caller's own identity may look: a destroy that is run
 * again finds the roles gone that would enter its account.
 */
async function isAbsent(session: Session, plan: StackPlan): Promise<boolean> {
  const cloud = await session.cloud();
  const s3 = new S3Client(cloud.client(stateOf(plan).region, cloud.ambient));
  return readCheckpoint(s3, statePlace(session.catalog.project, plan)).then(
    (checkpoint) => checkpoint === undefined,
    (error: Error) => error.name === "NoSuchBucket",
  );
}

function nothingThere(session: Session, plan: StackPlan, verb: Verb): EngineSummary {
  if (verb === "preview") {
    throw new RefusedError(
      `Stack ${plan.name} does not exist yet. See what it would make with \`slipway graph ${plan.name}\`.`,
    );
  }
  session.terminal.progress("  does not exist");
  return { changes: {}, ...(verb === "drift" ? { drift: [] } : {}) };
}

async function engine(
  session: Session,
  run: CloudRun,
  plan: StackPlan,
  verb: Verb | "destroy-preview",
  { quiet, verbose }: { quiet: boolean; verbose: boolean },
): Promise<{ changes: Record<string, number>; steps: EngineStep[]; drift: DriftedResource[] }> {
  const said: string[] = [];
  const steps: EngineStep[] = [];
  const drift: DriftedResource[] = [];
  let changes: Record<string, number> = {};
  let roles = 0;
  const onEvent = (event: EngineEvent) => {
    const step = event.resOutputsEvent?.metadata;
    const onlyRole = verb === "preview" && step !== undefined && isRoleDifference(session.catalog, plan, step);
    if (onlyRole) roles += 1;
    if (step && !onlyRole) steps.push(step);
    const found = verb === "drift" ? driftOf(event) : undefined;
    if (found) drift.push(found);
    const line = found ? driftText(found) : stepLine(event, verb === "preview");
    if (line && !onlyRole && !quiet) session.terminal.progress(line);
    const { diagnosticEvent: diagnostic, policyEvent: policy } = event;
    if (diagnostic && !diagnostic.ephemeral && ["error", "warning"].includes(diagnostic.severity)) {
      said.push(`${diagnostic.severity}: ${diagnostic.message.replace(/<\{%.*?%\}>/g, "").trim()}`);
    }
    if (policy)
      said.push(
        `${policy.enforcementLevel}: ${policy.policyName}: ${policy.message.replace(/<\{%.*?%\}>/g, "").trim()}`,
      );
    if (event.summaryEvent) {
      const { update = 0, ...rest } = event.summaryEvent.resourceChanges;
      changes = changesOf({ ...rest, update: update - roles });
    }
  };
  // The program of a stack whose file is gone is gone too: its state alone must do.
  const orphan = !session.catalog.stacks.some(({ name }) => name === plan.name);
  const args = [
    ...argsOf[verb].filter((word) => !(orphan && word === "--run-program")),
    "--stack",
    stackReference(session.catalog, plan),
    "--non-interactive",
    "--color",
    "never",
    // Without a value the flag asks for one: a signed address of the state itself, in what the engine prints.
    "--suppress-permalink=true",
  ];
  const deploys = verb === "up" || verb === "preview";
  const pack = deploys ? { pack: pinnedPack(session.catalog) } : {};
  const result = await run.pulumi({ args, onEvent, ...pack });
  if (verbose) session.terminal.progress(result.stdout);
  if (result.killedBy) {
    throw new FailedError(
      `Stack ${plan.name}: the engine was killed (${result.killedBy}). \`slipway recover ${plan.name}\` finds out what it left half done.`,
    );
  }
  if (result.code !== 0) {
    const told = said.length > 0 ? [...new Set(said)].join("\n") : `${result.stdout}\n${result.stderr}`.trim();
    throw new FailedError(`Stack ${plan.name}: ${verb} failed.\n${told}`);
  }
  return { changes, steps, drift };
}

/** An empty stack goes with its checkpoint; a kept resource is named with the reason. */
async function afterDestroy(session: Session, run: Guarded, plan: StackPlan): Promise<Partial<EngineSummary>> {
  const exported = await run.pulumi({ args: ["stack", "export", "--stack", plan.name] });
  const resources: StateResource[] = JSON.parse(exported.stdout).deployment.resources ?? [];
  const kept = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  for (const { type, urn, protect } of kept) {
    const why = protect ? "it is protected" : "what is protected needs it";
    session.terminal.progress(`  kept ${type} ${urn.split("::").at(-1)}: ${why}`);
  }
  if (kept.length > 0) return { resources: resources.length, kept: kept.map(({ urn }) => urn) };
  await removeStack(run, plan);
  return { resources: 0, kept: [] };
}

async function removeStack(run: Guarded, plan: StackPlan): Promise<void> {
  const removed = await run.pulumi({ args: ["stack", "rm", plan.name, "--yes", "--non-interactive"] });
  if (removed.code !== 0)
    throw new FailedError(`Stack ${plan.name} is empty but could not be removed:\n${removed.stderr}`);
}
