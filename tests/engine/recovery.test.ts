/** Two runs at once, and runs that end badly: the real CLI on a laptop cloud. */
import assert from "node:assert/strict";
import { hostname } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../catalog/package-root";
import { assertEverythingOnce } from "./once";
import { type Organization, openOrganization } from "./organization";
import { killed } from "./processes";
import { until } from "./until";

const keyType = "aws:kms/key:Key";
const aliasType = "aws:kms/alias:Alias";

describe("a stack whose run is not alone or ends badly", function () {
  this.timeout(180_000);
  let acme: Organization;

  before(async function () {
    acme = await openOrganization(this, { from: join(packageRoot(), "tests", "fixtures", "organization") });
    await acme.done(["up", "state"]);
  });
  after(() => acme?.close());

  it("saves its state and frees its lock when it is asked to stop, and the next run goes on", async () => {
    const hold = acme.hold(keyType, "secrets-test-test-key", "before");
    const run = acme.start(["up", "test.state"], hold.environment);
    await hold.reached(run);
    run.kill("SIGTERM");
    await until("the answer to SIGTERM", () => run.output().includes("SIGTERM"));
    hold.release();
    const { code, output } = await run.ended;
    assert.equal(code, 1, output);
    assert.match(output, /the engine finishes what is in flight/);

    const { holder, state } = await acme.lock("test.state");
    assert.equal(holder, undefined);
    assert.ok(state?.digest);
    const left = await acme.state("test.state");
    assert.deepEqual(left.pending_operations ?? [], []);
    await assertEverythingOnce(acme, ["state", "test.state"]);
  });

  it("keeps a second run out, which names the holder and refuses, or waits when told to", async () => {
    const hold = acme.hold(aliasType, "secrets-test-test-alias", "before");
    const first = acme.start(["up", "test.state"], hold.environment);
    await hold.reached(first);
    const { holder } = await acme.lock("test.state");

    const second = await acme.slipway(["up", "test.state"]);
    assert.equal(second.code, 3, second.output);
    assert.match(second.output, new RegExp(`locked: up by tester on ${hostname()} \\(process ${first.pid}\\)`));
    assert.ok(second.output.includes(holder!.owner), second.output);
    assert.match(second.output, /--wait <seconds>/);
    const third = acme.start(["up", "test.state", "--wait", "120"]);
    await until("the third run to wait", () => /waiting for the lock of test.state, held by/.test(third.output()));
    hold.release();

    const [one, three] = [await first.ended, await third.ended];
    assert.equal(one.code, 0, one.output);
    assert.match(one.output, /1 create/);
    assert.equal(three.code, 0, three.output);
    assert.match(three.output, /no changes/);
    await assertEverythingOnce(acme, ["state", "test.state"]);
  });

  it("is recovered after its runner was killed, but not while that run's engine still works", async () => {
    const hold = acme.hold(aliasType, "secrets-live-prod-alias", "after");
    const run = acme.start(["up", "prod.state"], hold.environment);
    const engine = await hold.reached(run);
    // Paused: otherwise it would soon end by itself, for want of somebody who reads what it prints.
    process.kill(engine, "SIGSTOP");
    run.kill("SIGKILL");
    await run.ended;
    const { holder } = await acme.lock("prod.state");

    const next = await acme.slipway(["up", "prod.state"]);
    assert.equal(next.code, 3, next.output);
    assert.match(next.output, new RegExp(`locked: up by tester on ${hostname()} \\(process ${run.pid}\\)`));
    const status = await acme.done(["lock", "status", "prod.state"]);
    const command = `slipway recover prod.state --id ${holder!.owner} --reason "<text>"`;
    assert.ok(status.includes(command), status);

    const unnamed = await acme.slipway(["recover", "prod.state"]);
    assert.equal(unnamed.code, 3, unnamed.output);
    const recover = ["recover", "prod.state", "--id", holder!.owner, "--reason", "killed by a test"];
    const early = await acme.slipway(recover);
    assert.equal(early.code, 3, early.output);
    assert.match(early.output, new RegExp(`an engine .* is still alive \\(process ${engine}\\)`));

    await killed(engine);
    const recovered = await acme.done(recover);
    assert.match(recovered, new RegExp(`released lock ${holder!.owner}`));
    assert.match(recovered, /secrets-live-prod-alias: was made; took over alias\/globex\/state\/live\/prod/);
    assert.match(await acme.done(["up", "prod.state"]), /no changes/);
    assert.equal((await acme.lock("prod.state")).lastForceUnlock?.reason, "killed by a test");
    await assertEverythingOnce(acme, ["state", "test.state", "prod.state"]);
  });

  describe("whose engine is killed", () => {
    const stack = "prod-eu-west-1.state";
    const key = "secrets-live-prod-eu-west-1-key";
    const alias = "secrets-live-prod-eu-west-1-alias";

    async function killEngine(type: string, name: string, moment: "before" | "after"): Promise<void> {
      const hold = acme.hold(type, name, moment);
      const run = acme.start(["up", stack], hold.environment);
      await killed(await hold.reached(run));
      const { code, output } = await run.ended;
      assert.equal(code, 1, output);
      const { holder, state } = await acme.lock(stack);
      assert.equal(holder, undefined, "the runner lives, and frees its lock");
      assert.ok(state?.digest);
    }

    async function refused(): Promise<void> {
      const { code, output } = await acme.slipway(["up", stack]);
      assert.equal(code, 3, output);
      assert.match(output, /the last run was interrupted in the middle of: creating/);
      assert.match(output, new RegExp(`slipway recover ${stack}`));
    }

    it("after the cloud made a resource of its own naming: that is found and taken over", async () => {
      await killEngine(keyType, key, "after");
      await refused();
      const made = acme.records().filter(({ inputs }) => String(inputs["description"]).endsWith("live/prod-eu-west-1"));
      assert.equal(made.length, 1);
      const recovered = await acme.done(["recover", stack]);
      assert.match(recovered, new RegExp(`${key}: was made; took over ${made[0]!.id}`));
      const { resources = [] } = await acme.state(stack);
      const taken = resources.find(({ urn }) => urn.endsWith(`::${key}`));
      assert.equal(taken?.protect, true, "what the program says of it is kept");
      assert.match(taken?.urn ?? "", /SecretsKey\$aws:kms\/key:Key/);
    });

    it("before the cloud made a resource: that is found out, and the next run makes it", async () => {
      await killEngine(aliasType, alias, "before");
      await refused();
      assert.match(await acme.done(["recover", stack]), new RegExp(`${alias}: was not made`));
      const up = await acme.done(["up", stack]);
      assert.match(up, /1 create/);
      assert.doesNotMatch(up, /update|replace|delete/);
      await assertEverythingOnce(acme, ["state", "test.state", "prod.state", stack]);
    });
  });
});
