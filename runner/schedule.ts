/** Runs things beside one another in the order that they need; what failed keeps back only what needs it. */

export interface Schedule<T> {
  /** In an order in which each comes after what it needs. */
  items: T[];
  name(item: T): string;
  /** Names among the items that must have succeeded before. */
  needs(item: T): string[];
  /** How many at the same time, at least 1. */
  parallel: number;
  /** Answers whether it succeeded; never rejects. */
  run(item: T): Promise<boolean>;
  /** Told instead of `run`, with what did not succeed; undefined when nothing more is to be begun. */
  skip(item: T, blocker: string | undefined): void;
  /** Whether nothing more is to be begun. */
  stopped(): boolean;
}

export async function inOrder<T>({ items, name, needs, parallel, run, skip, stopped }: Schedule<T>): Promise<void> {
  const succeeded = new Map<string, boolean>();
  const running = new Set<Promise<void>>();
  const waiting = new Set(items);
  while (waiting.size > 0 || running.size > 0) {
    for (const item of waiting) {
      const before = needs(item);
      const stop = stopped();
      const blocker = stop ? undefined : before.find((each) => succeeded.get(each) === false);
      if (stop || blocker !== undefined) {
        waiting.delete(item);
        succeeded.set(name(item), false);
        skip(item, blocker);
      } else if (running.size < parallel && before.every((each) => succeeded.has(each))) {
        waiting.delete(item);
        const done = run(item).then((success) => {
          succeeded.set(name(item), success);
          running.delete(done);
        });
        running.add(done);
      }
    }
    // A race of nothing would never end.
    if (running.size > 0) await Promise.race(running);
  }
}
