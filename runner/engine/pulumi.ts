/** Runs the Pulumi CLI in a workspace, and stops it gently when asked to. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type PinnedPack, packOptions } from "../policies/pack";
import { type EngineEvent, followEvents } from "./events";
import { afterCommand } from "./words";
import type { Workspace } from "./workspace";

export interface PulumiRun {
  /** Arguments after `pulumi`. */
  args: string[];
  /** Policy pack that judges the run: for `up`, `preview` and `policy analyze`. Default: none. */
  pack?: PinnedPack;
  /** `inherit` hands the terminal over; `capture` returns the output. Default `capture`. */
  output?: "inherit" | "capture";
  /** Abort asks the engine to stop gently; it finishes what is in flight and saves its state. */
  signal?: AbortSignal;
  onEvent?: (event: EngineEvent) => void;
}

export interface PulumiResult {
  code: number;
  stdout: string;
  stderr: string;
  /** What ended it, when it did not end by itself. */
  killedBy?: NodeJS.Signals;
}

/** Engines in a process group of their own: a signal at the terminal reaches them by way of the runner only. */
const running = new Set<ChildProcess>();

/** Asks every running engine to stop gently; asked again, at once. Returns how many there were. */
export function interruptEngines(): number {
  for (const child of running) child.kill("SIGINT");
  return running.size;
}

export async function runPulumi(command: string, workspace: Workspace, run: PulumiRun): Promise<PulumiResult> {
  const log = join(workspace.directory, `events-${randomUUID()}.jsonl`);
  const judged = run.pack ? afterCommand(run.args, packOptions(run.pack, workspace.directory)) : run.args;
  const args = run.onEvent ? [...judged, "--event-log", log] : judged;
  const events = run.onEvent ? followEvents(log, run.onEvent) : undefined;
  const capture = run.output !== "inherit";
  const child = spawn(command, args, {
    cwd: workspace.directory,
    env: workspace.environment,
    // An own process group, so that Ctrl-C comes to the engine from us only.
    detached: capture,
    stdio: capture ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  if (capture) running.add(child);
  const stop = () => child.kill("SIGINT");
  run.signal?.addEventListener("abort", stop, { once: true });
  if (run.signal?.aborted) stop();
  try {
    const ended = await new Promise<Pick<PulumiResult, "code" | "killedBy">>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code: code ?? 128, ...(signal ? { killedBy: signal } : {}) }));
    });
    return { ...ended, stdout, stderr };
  } finally {
    running.delete(child);
    run.signal?.removeEventListener("abort", stop);
    events?.stop();
  }
}
