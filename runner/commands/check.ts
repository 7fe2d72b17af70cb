/** `slipway check`: the policy pack over the graph. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import type { Graph } from "../../analysis/graph/types";
import { exitCodes } from "../exit";
import { type RecordOptions, recordGraph } from "../graph/record";
import { findings, findingText } from "../policies";
import { openSession, type Session } from "../session";
import { globals } from "./globals";

export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("run the policy pack over the recorded graph")
    .option("--graph <file>", "a graph recorded earlier by `slipway graph --json`")
    .action(async (options: { graph?: string }, command: Command) => {
      const session = openSession(globals(command));
      const found = findings(await graphOf(session, options.graph, { strict: true }));
      session.terminal.result({ findings: found });
      for (const finding of found) session.terminal.say(findingText(finding));
      if (found.length === 0) session.terminal.say("No rule of the policy pack is violated.");
      if (found.some(({ level }) => level === "mandatory")) process.exitCode = exitCodes.refused;
    });
}

/** The graph of a file, or the one of the programs as they are. */
export async function graphOf(session: Session, file: string | undefined, options?: RecordOptions): Promise<Graph> {
  return file ? JSON.parse(readFileSync(file, "utf8")) : recordGraph(session.catalog, undefined, options);
}
