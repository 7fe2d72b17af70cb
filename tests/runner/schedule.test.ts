import assert from "node:assert/strict";
import { inOrder } from "../../runner/schedule";

interface Step {
  name: string;
  needs: string[];
}

const line: Step[] = [
  { name: "state", needs: [] },
  { name: "account", needs: ["state"] },
  { name: "dev", needs: ["account"] },
  { name: "orders", needs: ["dev"] },
];

/** What happened, in order; `bad` fails, and the schedule is stopped after `stopAfter` steps. */
async function played(items: Step[], options: { bad?: string; parallel?: number; stopAfter?: number } = {}) {
  const log: string[] = [];
  let [now, most, ran] = [0, 0, 0];
  await inOrder<Step>({
    items,
    name: ({ name }) => name,
    needs: ({ needs }) => needs,
    parallel: options.parallel ?? 2,
    stopped: () => ran >= (options.stopAfter ?? Number.POSITIVE_INFINITY),
    run: async ({ name }) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
      ran += 1;
      log.push(name);
      return name !== options.bad;
    },
    skip: ({ name }, blocker) => log.push(`${name} without ${blocker}`),
  });
  return { log, most };
}

describe("stacks in order", () => {
  it("come after what they need", async () => {
    assert.deepEqual((await played(line)).log, ["state", "account", "dev", "orders"]);
  });

  it("end when the last ones are all skipped, each with what kept it back", async () => {
    assert.deepEqual((await played(line, { bad: "state" })).log, [
      "state",
      "account without state",
      "dev without account",
      "orders without dev",
    ]);
  });

  it("go on beside a failure with what does not need it", async () => {
    const { log } = await played([...line, { name: "prod", needs: ["state"] }], { bad: "account" });
    assert.deepEqual(log.sort(), ["account", "dev without account", "orders without dev", "prod", "state"]);
  });

  it("run side by side, but never more than allowed", async () => {
    const free = ["a", "b", "c", "d", "e"].map((name) => ({ name, needs: [] }));
    assert.equal((await played(free, { parallel: 3 })).most, 3);
    assert.equal((await played(free, { parallel: 1 })).most, 1);
  });

  it("begin nothing more once stopped", async () => {
    const { log } = await played(line, { stopAfter: 1 });
    assert.deepEqual(log, ["state", "account without undefined", "dev without undefined", "orders without undefined"]);
  });
});
