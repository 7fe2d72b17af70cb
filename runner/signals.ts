/** Ctrl-C and termination: the engine is asked to stop gently, and the lock is released on the way out. */
import { interruptEngines } from "./engine/pulumi";

const interruption = new AbortController();

/** Aborts when the command was asked to stop: begin nothing more. */
export const interrupted: AbortSignal = interruption.signal;

/** A second signal is handed on too: Pulumi then cancels what is in flight. */
export function listenForSignals(): void {
  const ask = (signal: NodeJS.Signals) => {
    const engines = interruptEngines();
    const again = interrupted.aborted;
    interruption.abort(new Error(`stopped by ${signal}`));
    const what = engines > 0 ? "the engine finishes what is in flight and saves its state" : "nothing more is begun";
    process.stderr.write(
      again ? "slipway: stopping at once.\n" : `slipway: ${signal}: ${what}; then the lock is released.\n`,
    );
  };
  process.on("SIGINT", ask);
  process.on("SIGTERM", ask);
}
