/** The `slipway` command: words, options and exit codes. Each command is a file in `commands/`. */
import { Command, CommanderError, Option } from "commander";
import { addCatalogCommands } from "./commands/catalog";
import { addCheckCommand } from "./commands/check";
import { addEngineCommands } from "./commands/engine";
import { addEnvCommand } from "./commands/env";
import { addGraphCommand } from "./commands/graph";
import { addLocalCommands } from "./commands/local";
import { addLockCommands } from "./commands/lock";
import { addProveCommand } from "./commands/prove";
import { addPulumiCommand } from "./commands/pulumi";
import { addRecoverCommand } from "./commands/recover";
import { addStateCommand } from "./commands/state";
import { exitCode, exitCodes } from "./exit";
import { listenForSignals } from "./signals";

/** Runs one command line; returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  const program = new Command("slipway")
    .description("A release platform for AWS as one Pulumi program: deploys its stacks under lock, policy and proof.")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed after something may have changed, 2 wrong usage, 3 refused and nothing changed.",
    )
    .showHelpAfterError("(run with --help for the options)")
    .enablePositionalOptions()
    .exitOverride();
  const add = [
    addLocalCommands,
    addEngineCommands,
    addPulumiCommand,
    addEnvCommand,
    addCatalogCommands,
    addGraphCommand,
    addCheckCommand,
    addProveCommand,
    addLockCommands,
    addRecoverCommand,
    addStateCommand,
  ];
  for (const command of add) command(program);
  addGlobals(program);
  listenForSignals();
  try {
    await program.parseAsync(argv, { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return report(error, argv.includes("--json"));
  }
}

/** Every command takes these, before its name or after it. */
function addGlobals(command: Command): void {
  command
    .option("-C <directory>", "directory with Pulumi.yaml and services/ (default: the current one)")
    .option("--json", "print one JSON value for machines on standard output")
    .addOption(new Option("--cloud <cloud>", "where stacks are applied").choices(["laptop", "aws"]));
  for (const below of command.commands) addGlobals(below);
}

/** Errors with a remedy are sentences; only an unforeseen one shows where in the code it came from. */
function report(error: unknown, json: boolean): number {
  const code = exitCode(error);
  const known = error instanceof Error && error.name !== "Error" && error.name !== "TypeError";
  const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`slipway: ${text}\n`);
  if (json) {
    const problems = (error as { problems?: unknown }).problems;
    process.stdout.write(
      `${JSON.stringify({ error: { message: text, exitCode: code, ...(problems ? { problems } : {}) } }, null, 2)}\n`,
    );
  }
  return code;
}
