/** `slipway check`: the policy pack and AWS's quotas over the graph. */
import type { Command } from "commander";
import { exitCodes } from "../exit";
import { graphOf } from "../graph/recorded";
import { findings, findingText } from "../policies";
import { openSession } from "../session";
import { globals } from "./globals";

export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("run the policy pack over the recorded graph and hold it against the quotas of AWS")
    .option("--graph <file>", "a graph recorded earlier by `slipway graph --json`")
    .action(async (options: { graph?: string }, command: Command) => {
      const session = openSession(globals(command));
      const found = findings(await graphOf(session, options.graph, { strict: true }));
      session.terminal.result({ findings: found });
      for (const finding of found) session.terminal.say(findingText(finding));
      if (found.length === 0) session.terminal.say("No rule of the policy pack is violated, and all fits the quotas.");
      if (found.some(({ level }) => level === "mandatory")) process.exitCode = exitCodes.refused;
    });
}
