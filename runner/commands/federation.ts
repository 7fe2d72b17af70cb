/** `slipway federation show|render`: CI outside AWS that may preview and update, and the workflow that it runs. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { deploymentRoles } from "../../catalog/deployments/roles";
import {
  type Binding,
  claimsOf,
  type FederatedRolePlan,
  federatedProviders,
  federatedRoles,
  issuerOf,
} from "../../catalog/federation";
import { federationNamed, type RenderedCi, renderedCis, workflowOf } from "../../catalog/federation/workflows";
import type { Access } from "../../catalog/naming";
import type { Catalog } from "../../catalog/types";
import { UsageError } from "../exit";
import { openSession } from "../session";
import { table } from "../terminal";
import { globals } from "./globals";

interface RenderOptions {
  for?: RenderedCi;
  binding?: number;
  branch?: string;
  previewPool?: string;
  updatePool?: string;
  output?: string;
}

export function addFederationCommands(program: Command): void {
  const federation = program.command("federation").description("CI outside AWS that may preview and update");
  federation
    .command("show")
    .description(
      "print the roles of CI and of Pulumi Deployments: the tokens that they admit, and the accounts that they enter",
    )
    .argument("[name]", "name in Pulumi.yaml; all by default")
    .action((name: string | undefined, _options: unknown, command: Command) => show(name, command));
  federation
    .command("render")
    .description("print the workflow that the CI runs with these roles, ready to be committed")
    .argument("<name>", "name in Pulumi.yaml")
    .addOption(
      new Option("--for <ci>", "CI to write for (default: the first with an update binding)").choices(renderedCis),
    )
    .option("--binding <place>", "place of the binding in `update`, from 0 (default: the first of the CI)", placeOf)
    .option("--branch <name>", "branch whose pushes are applied (default: the binding's own, else main)")
    .option("--preview-pool <name>", "pool of the agents that preview, for a binding of entra")
    .option("--update-pool <name>", "pool of the agents that update, for a binding of entra")
    .option("--output <directory>", "write the files below this directory, the repository's, instead of printing them")
    .action((name: string, options: RenderOptions, command: Command) => render(name, options, command));
}

function placeOf(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError("It is a number from 0.");
  return Number(text);
}

function show(name: string | undefined, command: Command): void {
  const { catalog, terminal } = openSession(globals(command));
  const roles =
    name === undefined ? [...federatedRoles(catalog), ...deployments(catalog)] : federationNamed(catalog, name);
  terminal.result({
    providers: federatedProviders(roles),
    roles: roles.map((role) => ({ ...role, admits: role.bindings.map((each) => admitted(each, role.access)) })),
  });
  if (roles.length === 0) terminal.say("The files federate no CI: every run is an operator's.");
  for (const role of roles) terminal.say(roleText(role));
}

/** The roles of Pulumi Deployments, each in the account of its stacks. */
function deployments(catalog: Catalog): FederatedRolePlan[] {
  return Object.values(catalog.organization.accounts).flatMap((id) => deploymentRoles(catalog, id));
}

/** What AWS asks of a token. */
function admitted(binding: Binding, access: Access) {
  const { subjects, others } = claimsOf(binding, access);
  const { url, audience } = issuerOf(binding);
  const subject = "equals" in subjects ? subjects.equals : [subjects.like];
  return { provider: binding.provider, issuer: url, audience, subject, claims: others };
}

function roleText({ roleArn, access, bindings, enters }: FederatedRolePlan): string {
  const admits = bindings.flatMap((binding) => {
    const { issuer, audience, subject, claims } = admitted(binding, access);
    const others = Object.entries(claims).map(([claim, value]) => `, ${claim} ${value}`);
    return subject.map((each) => ["  admits", `${each}${others.join("")}`, `of ${issuer} for ${audience}`]);
  });
  const entered = enters.map((each) => ["  enters", each.account, each.roleArn]);
  return `${roleArn}\n${table(admits)}\n${table(entered)}\n`;
}

function render(name: string, options: RenderOptions, command: Command): void {
  const { catalog, terminal } = openSession(globals(command));
  const { for: ci, binding, branch, previewPool, updatePool, output } = options;
  if ((previewPool === undefined) !== (updatePool === undefined)) {
    throw new UsageError("--preview-pool and --update-pool belong together: an identity is its machine's.");
  }
  const pools = previewPool && updatePool ? { preview: previewPool, update: updatePool } : undefined;
  const files = workflowOf(catalog, name, { ci, binding, branch, pools });
  if (output === undefined) {
    terminal.result({ files });
    const [workflow, ...others] = files;
    terminal.say(workflow!.content.trimEnd());
    const beside = others.map(({ path }) => ` and ${path} that it runs`).join("");
    terminal.progress(`This is ${workflow!.path}; --output <directory> writes it${beside}.`);
    return;
  }
  const written = files.map(({ path, content }) => {
    const file = join(resolve(output), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  });
  terminal.result({ files: written });
  for (const file of written) terminal.say(`Written: ${file}`);
}
