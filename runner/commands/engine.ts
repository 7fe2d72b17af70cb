/** `slipway up | preview | drift | refresh | destroy`. */
import type { Command } from "commander";
import { waitingStacks } from "../../catalog/stacks";
import { applyStacks, outcomeText, type StackOutcome } from "../apply";
import { confirm } from "../confirm";
import { onlyReads, type Verb } from "../engine/verb";
import { exitCodes, UsageError } from "../exit";
import { openSession } from "../session";
import { duration, table } from "../terminal";
import { globals } from "./globals";
import { waitOption } from "./wait";

const verbs: Record<Verb, string> = {
  up: "create or update stacks, in dependency order, under lock and policies",
  preview: "show what up would do; changes nothing",
  drift: "show what differs between state and cloud; changes neither (exit code 3 when something does)",
  refresh: "take over into the state what changed in the cloud",
  destroy: "delete what is not protected, dependants first",
};

export function addEngineCommands(program: Command): void {
  for (const verb of Object.keys(verbs) as Verb[]) {
    const command = program
      .command(verb)
      .description(verbs[verb])
      .argument("[stacks...]", "names of stacks (see `slipway catalog show`)")
      .option("--all", "every stack of the catalog")
      .option("--parallel <stacks>", "stacks at the same time (default: one per processor, at most 4)", positive)
      .option("--verbose", "show the engine's own output");
    if (!onlyReads(verb)) {
      command
        .option("-y, --yes", "do not ask before changing AWS")
        .addOption(waitOption())
        .option("--accept-state", "go on although the state was written around the lock");
    }
    command.action(async (names: string[], options: EngineOptions, self: Command) => {
      await run(verb, names, options, self);
    });
  }
}

interface EngineOptions {
  all?: boolean;
  yes?: boolean;
  verbose?: boolean;
  /** In milliseconds. */
  wait?: number;
  parallel?: number;
  acceptState?: boolean;
}

async function run(verb: Verb, names: string[], options: EngineOptions, command: Command): Promise<void> {
  if (names.length === 0 && !options.all) throw new UsageError(`slipway ${verb}: name the stacks, or say --all.`);
  const session = openSession(globals(command));
  const wanted = options.all ? session.catalog.stacks.map(({ name }) => name) : names;
  if (options.all) {
    for (const { name, until } of waitingStacks(session.catalog)) session.terminal.progress(`${name} ${until}.`);
  }
  if (!onlyReads(verb) && !options.yes) await confirm(await session.cloud(), verb, wanted);
  const outcomes = await applyStacks(session, verb, wanted, {
    waitMs: options.wait ?? 0,
    acceptState: options.acceptState ?? false,
    verbose: options.verbose ?? false,
    ...(options.parallel ? { parallel: options.parallel } : {}),
  });
  session.terminal.result({ verb, stacks: outcomes });
  session.terminal.say(summary(outcomes));
  const code = codeOf(outcomes);
  if (code !== exitCodes.done) process.exitCode = code;
}

/** Drift ends as a refusal does: nothing was changed, and somebody has to decide. */
export function codeOf(outcomes: StackOutcome[]): number {
  if (outcomes.some(({ status }) => status === "failed")) return exitCodes.failed;
  const open = outcomes.some(({ status, drift = [] }) => status === "refused" || drift.length > 0);
  return open ? exitCodes.refused : exitCodes.done;
}

export function summary(outcomes: StackOutcome[]): string {
  return table(
    outcomes.map((outcome) => [outcome.stack, outcome.status, outcomeText(outcome), duration(outcome.milliseconds)]),
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`--parallel takes a whole number from 1, not '${text}'.`);
  return value;
}
