/**
 * The laptop cloud's AWS emulator: moto serving S3, DynamoDB, KMS, STS, IAM and Parameter Store on the loopback
 * interface. It keeps everything in memory: what was in it ends with it.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolloutsFolder } from "../rollouts/kept";
import { withLock } from "./lock";
import { probeEmulator } from "./probe";
import { endProcess, startMark } from "./process";
import { emulatorFolder, emulatorPython } from "./python";

export interface Emulator {
  /** `http://127.0.0.1:<port>`. */
  endpoint: string;
  pid: number;
  /** Proves to this emulator, and to nothing else, that a caller belongs to the laptop cloud. */
  token: string;
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /** Folder of this laptop cloud: `emulator.json`, `emulator.log`, and what a fresh start empties: `resources`, `rollouts`. */
  dataDirectory: string;
  /** Account that credentials belong to which STS did not issue, twelve digits. */
  accountId: string;
  /** Outlives this process. Otherwise it ends with it. */
  detached: boolean;
  /** Minutes without a request after which it ends by itself. Default: never. */
  idleStopMinutes?: number;
  onProgress?: (line: string) => void;
}

interface EmulatorRecord {
  pid: number;
  port: number;
  token: string;
  startedAt: string;
  /** Tells the process from a later one with its id. */
  startMark: string | undefined;
}

const recordFile = (dataDirectory: string) => join(dataDirectory, "emulator.json");

/** Starts the emulator of a directory, or returns the one that runs there already. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { dataDirectory } = options;
  mkdirSync(dataDirectory, { recursive: true });
  const python = await emulatorPython(options);
  return withLock(join(dataDirectory, "emulator.lock"), async () => {
    const running = await connectEmulator(dataDirectory);
    if (running) return running;
    for (const folder of ["resources", rolloutsFolder]) {
      rmSync(join(dataDirectory, folder), { recursive: true, force: true });
    }
    const token = randomBytes(16).toString("hex");
    const { pid, port } = await launch(python, token, options);
    const record: EmulatorRecord = {
      pid,
      port,
      token,
      startedAt: new Date().toISOString(),
      startMark: startMark(pid),
    };
    const draft = `${recordFile(dataDirectory)}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(record, undefined, 2), { mode: 0o600 });
    renameSync(draft, recordFile(dataDirectory));
    return emulatorOf(dataDirectory, record);
  });
}

/** The emulator that runs for a directory, or undefined when there is none. */
export async function connectEmulator(dataDirectory: string): Promise<Emulator | undefined> {
  const record = readRecord(dataDirectory);
  return record && (await answers(record)) ? emulatorOf(dataDirectory, record) : undefined;
}

/** Ends the emulator of a directory; does nothing when there is none. */
export async function stopEmulator(dataDirectory: string): Promise<void> {
  const record = readRecord(dataDirectory);
  if (!record) return;
  if (record.startMark !== undefined && startMark(record.pid) === record.startMark) await endProcess(record.pid);
  rmSync(recordFile(dataDirectory), { force: true });
}

async function answers(record: EmulatorRecord): Promise<boolean> {
  if (startMark(record.pid) !== record.startMark) return false;
  return (await probeEmulator(`http://127.0.0.1:${record.port}`, record.token))?.pid === record.pid;
}

function emulatorOf(dataDirectory: string, record: EmulatorRecord): Emulator {
  return {
    endpoint: `http://127.0.0.1:${record.port}`,
    pid: record.pid,
    token: record.token,
    stop: () => stopEmulator(dataDirectory),
  };
}

function readRecord(dataDirectory: string): EmulatorRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(dataDirectory), "utf8")) as EmulatorRecord;
  } catch {
    return undefined;
  }
}

async function launch(python: string, token: string, options: EmulatorOptions): Promise<{ pid: number; port: number }> {
  const { dataDirectory, accountId, detached, idleStopMinutes } = options;
  options.onProgress?.("starting the AWS emulator ...");
  const logFile = join(dataDirectory, "emulator.log");
  const log = openSync(logFile, "w");
  const child = spawn(
    python,
    [
      join(emulatorFolder(), "serve.py"),
      "--account",
      accountId,
      ...(idleStopMinutes ? ["--idle-minutes", String(idleStopMinutes)] : []),
      ...(detached ? [] : ["--follow-parent"]),
    ],
    {
      detached,
      stdio: [detached ? "ignore" : "pipe", "pipe", log],
      env: {
        PATH: process.env["PATH"],
        SLIPWAY_LAPTOP: token,
        // AWS's own managed policies exist, so that roles can have them attached.
        MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
        MOTO_DISABLE_GLOBAL_CORS: "true",
        PYTHONNOUSERSITE: "1",
      },
    },
  );
  closeSync(log);
  const port = await new Promise<number>((resolve, reject) => {
    let printed = "";
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`The AWS emulator ended with code ${code} before it was ready; see ${logFile}.`)),
    );
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.includes("\n")) resolve(Number(printed));
    });
  });
  // Neither the process nor its pipes keep this one running.
  child.stdout!.destroy();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  child.unref();
  return { pid: child.pid!, port };
}
