/** `slipway buildspec lint`. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { type BuildspecFile, readBuildspec } from "../../catalog/buildspec/read";
import { exitCodes, UsageError } from "../exit";
import { directoryOf } from "../session";
import { terminal } from "../terminal";
import { globals } from "./globals";

export function addBuildspecCommands(program: Command): void {
  const buildspec = program.command("buildspec").description("what CodeBuild runs");
  buildspec
    .command("lint")
    .description("check buildspec files and print every problem: shape, secrets, pins, downloads, exported variables")
    .argument("<file...>", "buildspec files, relative to the directory of -C")
    .option("--variable <name...>", "variables that the project or the pipeline sets, which a file may export")
    .addHelpText("after", "\nEnds with 0 when there is no problem, and with 3 when there is one.")
    .action((files: string[], options: { variable?: string[] }, command: Command) => lint(files, options, command));
}

function lint(files: string[], { variable = [] }: { variable?: string[] }, command: Command): void {
  const options = globals(command);
  const talk = terminal({ json: options.json ?? false });
  const directory = directoryOf(options);
  const problems = files.flatMap((file) => read(directory, file, variable).problems);
  talk.result({ problems });
  for (const { file, line, path, value, message } of problems) {
    const found = value === undefined ? "" : ` (found ${JSON.stringify(value)})`;
    talk.say(`${file}${line === undefined ? "" : `:${line}`}${path ? `: ${path}` : ""}: ${message}${found}`);
  }
  if (problems.length === 0) talk.say(files.length === 1 ? "The buildspec is fine." : "The buildspecs are fine.");
  process.exitCode = problems.length === 0 ? exitCodes.done : exitCodes.refused;
}

function read(directory: string, file: string, variables: string[]): BuildspecFile {
  const path = resolve(directory, file);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}); name a buildspec file.`);
  }
  return readBuildspec(file, text, { variables });
}
