/** `slipway catalog check|show`. */
import type { Command } from "commander";
import { type CatalogDescription, describeCatalog, wavesText } from "../../catalog/describe";
import { checkCatalog } from "../../catalog/load";
import { exitCodes } from "../exit";
import { findOrphans } from "../orphans";
import { checkPolicies } from "../policies/file";
import { directoryOf, openSession } from "../session";
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
    .description("print accounts, services with their pipelines, stacks and their order, and who may assume which role")
    .option("--orphans", "look in the stores, too, for stacks that no file declares any more (as administrator)")
    .action((options: { orphans?: boolean }, command: Command) => show(command, options.orphans ?? false));
}

function check(command: Command): void {
  const options = globals(command);
  const talk = terminal({ json: options.json ?? false });
  const directory = directoryOf(options);
  const problems = [...checkCatalog(directory), ...checkPolicies(directory)];
  talk.result({ problems });
  for (const { file, path, value, message } of problems) {
    const found = value === undefined ? "" : ` (found ${JSON.stringify(value)})`;
    talk.say(`${file}${path ? `: ${path}` : ""}: ${message}${found}`);
  }
  if (problems.length === 0) talk.say("The files are valid.");
  process.exitCode = problems.length === 0 ? exitCodes.done : exitCodes.refused;
}

async function show(command: Command, withOrphans: boolean): Promise<void> {
  const session = openSession(globals(command));
  const { catalog, terminal: talk } = session;
  const orphans = withOrphans ? await findOrphans(session) : undefined;
  const description = describeCatalog(catalog);
  talk.result({ ...description, ...(orphans ? { orphans } : {}) });
  const { accounts } = catalog.organization;
  talk.say(`Accounts\n${table(Object.entries(accounts).map(([alias, id]) => [`  ${alias}`, id]))}\n`);
  talk.say(`Services\n${servicesTable(description.services)}\n`);
  const rows = catalog.stacks.map(({ name, kind, account, region, appliedBy, dependsOn }) => [
    `  ${name}`,
    kind,
    account,
    region,
    appliedBy,
    dependsOn.join(", "),
  ]);
  talk.say(`Stacks, in order\n${table([["  stack", "kind", "account", "region", "applied by", "after"], ...rows])}`);
  for (const { name, until } of description.waiting) talk.say(`\n${name} ${until}.`);
  talk.say(`\nWho may assume what\n${assumptionsText(description.assumptions)}`);
  if (description.people.length > 0) talk.say(`\nPeople\n${peopleTable(description.people)}`);
  if (!orphans) return;
  if (orphans.length === 0) talk.say("\nNo orphans: every stack in the stores is declared by a file.");
  for (const { name, state } of orphans) {
    talk.say(
      `\nOrphan ${name} in s3://${state.bucket}/${state.prefix}: no file declares it; \`slipway destroy ${name}\` removes it.`,
    );
  }
}

/** Each role with what it is for, and below it a line for each of its callers, whose ARNs are too long for a column. */
function assumptionsText(assumptions: CatalogDescription["assumptions"]): string {
  return assumptions
    .flatMap(({ role, account, why, callers }) => [
      `  ${role.replace(/^.*:role/, "")} of ${account}, so that ${why}, by`,
      ...callers.map(
        ({ who, when }) => `      ${who}${when ? `\n        when ${when.replaceAll(" or ", "\n          or ")}` : ""}`,
      ),
    ])
    .join("\n");
}

function peopleTable(people: CatalogDescription["people"]): string {
  const where = (zones: string[]) => (zones.length > 0 ? zones.join(", ") : "-");
  return table([
    ["  may", "developer in", "operator in"],
    ...people.map(({ does, developer, operator }) => [`  ${does}`, where(developer), where(operator)]),
  ]);
}

/** One line for each pipeline. */
function servicesTable(services: CatalogDescription["services"]): string {
  const rows = services.flatMap(({ name, target, pipelines }) =>
    pipelines.map((pipeline) => [
      `  ${name}`,
      target,
      pipeline.name,
      pipeline.sources.join(", "),
      wavesText(pipeline.waves),
    ]),
  );
  return table([["  service", "target", "pipeline", "sources", "waves, in order"], ...rows]);
}
