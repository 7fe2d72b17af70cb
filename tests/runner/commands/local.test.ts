import assert from "node:assert/strict";
import type { StackOutcome } from "../../../runner/apply";
import { report } from "../../../runner/commands/local";

describe("slipway local", () => {
  const outcome = (stack: string, status: StackOutcome["status"]): StackOutcome => ({
    stack,
    status,
    changes: {},
    milliseconds: 1000,
  });

  it("says that everything is up only when it is", () => {
    assert.match(report("up", [outcome("state", "done")], [], 1000), /Up on the laptop cloud in 1 s/);
    const stopped = report("up", [outcome("state", "done"), outcome("dev", "failed")], [], 1000);
    assert.doesNotMatch(stopped, /Up on the laptop cloud/);
    assert.match(stopped, /1 of 2 stacks are not up: dev\./);
    assert.match(stopped, /npm start -- up/);
  });

  it("says that nothing is left only when everything was destroyed", () => {
    assert.match(report("destroy", [outcome("dev", "done")], [], 1000), /Nothing is left/);
    const stopped = report("destroy", [outcome("dev", "failed")], [], 1000);
    assert.doesNotMatch(stopped, /Nothing is left|End the laptop cloud/);
    assert.match(stopped, /1 of 1 stacks are not destroyed: dev\./);
  });
});
