/** Lets one process at a time make a CLI; the others wait for what it makes. */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The holder touches its file this often; a holder on another machine counts as gone after ten misses. */
const heartbeatMs = 3_000;

interface Owner {
  pid: number;
  host: string;
  /** When the process started, as the system tells it: a process number is used again. */
  started: string;
}

/**
 * Runs `work` while holding the lock at `folder`. The lock is a folder with one file in it, named and written by its
 * owner before it is renamed into place, so that it is never seen half made. To free it is to remove that file: an
 * empty folder is free, and nobody can remove a file that a later owner wrote.
 */
export async function withLock<T>(
  folder: string,
  onWaiting: (owner: string) => void,
  work: () => Promise<T>,
  pollMs = 500,
): Promise<T> {
  const file = `owner-${randomUUID()}`;
  let said = Number.NEGATIVE_INFINITY;
  while (!(await take(folder, file))) {
    const holder = await holderOf(folder);
    if (holder && !isAlive(holder)) {
      await rm(join(folder, holder.file), { force: true });
      continue;
    }
    if (holder && performance.now() - said > heartbeatMs) {
      said = performance.now();
      onWaiting(holder.owner ? `process ${holder.owner.pid} on ${holder.owner.host}` : "another process");
    }
    await sleep(pollMs);
  }
  const mine = join(folder, file);
  const heartbeat = setInterval(() => utimes(mine, new Date(), new Date()).catch(() => undefined), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(mine, { force: true });
    await rmdir(folder).catch(() => undefined);
  }
}

async function take(folder: string, file: string): Promise<boolean> {
  const owner: Owner = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  const prepared = `${folder}.${file}`;
  await mkdir(prepared, { recursive: true });
  try {
    await writeFile(join(prepared, file), JSON.stringify(owner));
    await rename(prepared, folder);
    return true;
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    // Windows answers so when the folder is there at all.
    if (code === "EPERM" && process.platform === "win32") return false;
    throw error;
  }
}

interface Holder {
  file: string;
  owner?: Owner;
  touchedMs: number;
}

async function holderOf(folder: string): Promise<Holder | undefined> {
  try {
    const [file] = await readdir(folder);
    if (file === undefined) return undefined;
    const path = join(folder, file);
    const { mtimeMs } = await stat(path);
    return { file, touchedMs: mtimeMs, owner: parseOwner(await readFile(path, "utf8")) };
  } catch {
    // Freed or replaced while it was read: look again.
    return undefined;
  }
}

/** Undefined for a file that a crash of the machine left empty or cut off. */
function parseOwner(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}

/** By its process where that can be seen from here, else by its heartbeat. */
function isAlive({ owner, touchedMs }: Holder): boolean {
  if (owner?.host === hostname() && owner.started) return startOf(owner.pid) === owner.started;
  return Date.now() - touchedMs < 10 * heartbeatMs;
}

/** When a process started; empty when there is none of that number. */
function startOf(pid: number): string {
  if (existsSync("/proc/self/stat")) {
    try {
      // Fields after the command, which may itself hold blanks and brackets; the start is field 22 of all.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ") ?? [];
      return fields[19] ?? "";
    } catch {
      return "";
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}
