/** Runs one program under a recording monitor, and leaves nothing behind in the process. */
import * as pulumi from "@pulumi/pulumi";
import { type MonitorOptions, type Recording, RecordingMonitor } from "./monitor";

export type Program = () => Promise<unknown>;

export interface RunOptions extends MonitorOptions {
  /** Milliseconds without any registration or data source after which a program counts as waiting for ever. Default 30 s. */
  patience?: number;
}

const defaultPatience = 30_000;

interface Store {
  leakCandidates: Set<{ _debugCtx?: string }>;
}
// Parts of the SDK's runtime that its tests and its Automation API use; they have no public name.
const state: { withLocalStorage<T>(work: () => T): T; getStore(): Store } = require("@pulumi/pulumi/runtime/state");
const settings: {
  waitForRPCs(): Promise<void>;
  setMockOptions(
    monitor: RecordingMonitor,
    project: string,
    stack: string,
    preview: boolean,
    organization: string,
  ): void;
} = require("@pulumi/pulumi/runtime/settings");

/** What the program registers, and all of its problems; never throws for a fault of the program. */
export function runProgram(options: RunOptions, program: Program): Promise<Recording> {
  const monitor = new RecordingMonitor(options);
  // Own storage per program: what a failed one still does cannot register in the next one.
  return state.withLocalStorage(async () => {
    settings.setMockOptions(monitor, options.project, options.stack, options.preview, "organization");
    pulumi.runtime.setAllConfig({});
    const note = (error: unknown) => addProblem(monitor.recording, error);
    const restore = takeOver(note);
    const watch = watchForStarvation(monitor, options.patience ?? defaultPatience);
    try {
      await Promise.race([complete(program), watch.starved]);
    } catch (error) {
      note(error);
    } finally {
      // Node reports rejections only after the queue of microtasks is empty.
      await new Promise(setImmediate);
      watch.stop();
      restore();
      monitor.closed = true;
      state.getStore().leakCandidates.clear();
    }
    return monitor.recording;
  });
}

/** The program and all that it started, as the engine waits for it. */
async function complete(program: Program): Promise<void> {
  await pulumi.runtime.runInPulumiStack(async () => program());
  await settings.waitForRPCs();
}

/** One fault comes back under several names: as the rejection of every output of the resource, and of its users. */
function addProblem({ problems }: Recording, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  if (!problems.some((known) => text.includes(known))) problems.push(text);
}

/** Rejections that nobody awaits are problems of the program, not of this process; source positions are not needed. */
function takeOver(note: (error: unknown) => void): () => void {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", note);
  const { stackTraceLimit } = Error;
  // The SDK takes stack traces per registration and promise; they cost a third of the time.
  Error.stackTraceLimit = 0;
  const resource = pulumi.Resource as unknown as { callsites(): unknown[] };
  const { callsites } = resource;
  resource.callsites = () => [];
  return () => {
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
    Error.stackTraceLimit = stackTraceLimit;
    resource.callsites = callsites;
  };
}

/** Rejects when nothing is left that could end the program, or nothing happened for too long. */
function watchForStarvation(monitor: RecordingMonitor, patience: number) {
  const store = state.getStore();
  let starve = () => {};
  const starved = new Promise<never>((_resolve, reject) => {
    starve = () => reject(new Error(starvation(store)));
  });
  let seen = monitor.requests;
  const look = () => {
    if (monitor.requests === seen) starve();
    seen = monitor.requests;
  };
  const timer = setInterval(look, patience).unref();
  // Without this an endless wait would end the process with code 0 and no word.
  process.on("beforeExit", starve);
  const stop = () => {
    clearInterval(timer);
    process.off("beforeExit", starve);
  };
  return { starved, stop };
}

/** Names the resources whose inputs never came. */
function starvation({ leakCandidates }: Store): string {
  const labels = [...leakCandidates].map(({ _debugCtx }) => /^resolveURN\(resource:(.*)\)$/.exec(_debugCtx ?? "")?.[1]);
  const waiting = labels.filter((label) => label !== undefined);
  const who = waiting.length > 0 ? `; without a value for an input of ${waiting.join(", ")}` : "";
  return `the program waits for something that never comes${who}. Look for a promise that nothing resolves.`;
}
