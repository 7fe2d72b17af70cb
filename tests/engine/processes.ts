/** Processes as tests of crashes see them. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
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

/** Runs of the CLI, orphaned or not, whose scratch project is below a directory. */
export function enginesIn(directory: string): number[] {
  if (!existsSync("/proc/self/cwd")) {
    // Where a working directory cannot be seen, by the files that the command names.
    const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
    const ours = lines.filter((line) => line.includes(`${directory}/`) && /\bpulumi /.test(line));
    return ours.map((line) => Number.parseInt(line, 10));
  }
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => isEngine(`/proc/${pid}`, directory)).map(Number);
}

function isEngine(process: string, directory: string): boolean {
  try {
    const [command = ""] = readFileSync(`${process}/cmdline`, "utf8").split("\0");
    return basename(command) === "pulumi" && readlinkSync(`${process}/cwd`).startsWith(`${directory}/`);
  } catch {
    // It ended meanwhile.
    return false;
  }
}
