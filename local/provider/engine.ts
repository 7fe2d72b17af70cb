/** A provider whose engine was killed would hold its port for ever: it ends when it is handed to another parent. */
export function endWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(0);
  }, 500).unref();
}
