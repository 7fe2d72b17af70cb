import assert from "node:assert/strict";
import { exitCode, exitCodes } from "../../../runner/exit";
import { PipelinesRefusedError } from "../../../runner/pipelines/findings";
import { checkPipelines } from "../../../runner/pipelines/guard";
import { pipelinePlan } from "../../../runner/pipelines/plan";
import { whenIdle } from "../../../runner/pipelines/wait";
import { connectionArn, execution, home, type Scene, scene, step, stillClock } from "./scene";

interface Play {
  waitMs: number;
  /** What happens as time goes by. */
  each?: (now: number) => void;
  signal?: AbortSignal;
  op?: string;
}

/** Runs of the guarded command: `began` counts how often it began, `changed` how often it came to its change. */
function play(given: Scene, { waitMs, each, signal = new AbortController().signal, op = "update" }: Play) {
  const count = { began: 0, changed: 0 };
  const ended = whenIdle(given.context, { waitMs, signal, clock: stillClock(each) }, async () => {
    count.began += 1;
    await checkPipelines(given.context, pipelinePlan([step(op)], home));
    count.changed += 1;
    return "done";
  });
  return { count, ended };
}

const busy = () => scene({ executions: { "acme-orders": [execution] } });

describe("waiting for executions", () => {
  it("refuses at once without --wait", async () => {
    const { count, ended } = play(busy(), { waitMs: 0 });
    await assert.rejects(ended, PipelinesRefusedError);
    assert.deepEqual(count, { began: 1, changed: 0 });
  });

  it("goes on when the execution has ended: from the beginning, so that the check comes right before the change", async () => {
    const given = busy();
    const each = (now: number) => {
      if (now > 20_000) given.executions = {};
    };
    const { count, ended } = play(given, { waitMs: 60_000, each });
    assert.equal(await ended, "done");
    assert.deepEqual(count, { began: 2, changed: 1 });
  });

  it("says what it waits for, at once and then every half minute, and again when that changes", async () => {
    const given = busy();
    const each = (now: number) => {
      if (now === 66_000)
        given.executions["acme-orders"] = [{ ...execution, place: "stage Production, action Deploy" }];
      if (now > 70_000) given.executions = {};
    };
    await play(given, { waitMs: 3_600_000, each }).ended;
    assert.equal(given.said.length, 4, given.said.join("\n"));
    assert.match(given.said[0]!, /waiting for execution 1111\S+ of pipeline acme-orders .*action Approve.* of 1 h\)$/);
    assert.match(given.said[3]!, /action Deploy/);
  });

  it("ends with the refusal when the time is over, with how long it waited", async () => {
    const { count, ended } = play(busy(), { waitMs: 12_000 });
    await assert.rejects(ended, (error: Error) => {
      assert.ok(error instanceof PipelinesRefusedError);
      assert.equal(exitCode(error), exitCodes.refused);
      assert.match(error.message, /Waited 12 s in vain\.[\s\S]*execution 1111/);
      return true;
    });
    assert.deepEqual(count, { began: 1, changed: 0 });
  });

  it("counts all of its waiting when a new execution begins in between", async () => {
    const given = busy();
    let slept = 0;
    const each = () => {
      slept += 1;
      given.executions = {};
    };
    const attempts = { count: 0 };
    const ended = whenIdle(
      given.context,
      { waitMs: 20_000, signal: new AbortController().signal, clock: stillClock(each) },
      async () => {
        attempts.count += 1;
        given.executions["acme-orders"] = [execution];
        await checkPipelines(given.context, pipelinePlan([step("update")], home));
      },
    );
    await assert.rejects(ended, /Waited 20 s in vain/);
    assert.equal(slept, 4);
    assert.equal(attempts.count, 5);
  });

  it("changes nothing when it is interrupted, and ends with 3", async () => {
    const stop = new AbortController();
    const { count, ended } = play(busy(), { waitMs: 60_000, signal: stop.signal, each: () => stop.abort() });
    await assert.rejects(ended, (error: Error) => {
      assert.equal(exitCode(error), exitCodes.refused);
      assert.match(error.message, /stopped while waiting for execution 1111\S+ .*nothing was changed/);
      return true;
    });
    assert.deepEqual(count, { began: 1, changed: 0 });
  });

  it("does not wait for what no waiting mends: a connection that a person has to complete", async () => {
    const given = busy();
    given.connections[connectionArn] = { name: "acme-github", status: "PENDING" };
    const { count, ended } = play(given, { waitMs: 60_000, op: "create" });
    await assert.rejects(ended, PipelinesRefusedError);
    assert.deepEqual(count, { began: 1, changed: 0 });
    assert.deepEqual(given.said, []);
  });

  it("hands every other error on", async () => {
    const { context } = busy();
    const options = { waitMs: 60_000, signal: new AbortController().signal, clock: stillClock() };
    await assert.rejects(
      whenIdle(context, options, async () => {
        throw new Error("the engine failed");
      }),
      /the engine failed/,
    );
  });
});
