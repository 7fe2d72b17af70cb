/** `slipway graph [stack...]`. */
import type { Command } from "commander";
import type { Graph } from "../../analysis/graph/types";
import { stackNamed } from "../../catalog/stacks";
import { recordGraph } from "../graph/record";
import { openSession } from "../session";
import { table } from "../terminal";
import { globals } from "./globals";

export function addGraphCommand(program: Command): void {
  program
    .command("graph")
    .description("build the programs offline and print the recorded resources (no CLI, no credentials)")
    .argument("[stacks...]", "stacks to show; all by default")
    .action(async (stacks: string[], _options: unknown, command: Command) => {
      const session = openSession(globals(command));
      for (const stack of stacks) stackNamed(session.catalog, stack);
      const graph = await recordGraph(session.catalog, stacks.length > 0 ? stacks : undefined);
      session.terminal.result(graph);
      session.terminal.say(summary(graph));
    });
}

function summary(graph: Graph): string {
  return graph.stacks
    .map((stack) => {
      const rows = stack.resources
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .map(({ type, name, protect, provider }) => [
          `  ${type}`,
          name,
          provider?.account ?? "",
          protect ? "protected" : "",
        ]);
      return `${stack.name} (${stack.kind}, account ${stack.account}, ${stack.region})\n${table(rows)}`;
    })
    .join("\n\n");
}
