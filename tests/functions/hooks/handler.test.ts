import assert from "node:assert/strict";
import type { EcsEvent, HookEvent } from "../../../functions/hooks/event";
import { handle, reserve } from "../../../functions/hooks/handler";
import { listener, type Recorded, type Recording, recording, run, test } from "./world";

/** As AWS documents and sends them. */
const codedeploy = { DeploymentId: "d-ABCDEF123", LifecycleEventHookExecutionId: "eyJlbmNyeXB0ZWREYXRhIjoi" };
const revision = (id: string) => `arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/${id}`;
const [green, blue] = [revision("9313423515462893900"), revision("1920498462936580504")];

function ecs(lifecycleStage: string, details: EcsEvent["executionDetails"] = {}): EcsEvent {
  return {
    executionId: "f4fcae0f-9bec-41c6-ba87-0eaa0cef8af5",
    lifecycleStage,
    resourceArn: "arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28",
    executionDetails: {
      serviceArn: "arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service",
      targetServiceRevisionArn: green,
      testTrafficWeights: {},
      productionTrafficWeights: {},
      ...details,
    },
  };
}

const afterTestTraffic = ecs("POST_TEST_TRAFFIC_SHIFT");

describe("the hooks' handler", () => {
  let logged: string[];
  const { log } = console;
  beforeEach(() => {
    logged = [];
    console.log = (text: string) => logged.push(text);
  });
  afterEach(() => {
    console.log = log;
  });

  const status = async (event: HookEvent, world: Recording, given = run()) =>
    (await handle(event, given, world)).hookStatus;
  const said = () => logged.join("\n");

  it("asks the test listener and answers ECS that the rollout goes on", async () => {
    const world = recording([{}]);
    assert.equal(await status(afterTestTraffic, world), "SUCCEEDED");
    assert.deepEqual(world.asked, ["https://orders.internal:8443/health"]);
    assert.deepEqual(world.reported, [], "ECS reads the answer; CodeDeploy has no such deployment");
  });

  it("tells CodeDeploy by the ids of its event", async () => {
    const world = recording([{}]);
    await handle(codedeploy, run(), world);
    assert.deepEqual(world.reported, [["d-ABCDEF123", "eyJlbmNyeXB0ZWREYXRhIjoi", "Succeeded"]]);
  });

  it("asks the version of the function that CodeDeploy deploys, not the one that the alias still names", async () => {
    const world = recording([{}], { targetVersion: async (id) => (id === "d-ABCDEF123" ? "12" : undefined) });
    await handle(codedeploy, run({ place: { function: "acme-rates-prod" } }), world);
    assert.deepEqual(world.asked, ["acme-rates-prod:12/health"]);
    assert.equal(world.reported[0]![2], "Succeeded");
  });

  it("fails when CodeDeploy does not say which version it deploys", async () => {
    const world = recording([{}], { targetVersion: async () => undefined });
    await handle(codedeploy, run({ place: { function: "acme-rates-prod" } }), world);
    assert.deepEqual(world.asked, []);
    assert.equal(world.reported[0]![2], "Failed");
  });

  const failing: Record<string, { answers: Recorded[]; with?: Partial<typeof test>; because: RegExp }> = {
    "another status": { answers: [{ status: 503 }], because: /answered 503 instead of 200/ },
    "a body without the text": { answers: [{ body: "down" }], with: { contains: "ok" }, because: /expected text/ },
    "a body without the match": { answers: [{ body: "v9" }], with: { matches: "^v1\\d$" }, because: /expected match/ },
    "an answer that takes too long": { answers: [{ after: 501 }], because: /took 501 of 500 ms/ },
    "no answer": { answers: [new Error("connect ECONNREFUSED")], because: /was not answered: connect ECONNREFUSED/ },
  };
  for (const [what, { answers, with: changes, because }] of Object.entries(failing)) {
    it(`fails for ${what}, after every attempt, to both controllers`, async () => {
      const given = run({ test: { ...test, ...changes } });
      const world = recording(answers);
      assert.equal(await status(afterTestTraffic, world, given), "FAILED");
      assert.equal(world.asked.length, 3);
      assert.deepEqual(world.slept, [10_000, 10_000]);
      assert.match(said(), because);
      const deployed = recording(answers);
      await handle(codedeploy, given, deployed);
      assert.equal(deployed.reported[0]![2], "Failed");
    });
  }

  it("passes with the expected text, match and time", async () => {
    const wanted = { ...test, contains: "ok", matches: "v1\\d", latencyMs: 10 };
    assert.equal(await status(afterTestTraffic, recording([{ body: "ok v12" }]), run({ test: wanted })), "SUCCEEDED");
  });

  it("tries again: a target that has just been registered may not answer at once", async () => {
    const world = recording([new Error("ECONNRESET"), { status: 502 }, {}]);
    assert.equal(await status(afterTestTraffic, world), "SUCCEEDED");
    assert.equal(world.asked.length, 3);
  });

  it("begins the row anew after a request that did not pass", async () => {
    const world = recording([{}, { status: 500 }, {}, {}, {}]);
    assert.equal(await status(afterTestTraffic, world, run({ test: { ...test, requests: 3 } })), "SUCCEEDED");
    assert.equal(world.asked.length, 5);
    const unstable = recording([{}, {}, { status: 500 }, {}, {}, { status: 500 }, {}, {}, { status: 500 }]);
    assert.equal(await status(afterTestTraffic, unstable, run({ test: { ...test, requests: 3 } })), "FAILED");
  });

  it("reports a failure before Lambda ends the function", async () => {
    const world = recording(["never"]);
    await handle(codedeploy, run({}, reserve + 1), world);
    assert.equal(world.reported[0]![2], "Failed");
    assert.match(said(), /time ended before the test did/);
    assert.equal(await status(afterTestTraffic, recording(["never"]), run({}, reserve + 1)), "FAILED");
  });

  it("reports a failure for an exception of its own", async () => {
    const world = recording([{}], {
      targetVersion: async () => {
        throw Object.assign(new Error("not allowed"), { name: "AccessDeniedException" });
      },
    });
    await handle(codedeploy, run({ place: { function: "acme-rates-prod" } }), world);
    assert.equal(world.reported[0]![2], "Failed");
    assert.match(said(), /AccessDeniedException: not allowed/);
  });

  for (const [what, settings] of Object.entries({
    missing: "null",
    "no JSON": "{",
    "out of bounds": JSON.stringify({ test: { ...test, attempts: 0 }, place: listener }),
  })) {
    it(`reports a failure when its settings are ${what}`, async () => {
      const world = recording([{}]);
      await handle(codedeploy, run(settings), world);
      assert.equal(world.reported[0]![2], "Failed");
      assert.equal(await status(afterTestTraffic, world, run(settings)), "FAILED");
      assert.deepEqual(world.asked, []);
    });
  }

  it("answers FAILED to an event of nobody's", async () => {
    assert.equal(await status({} as HookEvent, recording([{ status: 500 }])), "FAILED");
  });

  it("ends in an error when CodeDeploy cannot be told, so that Lambda runs it again", async () => {
    const world = recording([{}], {
      report: async () => {
        throw new Error("throttled");
      },
    });
    await assert.rejects(() => handle(codedeploy, run(), world), /throttled/);
  });

  it("is not in the way of a rollback by ECS", async () => {
    const back = { [green]: 0, [blue]: 100 };
    for (const event of [
      ecs("PRODUCTION_TRAFFIC_SHIFT", { productionTrafficWeights: back }),
      ecs("TEST_TRAFFIC_SHIFT", { testTrafficWeights: back }),
    ]) {
      const world = recording([{ status: 500 }]);
      assert.equal(await status(event, world), "SUCCEEDED");
      assert.deepEqual(world.asked, []);
    }
  });

  it("tests before the first shift, where the new revision has no traffic yet either", async () => {
    const before = ecs("PRE_PRODUCTION_TRAFFIC_SHIFT", { productionTrafficWeights: { [green]: 0, [blue]: 100 } });
    assert.equal(await status(before, recording([{ status: 500 }])), "FAILED");
    const shifted = ecs("PRODUCTION_TRAFFIC_SHIFT", { productionTrafficWeights: { [green]: 10, [blue]: 90 } });
    assert.equal(await status(shifted, recording([{ status: 500 }])), "FAILED");
  });

  it("writes nothing of a body into its log", async () => {
    await handle(afterTestTraffic, run({ test: { ...test, contains: "ok" } }), recording([{ body: "token=abc" }]));
    assert.ok(logged.length > 0);
    assert.doesNotMatch(said(), /abc/);
  });
});
