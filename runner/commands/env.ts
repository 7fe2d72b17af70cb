/** `slipway env`: a shell in which `pulumi` is the guarded one. */
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Command } from "commander";
import { packageRoot } from "../../catalog/package-root";
import { shimMark } from "../cli";
import { privateFolder } from "../engine/workspace";
import { openSession } from "../session";
import { globals } from "./globals";

export function addEnvCommand(program: Command): void {
  program
    .command("env")
    .description('print shell settings that put a guarded `pulumi` on PATH: eval "$(slipway env)"')
    .action(async (_options: unknown, command: Command) => {
      const session = openSession(globals(command));
      const cloud = await session.cloud();
      const folder = writeShim(session.catalog.directory);
      const others = (process.env.PATH ?? "").split(delimiter).filter((entry) => entry !== folder);
      const variables = {
        PATH: [folder, ...others].join(delimiter),
        SLIPWAY_DIRECTORY: session.catalog.directory,
        SLIPWAY_CLOUD: cloud.kind,
      };
      session.terminal.result(variables);
      for (const [name, value] of Object.entries(variables)) session.terminal.say(`export ${name}=${quoted(value)}`);
    });
}

function writeShim(directory: string): string {
  const folder = privateFolder(directory, "bin");
  const script = join(folder, "pulumi");
  const command = [process.execPath, join(packageRoot(), "bin", "slipway.js"), "-C", directory].map(quoted).join(" ");
  writeFileSync(
    script,
    `#!/bin/sh\n# pulumi under Slipway's lock, policies and checks\nexec ${command} pulumi -- "$@"\n`,
  );
  chmodSync(script, 0o755);
  writeFileSync(join(folder, shimMark), "");
  return folder;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
