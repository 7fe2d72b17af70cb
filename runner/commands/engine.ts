/** `slipway up | preview | refresh | destroy`. */
import type { Command } from "commander";
import { applyStacks, type StackOutcome } from "../apply";
import { confirm } from "../confirm";
import type { Verb } from "../engine/verb";
import { exitCodes, UsageError } from "../exit";
import { openSession } from "../session";
import { duration, table } from "../terminal";
import { globals } from "./globals";
import { waitOption } from "./wait";

const verbs: Record<Verb, string> = {
  up: "create or update stacks, in dependency order, under lock and policies",
  preview: "show what up would do; changes nothing",
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
    if (verb !== "preview") {
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
  if (verb !== "preview" && !options.yes) await confirm(await session.cloud(), verb, wanted);
  const outcomes = await applyStacks(session, verb, wanted, {
    waitMs: options.wait ?? 0,
    acceptState: options.acceptState ?? false,
    verbose: options.verbose ?? false,
    ...(options.parallel ? { parallel: options.parallel } : {}),
  });
  session.terminal.result({ verb, stacks: outcomes });
  session.terminal.say(summary(outcomes));
  if (outcomes.some(({ status }) => status === "failed")) process.exitCode = exitCodes.failed;
  else if (outcomes.some(({ status }) => status === "refused")) process.exitCode = exitCodes.refused;
}

export function summary(outcomes: StackOutcome[]): string {
  return table(
    outcomes.map(({ stack, status, changes, milliseconds }) => [
      stack,
      status,
      Object.entries(changes)
        .map(([op, count]) => `${count} ${op}`)
        .join(", ") || (status === "done" ? "no changes" : ""),
      duration(milliseconds),
    ]),
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`--parallel takes a whole number from 1, not '${text}'.`);
  return value;
}
