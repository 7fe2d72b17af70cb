/** `slipway recover <stack>`: after a killed run, from evidence to a usable state. */
import type { Command } from "commander";
import { stackNamed } from "../../catalog/stacks";
import { stored } from "../engine/pulumi-cloud";
import { UsageError } from "../exit";
import type { Found } from "../recovery/interrupted";
import { recover } from "../recovery/recover";
import { openSession } from "../session";
import { globals } from "./globals";

interface RecoverOptions {
  id?: string;
  reason?: string;
  created: string[];
  notCreated: string[];
}

const collect = (value: string, all: string[]) => [...all, value];

export function addRecoverCommand(program: Command): void {
  program
    .command("recover")
    .description("bring a stack back after a killed run: lock, Pulumi's own lock, interrupted operations, refresh")
    .argument("<stack>", "name of the stack")
    .option(
      "--id <lock id>",
      "the lock of the killed run, as `slipway lock status` shows it; be sure that the run has ended",
    )
    .option("--reason <text>", "why it is released; kept in the lock item")
    .option("--created <urn=id>", "an interrupted creation that did happen (repeat)", collect, [])
    .option("--not-created <urn>", "an interrupted creation that did not happen (repeat)", collect, [])
    .action(async (name: string, options: RecoverOptions, command: Command) => {
      const session = openSession(globals(command));
      if (options.id && !options.reason)
        throw new UsageError("slipway recover: --id needs --reason, which is kept with the lock.");
      const result = await recover(session, stored(stackNamed(session.catalog, name), "slipway recover"), {
        unlock: options.id ? { id: options.id, reason: options.reason! } : undefined,
        found: foundOf(options),
      });
      session.terminal.result(result);
      session.terminal.say(result.done.map((line) => `- ${line}`).join("\n"));
    });
}

function foundOf(options: RecoverOptions): Found {
  const found: Found = new Map();
  for (const text of options.created) {
    const cut = text.lastIndexOf("=");
    if (cut < 0) throw new UsageError(`slipway recover: --created takes <urn>=<id>, not '${text}'.`);
    found.set(text.slice(0, cut), text.slice(cut + 1));
  }
  for (const urn of options.notCreated) found.set(urn, undefined);
  return found;
}
