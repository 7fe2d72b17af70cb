/** Runs command lines of `slipway` in this process: starting Node costs more than most commands. */
import { tmpdir } from "node:os";
import { main } from "../../../runner";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const variables = { HOME: tmpdir(), SLIPWAY_DIRECTORY: undefined, SLIPWAY_CLOUD: undefined };

/** One command line, as `bin/slipway.js` runs it. One at a time: it listens to what the whole process prints. */
export async function slipway(...args: string[]): Promise<Ended> {
  const restore = [setEnvironment(variables), withoutNewListeners(), withoutExitCode()];
  const stdout = captured(process.stdout);
  const stderr = captured(process.stderr);
  try {
    const code = await main(args);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.end();
    stderr.end();
    for (const each of restore) each();
  }
}

function captured(stream: NodeJS.WriteStream) {
  const { write } = stream;
  const pieces: string[] = [];
  stream.write = (piece: string | Uint8Array) => {
    pieces.push(String(piece));
    return true;
  };
  return {
    text: () => pieces.join(""),
    end: () => {
      stream.write = write;
    },
  };
}

function setEnvironment(wanted: Record<string, string | undefined>): () => void {
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  const set = (entries: (readonly [string, string | undefined])[]) => {
    for (const [name, value] of entries) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(Object.entries(wanted));
  return () => set(before);
}

/** A command stays until its process ends, and so do its listeners. */
function withoutNewListeners(): () => void {
  const heard: [NodeJS.EventEmitter, string][] = [
    [process, "SIGINT"],
    [process, "SIGTERM"],
    [process.stdout, "error"],
  ];
  const before = heard.map(([emitter, event]) => new Set(emitter.listeners(event)));
  return () => {
    for (const [index, [emitter, event]] of heard.entries()) {
      for (const listener of emitter.listeners(event)) {
        if (!before[index]!.has(listener)) emitter.removeListener(event, listener as () => void);
      }
    }
  };
}

/** A command says its exit code to the process; the tests' own is not its business. */
function withoutExitCode(): () => void {
  const { exitCode } = process;
  process.exitCode = undefined;
  return () => {
    process.exitCode = exitCode;
  };
}
