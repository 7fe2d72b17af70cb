/** The first state of the state store, cut off again and again: the real CLI on a laptop cloud. */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../catalog/package-root";
import type { Deployment } from "../../runner/engine/inspect";
import { assertEverythingOnce } from "./once";
import { type Organization, openOrganization } from "./organization";
import { enginesIn, killed } from "./processes";
import { until } from "./until";

describe("the bootstrap of the state store", function () {
  this.timeout(240_000);
  let acme: Organization;
  let local: string;
  let copy: string;

  before(async function () {
    acme = await openOrganization(this, { from: join(packageRoot(), "tests", "fixtures", "organization") });
    local = join(acme.directory, ".slipway", "bootstrap-laptop");
    copy = join(acme.directory, "copy");
  });
  after(() => acme?.close());

  function localState(): Deployment {
    const file = join(local, ".pulumi", "stacks", acme.catalog.project, "state.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")).checkpoint.latest ?? {}) : {};
  }

  /** Until nothing but the held creation is under way: whatever can be made without it has been made. */
  async function settled(last: string): Promise<void> {
    await until(`the creation of ${last}`, () => {
      const { resources = [], pending_operations = [] } = localState();
      return pending_operations.length === 1 && resources.some(({ urn }) => urn.endsWith(`::${last}`));
    });
  }

  it("keeps a second one waiting, and does not touch what a killed one's engine still works on", async () => {
    const hold = acme.hold("aws:kms/key:Key", "state-replica-key", "after");
    const first = acme.start(["up", "state"], hold.environment);
    const engine = await hold.reached(first);
    await settled("state-bucket-policy");
    const second = acme.start(["up", "state"]);
    await until("the second one to wait", () => second.output().includes(`waiting: process ${first.pid} on`));
    // Paused: otherwise it would soon end by itself, for want of somebody who reads what it prints.
    process.kill(engine, "SIGSTOP");
    first.kill("SIGKILL");
    const { code, output } = await second.ended;
    assert.equal(code, 3, output);
    assert.match(output, new RegExp(`an engine .* is still making the state store \\(process ${engine}\\)`));
    await killed(engine);
  });

  it("takes over what was made when it was cut off, in whatever region", async () => {
    const hold = acme.hold("aws:kms/alias:Alias", "state-replica-key-alias", "before");
    const run = acme.start(["up", "state"], hold.environment);
    const engine = await hold.reached(run);
    assert.match(run.output(), /state-replica-key: was made; took over/);
    await settled("state-replica-bucket-encryption");
    await killed(engine);
    const { code, output } = await run.ended;
    assert.equal(code, 1, output);
  });

  it("makes what was not made when it was cut off, and goes on after it was killed while its state was moved", async () => {
    const run = acme.start(["up", "state"]);
    await until("the move", () => run.output().includes("moving its state into the store"));
    mkdirSync(copy);
    cpSync(local, copy, { recursive: true });
    run.kill("SIGKILL");
    await run.ended;
    assert.match(run.output(), /state-replica-key-alias: was not made/);
    // What it was running then ends by itself.
    await until("the end of the orphans", () => enginesIn(acme.directory).length === 0);
    assert.ok((await acme.lock("state")).holder, "it was killed while it held the lock");

    const output = await acme.done(["up", "state"]);
    assert.match(output, /verified: \d+ resources are in the store as they were/);
    assert.match(output, /state +done +no changes/);
    assert.ok(!existsSync(local));
    await assertEverythingOnce(acme, ["state"]);
  });

  it("drops the local copy of a state that is in the store already, and changes nothing", async () => {
    cpSync(copy, local, { recursive: true });
    const before = await acme.state("state");
    const output = await acme.done(["up", "state"]);
    assert.match(output, /verified:/);
    assert.match(output, /state +done +no changes/);
    assert.ok(!existsSync(local));
    assert.deepEqual((await acme.state("state")).resources?.length, before.resources?.length);
    assert.deepEqual(
      readdirSync(join(acme.directory, ".slipway")).filter((name) => name.startsWith("bootstrap")),
      [],
    );
    await assertEverythingOnce(acme, ["state"]);
  });

  it("does nothing the next time", async () => {
    const output = await acme.done(["up", "state"]);
    assert.doesNotMatch(output, /store|verified/);
    assert.match(output, /state +done +no changes/);
  });
});
