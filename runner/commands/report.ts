/** `slipway report`: one HTML page of accounts, stacks, pipelines, roles and proof. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { proveRequests } from "../../analysis/authorization";
import { factsOf, reportPage } from "../../analysis/report";
import { countsOf, openCount } from "../../analysis/report/facts/proof";
import { privateFolder } from "../engine/workspace";
import { RefusedError } from "../exit";
import { graphOf } from "../graph/recorded";
import { openSession } from "../session";
import { globals } from "./globals";

export function addReportCommand(program: Command): void {
  program
    .command("report")
    .description("write one HTML page that shows accounts, stacks, pipelines, who becomes whom, and the proof")
    .option("--output <file>", "where to write it (default: .slipway/report.html beside the files)")
    .option("--graph <file>", "a graph recorded earlier by `slipway graph --json`")
    .option(
      "--note <text>",
      "shown under the heading, such as a commit (default: none, so the same files give the same page)",
    )
    .action(async (options: { output?: string; graph?: string; note?: string }, command: Command) => {
      const session = openSession(globals(command));
      const { catalog, terminal } = session;
      const graph = await graphOf(session, options.graph);
      const input = { graph, proofs: proveRequests(graph), organization: catalog.organization, note: options.note };
      const html = reportPage(input);
      const file = options.output ? resolve(options.output) : join(privateFolder(catalog.directory), "report.html");
      write(file, html);
      const { accounts, stacks, pipelines, roles } = factsOf(input);
      const requests = countsOf(input.proofs);
      const counts = {
        accounts: accounts.length,
        stacks: stacks.length,
        pipelines: pipelines.length,
        roles: roles.length,
      };
      terminal.result({ file, bytes: Buffer.byteLength(html), ...counts, requests });
      const open = openCount(requests);
      terminal.say(
        `Wrote ${file} (${Math.ceil(Buffer.byteLength(html) / 1024)} KiB): ${counts.accounts} accounts, ${counts.stacks} stacks, ${counts.pipelines} pipelines, ${counts.roles} roles.`,
      );
      terminal.say(
        open > 0
          ? `${open} of ${input.proofs.length} requests are not known to be allowed; the page lists them, and so does \`slipway prove\`.`
          : `All ${input.proofs.length} requests are allowed.`,
      );
    });
}

function write(file: string, html: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, html);
  } catch (error) {
    throw new RefusedError(
      `--output ${file}: cannot be written (${(error as Error).message}). Give a file in a folder that you can write to.`,
    );
  }
}
