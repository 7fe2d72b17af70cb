/** `slipway prove`: whether each request of runs and deliveries is authorised, by the policies in the graph. */
import type { Command } from "commander";
import { type Proof, proveRequests } from "../../analysis/authorization";
import { exitCodes } from "../exit";
import { graphOf } from "../graph/recorded";
import { openSession } from "../session";
import { globals } from "./globals";

export function addProveCommand(program: Command): void {
  program
    .command("prove")
    .description(
      "decide the requests of runs and deliveries by trust, identity, bucket, key and service control policies, before deployment",
    )
    .option("--graph <file>", "a graph recorded earlier by `slipway graph --json`")
    .action(async (options: { graph?: string }, command: Command) => {
      const session = openSession(globals(command));
      const proofs = proveRequests(await graphOf(session, options.graph));
      const open = proofs.filter(({ verdict }) => verdict.verdict !== "allowed");
      session.terminal.result({ proofs });
      for (const proof of open) session.terminal.say(proofText(proof));
      session.terminal.say(`${proofs.length - open.length} of ${proofs.length} requests are allowed.`);
      if (open.length > 0) process.exitCode = exitCodes.refused;
    });
}

function proofText({ request, verdict, allowing = {} }: Proof): string {
  const statements = Object.entries(allowing).map(
    ([side, statement]) => `\n    ${side} could say: ${JSON.stringify(statement)}`,
  );
  return `${request.id}\n    ${reason(verdict)}${statements.join("")}`;
}

function reason(verdict: Proof["verdict"]): string {
  switch (verdict.verdict) {
    case "allowed":
      return "allowed";
    case "denied":
      return `denied by ${verdict.by.policy}, statement ${verdict.by.statement}`;
    case "missing":
      return `not allowed: nothing allows it in ${verdict.sides.join(" and ")}`;
    case "undecidable":
      return `undecidable: ${verdict.reason}`;
  }
}
