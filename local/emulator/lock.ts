/** One process at a time, by a file that names its holder. */
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { startMark } from "./process";

/** Runs `work` while holding the lock file `path`; waits while its holder lives. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const own = `${process.pid} ${startMark(process.pid)}`;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own);
  try {
    // A link appears with its contents, or not at all.
    while (!tryLink(draft, path)) {
      if (isStale(path)) rmSync(path, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isStale(path: string): boolean {
  try {
    const [pid, mark] = readFileSync(path, "utf8").split(/ (.*)/s) as [string, string];
    return startMark(Number(pid)) !== mark;
  } catch {
    return false;
  }
}
