import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

/**
 * How long a child may take to end after an interrupt. The engine kills this host five seconds after its own
 * interrupt, so that this stays below it.
 */
const defaultGraceMs = 3_000;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** This host ended it, because it was told to. */
  stopped: boolean;
}

export interface Child {
  process: ChildProcess;
  /** Resolves when the process has ended and its output has been read; rejects when it could not be started. */
  ended: Promise<Ended>;
  /** Interrupts it, kills it after a grace period, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** The processes of one host: none may outlive it. */
export interface Children {
  start(command: string, args: string[], options: SpawnOptions): Child;
  stopAll(): Promise<void>;
}

export function children(graceMs: number = defaultGraceMs): Children {
  const running = new Set<Child>();
  return {
    start(command, args, options) {
      const process = spawn(command, args, options);
      let stopped = false;
      const ended = new Promise<Ended>((resolve, reject) => {
        process.once("error", reject);
        process.once("close", (code, signal) => resolve({ code, signal, stopped }));
      });
      // Not `ended`: a process of its own that it left behind may hold its output open.
      const gone = new Promise<unknown>((resolve) => process.once("error", resolve).once("exit", resolve));
      const child: Child = {
        process,
        ended,
        async stop() {
          stopped = true;
          process.kill("SIGINT");
          const kill = setTimeout(() => process.kill("SIGKILL"), graceMs);
          await gone;
          clearTimeout(kill);
        },
      };
      running.add(child);
      ended.catch(() => undefined).finally(() => running.delete(child));
      return child;
    },
    async stopAll() {
      await Promise.all([...running].map((child) => child.stop()));
    },
  };
}

/** One sentence for a program that did not end well; undefined when it did. */
export function failure(ended: Ended): string | undefined {
  if (ended.code === 0) return undefined;
  if (ended.signal === "SIGABRT" || ended.code === 134) {
    return "The program was aborted by Node, most often because memory ran out; set runtime.options.nodeargs to --max-old-space-size=<MB>.";
  }
  return ended.signal
    ? `The program was ended by signal ${ended.signal}.`
    : `The program exited with code ${ended.code}.`;
}
