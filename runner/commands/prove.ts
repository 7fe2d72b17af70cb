/** `slipway prove`: whether each request of the deliveries is authorised, by the policies in the graph. */
import type { Command } from "commander";
import { proveRequests } from "../../analysis/authorization";
import { exitCodes } from "../exit";
import { openSession } from "../session";
import { graphOf } from "./check";
import { globals } from "./globals";

export function addProveCommand(program: Command): void {
  program
    .command("prove")
    .description("decide the requests of each delivery by trust, identity, bucket and key policies, before deployment")
    .option("--graph <file>", "a graph recorded earlier by `slipway graph --json`")
    .action(async (options: { graph?: string }, command: Command) => {
      const session = openSession(globals(command));
      const proofs = proveRequests(await graphOf(session, options.graph));
      session.terminal.result({ proofs });
      process.exitCode = exitCodes.done;
    });
}
