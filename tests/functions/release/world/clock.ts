/** Time that moves only when it is told to, and a millisecond with every call, so that no two things happen at once. */
export interface Clock {
  now(): number;
  tick(): number;
  advance(seconds: number): void;
}

export function clock(start = Date.parse("2026-03-01T12:00:00Z")): Clock {
  let time = start;
  return {
    now: () => time,
    tick() {
      time += 1;
      return time;
    },
    advance(seconds) {
      time += seconds * 1000;
    },
  };
}

export const minute = 60_000;

/** An error of AWS, which the SDK tells apart by its name. */
export function awsError(name: string, message = "as AWS says"): Error {
  return Object.assign(new Error(message), { name });
}
