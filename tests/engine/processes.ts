/** Processes as tests of crashes see them. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isAlive } from "../../local/emulator/process";
import { until } from "./until";

/** Kills a process at once and waits until it is gone. */
export async function killed(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  await until(`the end of process ${pid}`, () => !isAlive(pid));
}

export function parentOf(pid: number): number {
  // Fields after the command, which may itself hold blanks and brackets.
  if (existsSync("/proc/self/stat"))
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()!.split(" ")[1]);
  return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
}

/** Engines, orphaned or not, that bring a stack of a directory up: their event log is in it. */
export function enginesIn(directory: string): number[] {
  return commandLines()
    .filter(({ command }) => command.includes(`${directory}/`) && /\bpulumi /.test(command))
    .map(({ pid }) => pid);
}

function commandLines(): { pid: number; command: string }[] {
  if (!existsSync("/proc/self/cmdline")) {
    const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), command: line }));
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: commandLine(name) }));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It ended meanwhile.
    return "";
  }
}
