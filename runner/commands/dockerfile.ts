/** `slipway dockerfile lint`. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { lintDockerfile } from "../../catalog/dockerfile";
import { partitionOf } from "../../catalog/regions";
import type { Catalog } from "../../catalog/types";
import { registryHost } from "../../catalog/upstreams";
import { exitCodes, UsageError } from "../exit";
import { openSession } from "../session";
import { globals } from "./globals";

export function addDockerfileCommands(program: Command): void {
  const dockerfile = program.command("dockerfile").description("what image builds build upon");
  dockerfile
    .command("lint")
    .description("check that Dockerfiles build on the toolchain's registry and its caches only, and on no latest")
    .argument("<file...>", "Dockerfiles, relative to the directory of -C")
    .addHelpText("after", "\nEnds with 0 when there is no problem, and with 3 when there is one.")
    .action((files: string[], _options: unknown, command: Command) => {
      const { catalog, terminal } = openSession(globals(command));
      const rules = rulesOf(catalog);
      const problems = files.flatMap((file) =>
        lintDockerfile(textOf(catalog.directory, file), rules).map((problem) => ({ file, ...problem })),
      );
      terminal.result({ problems });
      for (const { file, line, value, message } of problems) terminal.say(`${file}:${line}: ${value}: ${message}`);
      if (problems.length === 0) terminal.say("Every image comes from the toolchain's registry.");
      process.exitCode = problems.length === 0 ? exitCodes.done : exitCodes.refused;
    });
}

function rulesOf({ names, organization, toolchain }: Catalog) {
  const { accounts, home } = organization;
  const caches = Object.entries(toolchain.baseImages).map(([key, { upstream }]) => [
    upstream,
    names.baseImageRepository(key),
  ]);
  return {
    registry: registryHost(accounts["toolchain"]!, home, partitionOf(home)!),
    prefixes: [names.prefix, ...caches.map(([, prefix]) => prefix!)],
    caches: Object.fromEntries(caches) as Record<string, string>,
  };
}

function textOf(directory: string, file: string): string {
  const path = resolve(directory, file);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}); name a Dockerfile.`);
  }
}
