/** The `slipway` command: words, options and exit codes. Each command is a file in `commands/`. */
import { Command, CommanderError, Option } from "commander";
import { exitCode, exitCodes } from "./exit";
import { listenForSignals } from "./signals";

type Add = (program: Command) => void;

/** By word, in the order of the help. Loaded when used: the AWS clients of some take longer to load than others work. */
const commands: Record<string, () => Promise<Add>> = {
  local: async () => (await import("./commands/local")).addLocalCommands,
  "up preview drift refresh destroy": async () => (await import("./commands/engine")).addEngineCommands,
  pulumi: async () => (await import("./commands/pulumi")).addPulumiCommand,
  env: async () => (await import("./commands/env")).addEnvCommand,
  catalog: async () => (await import("./commands/catalog")).addCatalogCommands,
  graph: async () => (await import("./commands/graph")).addGraphCommand,
  check: async () => (await import("./commands/check")).addCheckCommand,
  policies: async () => (await import("./commands/policies")).addPoliciesCommands,
  quotas: async () => (await import("./commands/quotas")).addQuotasCommand,
  prove: async () => (await import("./commands/prove")).addProveCommand,
  iam: async () => (await import("./commands/iam")).addIamCommands,
  federation: async () => (await import("./commands/federation")).addFederationCommands,
  release: async () => (await import("./commands/release")).addReleaseCommand,
  rollout: async () => (await import("./commands/rollout")).addRolloutCommand,
  report: async () => (await import("./commands/report")).addReportCommand,
  buildspec: async () => (await import("./commands/buildspec")).addBuildspecCommands,
  dockerfile: async () => (await import("./commands/dockerfile")).addDockerfileCommands,
  lock: async () => (await import("./commands/lock")).addLockCommands,
  recover: async () => (await import("./commands/recover")).addRecoverCommand,
  state: async () => (await import("./commands/state")).addStateCommand,
};

/** The command that a line names, or all of them for help and for a word that is none. */
function wanted(argv: string[]): string[] {
  const [first = ""] = argv.filter(
    (word, index) => !word.startsWith("-") && !["-C", "--cloud"].includes(argv[index - 1] ?? ""),
  );
  const named = Object.keys(commands).filter((words) => words.split(" ").includes(first));
  return named.length > 0 ? named : Object.keys(commands);
}

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
  for (const words of wanted(argv)) (await commands[words]!())(program);
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
