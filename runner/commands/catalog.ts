/** `slipway catalog check|show`. */
import type { Command } from "commander";
import { describeCatalog } from "../../catalog/describe";
import { checkCatalog, loadCatalog } from "../../catalog/load";
import { exitCodes } from "../exit";
import { directoryOf } from "../session";
import { table, terminal } from "../terminal";
import { globals } from "./globals";

export function addCatalogCommands(program: Command): void {
  const catalog = program.command("catalog").description("what the files declare");
  catalog
    .command("check")
    .description("validate all files together and print every problem")
    .action((_options: unknown, command: Command) => check(command));
  catalog
    .command("show")
    .description("print accounts, stacks, their order and waves")
    .action((_options: unknown, command: Command) => show(command));
}

function check(command: Command): void {
  const options = globals(command);
  const talk = terminal({ json: options.json ?? false });
  const problems = checkCatalog(directoryOf(options));
  talk.result({ problems });
  for (const { file, path, value, message } of problems) {
    const found = value === undefined ? "" : ` (found ${JSON.stringify(value)})`;
    talk.say(`${file}${path ? `: ${path}` : ""}: ${message}${found}`);
  }
  if (problems.length === 0) talk.say("The files are valid.");
  process.exitCode = problems.length === 0 ? exitCodes.done : exitCodes.refused;
}

function show(command: Command): void {
  const options = globals(command);
  const talk = terminal({ json: options.json ?? false });
  const catalog = loadCatalog(directoryOf(options));
  talk.result(describeCatalog(catalog));
  const { accounts } = catalog.organization;
  talk.say(`Accounts\n${table(Object.entries(accounts).map(([alias, id]) => [`  ${alias}`, id]))}\n`);
  const rows = catalog.stacks.map(({ name, kind, account, region, appliedBy, dependsOn }) => [
    `  ${name}`,
    kind,
    account,
    region,
    appliedBy,
    dependsOn.join(", "),
  ]);
  talk.say(`Stacks, in order\n${table([["  stack", "kind", "account", "region", "applied by", "after"], ...rows])}`);
}
