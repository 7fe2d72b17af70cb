/** `slipway policies status|config|publish`: which pack judged what, and the pack for Pulumi Cloud. */
import type { Command } from "commander";
import { stackNamed } from "../../catalog/stacks";
import { exitCodes, UsageError } from "../exit";
import { pinnedPack } from "../policies";
import { openSession } from "../session";
import { table } from "../terminal";
import { globals } from "./globals";

export function addPoliciesCommands(program: Command): void {
  const policies = program
    .command("policies")
    .description("the policy pack: which stacks it judged, and its publication");
  policies
    .command("status")
    .description("print which pack each stack was last written under; another than today's is a finding")
    .argument("[stacks...]", "names of stacks")
    .option("--all", "every stack of the catalog")
    .addHelpText("after", "\nReads lock items and states as the preview role. Ends with 3 when there is a finding.")
    .action((names: string[], options: { all?: boolean }, command: Command) => status(names, options, command));
  policies
    .command("config")
    .description("print the pack's whole configuration as JSON, for --policy-pack-config or a policy group")
    .action((_options: unknown, command: Command) => {
      const { catalog, terminal } = openSession(globals(command));
      const { settings } = pinnedPack(catalog);
      terminal.result(settings);
      terminal.say(JSON.stringify(settings, null, 2));
    });
  policies
    .command("publish")
    .description("publish the compiled pack in Pulumi Cloud, for policy groups to enforce (needs PULUMI_ACCESS_TOKEN)")
    .option("--organization <name>", "organisation in Pulumi Cloud (default: the one of Pulumi.deployments.yaml)")
    .option("--dry-run", "make the copy that would be published, load it with today's configuration, and stop")
    .action((options: { organization?: string; dryRun?: boolean }, command: Command) => publish(options, command));
}

async function status(names: string[], { all }: { all?: boolean }, command: Command): Promise<void> {
  if (names.length > 0 === (all ?? false)) {
    throw new UsageError("slipway policies status: name the stacks, or say --all.");
  }
  const session = openSession(globals(command));
  const { catalog, terminal } = session;
  const plans = all ? catalog.stacks : names.map((name) => stackNamed(catalog, name));
  const { packReport } = await import("../policies/status");
  const report = await packReport(session, plans);
  terminal.result(report);
  const { version, digest, configuration } = report.today;
  terminal.say(`Today's pack: ${version}, sha256 ${digest}, configuration ${configuration}\n`);
  const short = (text: string | undefined) => text?.slice(0, 12) ?? "";
  const rows = report.stacks.map(({ stack, verdict, pack }) => [
    ...[stack, verdict, pack?.version ?? "", short(pack?.digest), short(pack?.configuration)],
  ]);
  terminal.say(table([["stack", "verdict", "version", "pack", "configuration"], ...rows]));
  const found = report.stacks.flatMap(({ finding }) => finding ?? []);
  for (const finding of found) terminal.say(`- ${finding}`);
  if (found.length > 0) process.exitCode = exitCodes.refused;
}

async function publish(options: { organization?: string; dryRun?: boolean }, command: Command): Promise<void> {
  const session = openSession(globals(command));
  const organization = options.organization ?? session.catalog.deployments?.organization;
  if (organization === undefined) {
    throw new UsageError(
      "slipway policies publish: name the organisation in Pulumi Cloud with --organization, or in Pulumi.deployments.yaml.",
    );
  }
  const { publishPack } = await import("../policies/publish");
  const published = await publishPack(session, { organization, dryRun: options.dryRun ?? false });
  session.terminal.result(published);
  const { name, version, digest, files, output } = published;
  const what = `${name} ${version} (sha256 ${digest}; ${files.join(", ")})`;
  session.terminal.say(
    output === undefined
      ? `${what} loads from a copy with today's configuration. Nothing was published in ${organization}.`
      : `${output}\n${what} is published in ${organization}. A policy group enforces it: see docs/policies.md.`,
  );
}
