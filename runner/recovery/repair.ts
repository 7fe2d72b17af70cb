/** Ends a stack's interrupted operations in its state and compares the state with the cloud; for every backend. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackPlan } from "../../catalog/types";
import type { Deployment, StateResource } from "../engine/inspect";
import type { PulumiResult, PulumiRun } from "../engine/pulumi";
import { FailedError, RefusedError } from "../exit";
import { adopted } from "./adopt";
import { type Decision, decide, type Found, interruptedCreations, type Locate } from "./interrupted";

export interface RepairOptions {
  plan: StackPlan;
  pulumi(run: PulumiRun): Promise<PulumiResult>;
  /** Folder of the run, for the edited state; secrets in it stay encrypted. */
  directory: string;
  found: Found;
  locate: Locate;
  /** Puts the checkpoint back as it was before, for when the cloud could not be asked. */
  restore(): Promise<void>;
}

/** Returns what was done, in order. */
export async function repair(options: RepairOptions): Promise<string[]> {
  const { plan, found, locate, directory } = options;
  const before = await exportState(options);
  const { deployment } = before;
  const resources = interruptedCreations(deployment);
  const known = new Set((deployment.resources ?? []).flatMap(({ id }) => (id ? [id] : [])));
  const decisions = await decide({ stack: plan.name, resources, place: plan, found, locate, known });
  const edits = (deployment.pending_operations ?? []).length > 0;
  if (!edits) {
    await refresh(options);
    return ["compared the state with the cloud"];
  }
  const file = join(directory, "recovered.json");
  writeFileSync(file, JSON.stringify({ ...before, deployment: adopted(deployment, decisions) }), { mode: 0o600 });
  let after: StateResource[];
  try {
    await must(options, ["stack", "import", "--file", file]);
    await refresh(options);
    after = (await exportState(options)).deployment.resources ?? [];
    refuseMissing(plan, decisions, after);
  } catch (error) {
    // Whatever is not certain stays on record as interrupted.
    await options.restore();
    throw error;
  }
  return [
    ...decisions.map((decision) => outcome(decision, after)),
    ...(deployment.pending_operations ?? [])
      .filter(({ type }) => type !== "creating")
      .map(({ type, resource }) => `${short(resource.urn)}: its ${type} was cut off; took over how it is now`),
    "compared the state with the cloud",
  ];
}

/** What is known to exist and was not found under its id is not to be made a second time. */
function refuseMissing(plan: StackPlan, decisions: Decision[], after: StateResource[]): void {
  const missing = decisions.filter((decision) => decision.exists && !taken(decision, after));
  if (missing.length === 0) return;
  const list = missing
    .map(({ resource, id }) => `  ${resource.urn}\n    there is no ${resource.type} ${id}`)
    .join("\n");
  throw new RefusedError(
    `Stack ${plan.name}: nothing was taken over, because the provider does not find these:\n${list}\n` +
      "Give the id in the form that `pulumi import` takes for the type: --created <urn>=<id>.",
  );
}

function taken({ resource }: Decision, after: StateResource[]): StateResource | undefined {
  return after.find(({ urn, outputs }) => urn === resource.urn && outputs !== undefined);
}

function outcome(decision: Decision, after: StateResource[]): string {
  const { resource, id } = decision;
  const name = short(resource.urn);
  const kept = taken(decision, after);
  if (id !== undefined && kept) return `${name}: was made; took over ${kept.id}`;
  return `${name}: was not made${id === undefined ? "" : ` (there is no ${id})`}; the next \`up\` makes it`;
}

/** `aws:s3/bucket:Bucket state-bucket` of a URN. */
function short(urn: string): string {
  const [types, name] = urn.split("::").slice(2);
  return `${types!.split("$").at(-1)} ${name}`;
}

async function exportState(options: RepairOptions): Promise<{ version: number; deployment: Deployment }> {
  const { stdout } = await must(options, ["stack", "export"]);
  return JSON.parse(stdout);
}

function refresh(options: RepairOptions): Promise<PulumiResult> {
  return must(options, ["refresh", "--yes", "--run-program", "--skip-preview"]);
}

async function must({ plan, pulumi }: RepairOptions, args: string[]): Promise<PulumiResult> {
  const result = await pulumi({ args: [...args, "--stack", plan.name, "--non-interactive", "--color", "never"] });
  if (result.code === 0) return result;
  const command = args.filter((word) => /^[a-z]+$/.test(word)).join(" ");
  throw new FailedError(
    `Stack ${plan.name}: pulumi ${command} failed; nothing was taken over.\n${result.stdout}\n${result.stderr}`.trim(),
  );
}
