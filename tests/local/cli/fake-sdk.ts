/** A program folder whose `@pulumi/pulumi` only notes how it was started and then does what `act` says. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Program {
  folder: string;
  /** Replaces what the starter `cmd/<name>` does after its note: JavaScript. */
  act(name: string, script: string): void;
  noted(): { args: string[]; cwd: string; env: Record<string, string>; execArgv: string[]; pid: number };
  remove(): void;
}

export function program(): Program {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-program-")));
  const note = join(folder, "noted.json");
  const act = (name: string, script: string) => {
    const starter = join(folder, "node_modules", "@pulumi", "pulumi", "cmd", name);
    mkdirSync(starter, { recursive: true });
    writeFileSync(
      join(starter, "index.js"),
      `require("node:fs").writeFileSync(${JSON.stringify(note)}, JSON.stringify({ args: process.argv.slice(2),
        cwd: process.cwd(), env: process.env, execArgv: process.execArgv, pid: process.pid }));
      ${script}`,
    );
  };
  return {
    folder,
    act,
    noted: () => JSON.parse(readFileSync(note, "utf8")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
