/** `slipway iam check`: policy documents, checked against IAM's grammar and AWS's catalogue of actions. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import {
  type CheckedDocument,
  type Finding,
  graphDocuments,
  type Ignore,
  IgnoreError,
  judge,
  type Kind,
  kindOf,
  kinds,
  lint,
  type Organisation,
  readIgnores,
} from "../../analysis/iam";
import { loadCatalog } from "../../catalog/load";
import { exitCodes, RefusedError, UsageError } from "../exit";
import { graphOf } from "../graph/recorded";
import { organisationOf } from "../policies/configuration";
import { directoryOf, openSession } from "../session";
import { terminal } from "../terminal";
import { globals } from "./globals";

interface Options {
  graph?: string;
  document?: string[];
  kind?: Kind;
  allowAccount?: string[];
  ignore?: string;
}

export function addIamCommands(program: Command): void {
  const iam = program.command("iam").description("what IAM documents say");
  iam
    .command("check")
    .description("check every policy document against IAM's grammar and AWS's catalogue of actions, and for its reach")
    .option("--graph <file>", "a graph recorded earlier by `slipway graph --json`")
    .addOption(new Option("--document <file...>", "JSON policy documents instead of a graph").conflicts("graph"))
    .addOption(new Option("--kind <kind>", "what these documents are for (default: by what they say)").choices(kinds))
    .option("--allow-account <id...>", "accounts outside the organisation that documents may name")
    .option("--ignore <file>", "YAML list of { rule, document or resource, reason, until }")
    .addHelpText("after", "\nEnds with 0 when no finding is mandatory, and with 3 when one is.")
    .action((options: Options, command: Command) => check(options, command));
}

async function check(options: Options, command: Command): Promise<void> {
  const wanted = globals(command);
  const directory = directoryOf(wanted);
  const ignores = options.ignore ? ignoresOf(directory, options.ignore) : [];
  const talk = terminal({ json: wanted.json ?? false });
  let organisation: Organisation = {};
  let documents: CheckedDocument[];
  let unknown: Finding[] = [];
  if (options.document) {
    // A document is checked anywhere; only with the files of a company is it known which accounts are its own.
    if (existsSync(join(directory, "Pulumi.yaml"))) organisation = organisationOf(loadCatalog(directory));
    documents = options.document.map((file) => documentOf(directory, file, options.kind));
  } else {
    const session = openSession(wanted);
    organisation = organisationOf(session.catalog);
    ({ documents, unknown } = graphDocuments(await graphOf(session, options.graph)));
  }
  const { accounts, id } = organisation;
  const known = accounts && [...accounts, ...(options.allowAccount ?? [])];
  const found = [...(await lint(documents, { accounts: known, id })), ...unknown];
  const today = new Date().toISOString().slice(0, "2027-03-31".length);
  const { findings, ignored } = judge(found, ignores, options.ignore ?? "", today);

  talk.result({ findings, ignored });
  for (const finding of findings) talk.say(findingText(finding));
  const count = documents.length === 1 ? "1 document" : `${documents.length} documents`;
  const accepted = ignored.length === 0 ? "" : ` ${ignored.length} ignored with a reason.`;
  talk.say(`${count} checked, ${findings.length} ${findings.length === 1 ? "finding" : "findings"}.${accepted}`);
  if (findings.some(({ level }) => level === "mandatory")) process.exitCode = exitCodes.refused;
}

function findingText({ level, rule, stack, document, statement, value, message, remedy, source }: Finding): string {
  const where = [stack, document, statement].filter((each) => each !== undefined).join(": ");
  return `${level}: ${rule}: ${where}\n    ${value} ${message}${/[.?]$/.test(message) ? "" : "."} ${remedy}\n    ${source}`;
}

function documentOf(directory: string, file: string, kind: Kind | undefined): CheckedDocument {
  const json = read(directory, file, "a JSON policy document");
  return { name: file, kind: kind ?? kindOf(json), json };
}

function ignoresOf(directory: string, file: string): Ignore[] {
  try {
    return readIgnores(file, read(directory, file, "a YAML list of ignores"));
  } catch (error) {
    throw error instanceof IgnoreError ? new RefusedError(error.message) : error;
  }
}

function read(directory: string, file: string, what: string): string {
  const path = resolve(directory, file);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}); name ${what}.`);
  }
}
