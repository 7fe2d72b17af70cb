import type { Command } from "commander";
import type { GlobalOptions } from "../session";

/** The global options, from any depth of commands. */
export function globals(command: Command): GlobalOptions {
  const { C, json, cloud } = command.optsWithGlobals();
  return { directory: C, json, cloud };
}
