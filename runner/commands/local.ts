/** `slipway local up | stop | destroy | status`: the laptop cloud, and the files' stacks in it. */
import type { Command } from "commander";
import { loadCatalog } from "../../catalog/load";
import { connectEmulator, startEmulator, stopEmulator } from "../../local/emulator";
import { applyStacks, type StackOutcome, succeeded } from "../apply";
import { laptopFolder } from "../cloud/laptop";
import type { Verb } from "../engine/verb";
import { exitCodes } from "../exit";
import { directoryOf, openSession } from "../session";
import { describeStacks, type StackStatus } from "../status";
import { duration, table, terminal } from "../terminal";
import { summary } from "./engine";
import { globals } from "./globals";

/** Hours without a request after which the emulator ends itself. */
const idleHours = 8;

export function addLocalCommands(program: Command): void {
  const local = program.command("local").description("the whole organisation on this machine, without an AWS account");
  local
    .command("up", { isDefault: true })
    .description("start the laptop cloud and bring every stack up in it")
    .action((_options: unknown, command: Command) => apply("up", command));
  local
    .command("destroy")
    .description("delete what is not protected from the laptop cloud")
    .action((_options: unknown, command: Command) => apply("destroy", command));
  local
    .command("status")
    .description("show whether the laptop cloud runs, and what is in it")
    .action((_options: unknown, command: Command) => status(command));
  local
    .command("stop")
    .description("end the laptop cloud; all that is in it is gone")
    .action((_options: unknown, command: Command) => stop(command));
}

async function apply(verb: Verb, command: Command): Promise<void> {
  const started = performance.now();
  const options = globals(command);
  const catalog = loadCatalog(directoryOf(options));
  const talk = terminal({ json: options.json ?? false });
  const folder = laptopFolder(catalog.directory);
  const running = await connectEmulator(folder);
  if (!running) {
    talk.progress("Starting the laptop cloud ...");
    await startEmulator({
      dataDirectory: folder,
      accountId: catalog.organization.accounts.toolchain!,
      detached: true,
      idleStopMinutes: idleHours * 60,
      onProgress: talk.progress,
    });
  }
  const session = openSession({ ...options, cloud: "laptop" });
  const { command: binary, version, source } = await session.pulumi();
  talk.progress(`Pulumi ${version} (${source}: ${binary})`);
  const names = catalog.stacks.map(({ name }) => name);
  const outcomes = await applyStacks(session, verb, names, { waitMs: 0, acceptState: false, verbose: false });
  const stacks = await describeStacks(session);
  talk.result({ verb, outcomes, stacks });
  talk.say(report(verb, outcomes, stacks, performance.now() - started));
  if (!outcomes.every(succeeded)) process.exitCode = exitCodes.failed;
}

/** What a person reads at the end. */
export function report(verb: Verb, outcomes: StackOutcome[], stacks: StackStatus[], milliseconds: number): string {
  const lines = [`\n${summary(outcomes)}`, `\n${stackTable(stacks)}`];
  const unfinished = outcomes.filter((outcome) => !succeeded(outcome)).map(({ stack }) => stack);
  if (unfinished.length > 0) {
    const state = verb === "up" ? "not up" : "not destroyed";
    lines.push(`\n${unfinished.length} of ${outcomes.length} stacks are ${state}: ${unfinished.join(", ")}.`);
    lines.push(`When what the lines above say is mended, \`npm start -- ${verb}\` goes on with them.`);
  } else if (verb === "up") {
    const pipelines = stacks.filter(({ pipeline }) => pipeline).map(({ pipeline }) => `  ${pipeline}`);
    if (pipelines.length > 0) lines.push(`\nPipelines\n${pipelines.join("\n")}`);
    lines.push(`\nUp on the laptop cloud in ${duration(milliseconds)}. Go on with:`);
    lines.push('  eval "$(npx slipway env)"; pulumi stack ls; pulumi preview -s dev');
    lines.push("  npm start -- destroy    npm start -- stop");
  } else {
    const kept = outcomes.flatMap(({ stack, kept }) =>
      (kept ?? []).map((urn) => `  ${stack}: ${urn.split("::").slice(2).join(" ")}`),
    );
    lines.push(
      kept.length > 0
        ? `\nKept, because they are protected (the state and its keys, and what belongs to production), or needed by what is:\n${kept.join("\n")}`
        : "\nNothing is left.",
    );
    lines.push("End the laptop cloud itself with `npm start -- stop`.");
  }
  return lines.join("\n");
}

function stackTable(stacks: StackStatus[]): string {
  const rows = stacks.map(({ stack, resources, backend, lock }) => [
    stack,
    resources === undefined ? "-" : String(resources),
    backend,
    lock,
  ]);
  return table([["STACK", "RESOURCES", "BACKEND", "LOCK"], ...rows]);
}

async function status(command: Command): Promise<void> {
  const options = globals(command);
  const catalog = loadCatalog(directoryOf(options));
  const talk = terminal({ json: options.json ?? false });
  const emulator = await connectEmulator(laptopFolder(catalog.directory));
  const stacks = emulator ? await describeStacks(openSession({ ...options, cloud: "laptop" })) : [];
  talk.result({
    running: emulator !== undefined,
    ...(emulator ? { endpoint: emulator.endpoint, pid: emulator.pid } : {}),
    stacks,
  });
  if (!emulator) talk.say("The laptop cloud is not running; `npm start` starts it.");
  else talk.say(`The laptop cloud runs at ${emulator.endpoint} (process ${emulator.pid}).\n\n${stackTable(stacks)}`);
}

async function stop(command: Command): Promise<void> {
  const options = globals(command);
  const talk = terminal({ json: options.json ?? false });
  const folder = laptopFolder(loadCatalog(directoryOf(options)).directory);
  const running = (await connectEmulator(folder)) !== undefined;
  await stopEmulator(folder);
  talk.result({ stopped: running });
  talk.say(running ? "The laptop cloud has ended." : "The laptop cloud was not running.");
}
