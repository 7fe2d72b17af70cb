/** Requests that are being answered: what a Create has begun in the cloud must reach the records. */
let inFlight = 0;

export async function answering<T>(work: Promise<T>): Promise<T> {
  inFlight += 1;
  try {
    return await work;
  } finally {
    inFlight -= 1;
  }
}

/** A provider whose engine was killed would hold its port for ever: it ends when it is handed to another parent. */
export function endWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine && inFlight === 0) process.exit(0);
  }, 500).unref();
}
