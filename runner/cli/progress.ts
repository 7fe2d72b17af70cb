/** Seconds since `start` (milliseconds of `performance.now()`), for a person: `45 s`, `2 min 5 s`. */
export function elapsed(start: number): string {
  const seconds = Math.round((performance.now() - start) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Says `line()` every `everyMs` while `work` runs: silence looks like a hang. */
export async function whileSaying<T>(
  say: (line: string) => void,
  line: () => string,
  work: Promise<T>,
  everyMs = 3_000,
): Promise<T> {
  const timer = setInterval(() => say(line()), everyMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
