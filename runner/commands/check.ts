/** `slipway check`: the policy pack, IAM documents and AWS's quotas over the graph, or the pack over existing state. */
import type { Command } from "commander";
import { stackNamed } from "../../catalog/stacks";
import { isStored } from "../../catalog/stored";
import type { Finding } from "../../policies/check";
import { exitCodes, UsageError } from "../exit";
import { graphOf } from "../graph/recorded";
import { findings, findingText, waived } from "../policies";
import { openSession, type Session } from "../session";
import { globals } from "./globals";

interface CheckOptions {
  graph?: string;
  state?: boolean;
  all?: boolean;
}

export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("run the policy pack over the recorded graph, or with --state over stacks as they are")
    .argument("[stacks...]", "stacks whose state is judged, with --state")
    .option("--graph <file>", "a graph recorded earlier by `slipway graph --json`")
    .option("--state", "judge the stored state of the stacks instead; reads only, as the preview role")
    .option("--all", "the state of every stack, with --state")
    .addHelpText(
      "after",
      "\nThe graph is held against the pack (policies.yaml configures it), the findings of `slipway iam check` and the\nquotas of AWS. Ends with 3 when a finding is mandatory.",
    )
    .action(async (names: string[], options: CheckOptions, command: Command) => {
      refuseMixtures(names, options);
      const session = openSession(globals(command));
      if (options.state) return checkStates(session, names);
      const graph = await graphOf(session, options.graph, { strict: true });
      const whole = options.graph === undefined;
      tell(session, await findings(session.catalog, graph, whole), {}, "No rule is violated, and all fits the quotas.");
    });
}

function refuseMixtures(names: string[], { graph, state, all }: CheckOptions): void {
  if (!state && (all || names.length > 0)) {
    throw new UsageError("slipway check: stacks are named with --state; without it the whole graph is judged.");
  }
  if (state && graph !== undefined) throw new UsageError("slipway check: take --state or --graph.");
  if (state && names.length > 0 === (all ?? false)) {
    throw new UsageError("slipway check --state: name the stacks, or say --all.");
  }
}

async function checkStates(session: Session, names: string[]): Promise<void> {
  // With it come AWS clients, which a check of the graph does not need.
  const { stateFindings } = await import("../policies/state");
  const { catalog, terminal } = session;
  const plans = names.length > 0 ? names.map((name) => stackNamed(catalog, name)) : catalog.stacks;
  const found: Finding[] = [];
  const skipped: Array<{ stack: string; reason: string }> = [];
  for (const plan of plans) {
    if (!isStored(plan)) {
      skipped.push({ stack: plan.name, reason: "Pulumi Cloud keeps its state and judges it by its policy groups" });
      continue;
    }
    const own = await stateFindings(session, plan);
    if (own) found.push(...own);
    else skipped.push({ stack: plan.name, reason: "it has no state yet" });
  }
  for (const { stack, reason } of skipped) terminal.progress(`${stack}: not judged, because ${reason}`);
  const judged = plans.length - skipped.length;
  tell(session, found, { judged, skipped }, `No rule is violated by ${judged === 1 ? "1 state" : `${judged} states`}.`);
}

function tell({ catalog, terminal }: Session, found: Finding[], more: object, none: string): void {
  const { disabled, exemptions } = waived(catalog);
  terminal.result({ findings: found, waived: { disabled, exemptions }, ...more });
  for (const finding of found) terminal.say(findingText(finding));
  if (found.length === 0) terminal.say(none);
  for (const name of disabled) terminal.say(`Not asked, because policies.yaml disables it: ${name}`);
  for (const { rule, resource, until, reason } of exemptions) {
    terminal.say(`Exempt until ${until}: ${resource} from ${rule} ("${reason}")`);
  }
  if (found.some(({ level }) => level === "mandatory")) process.exitCode = exitCodes.refused;
}
