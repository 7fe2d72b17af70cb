/** Whether processes that left a lock behind still live, as far as this machine can tell. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { PulumiLock } from "../lock";

/**
 * Whether process `pid` of this machine runs and has `word` in its command line. A number is used again after its
 * process has ended, hence the word. False for processes of other machines, which cannot be seen from here.
 */
export function lives(host: string | undefined, pid: number | undefined, word: string): boolean {
  if (pid === undefined || host !== hostname() || pid === process.pid) return false;
  return commandLine(pid).includes(word);
}

/** The engines, of those that left these lock files, that still run on this machine. */
export function livingEngines(locks: PulumiLock[]): number[] {
  return locks.filter(({ hostname: host, pid }) => lives(host, pid, "pulumi")).map(({ pid }) => pid!);
}

/** Empty when there is no such process, or it has ended and nobody has asked for its exit code yet. */
function commandLine(pid: number): string {
  try {
    if (existsSync("/proc/self/cmdline")) return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
