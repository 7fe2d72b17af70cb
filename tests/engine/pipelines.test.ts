/** A pipeline under the real engine whose executions and connection are the test's: the laptop cloud runs none. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyStacks, type StackOutcome } from "../../runner/apply";
import type { Verb } from "../../runner/engine/verb";
import type { Execution } from "../../runner/pipelines/services";
import { openSession } from "../../runner/session";
import { type Organization, openOrganization } from "./organization";

const stack = "orders.pipeline";

describe("a pipeline on the real engine", function () {
  this.timeout(600_000);
  let acme: Organization;
  /** What each question for running executions is answered with; the last answer is repeated. */
  let answers: Execution[][] = [[]];
  let status: "PENDING" | "AVAILABLE" = "PENDING";
  let asked: string[] = [];

  before(async function () {
    acme = await openOrganization(this, { services: true });
    await acme.done(["up", "state", "toolchain.account", "toolchain"]);
  });
  after(() => acme?.close());

  async function apply(verb: Verb, waitMs = 0): Promise<{ outcome: StackOutcome; said: string }> {
    asked = [];
    const said: string[] = [];
    const session = openSession({ directory: acme.directory, cloud: "laptop" });
    const delivery = async () => ({
      running: async (name: string) => {
        asked.push(name);
        return answers.length > 1 ? answers.shift()! : answers[0]!;
      },
      connection: async (arn: string) => {
        asked.push(arn);
        return { name: "acme-github", status };
      },
    });
    const [outcome] = await applyStacks(
      {
        ...session,
        terminal: { ...session.terminal, progress: (line) => said.push(line) },
        cloud: async () => ({ ...(await session.cloud()), delivery }),
      },
      verb,
      [stack],
      { waitMs, acceptState: false, verbose: false },
    );
    return { outcome: outcome!, said: said.join("\n") };
  }

  function follow(from: string, to: string): void {
    const file = join(acme.directory, "services", "orders.yaml");
    const text = readFileSync(file, "utf8");
    assert.ok(text.includes(`branch: ${from}`));
    writeFileSync(file, text.replace(`branch: ${from}`, `branch: ${to}`));
  }
  const running = (id: string): Execution[] => [{ id, status: "InProgress", startedAt: new Date(0) }];
  const made = async () => JSON.stringify(await acme.state(stack));

  it("is not made over a connection that nobody has completed, so that it never begins red", async () => {
    const { outcome } = await apply("up");
    assert.equal(outcome.status, "refused", outcome.error);
    assert.deepEqual(
      outcome.connections?.map((each) => each.status),
      ["PENDING"],
    );
    assert.deepEqual(await acme.state(stack), {});
    status = "AVAILABLE";
    assert.equal((await apply("up")).outcome.status, "done");
  });

  it("is not asked about when nothing of it changes", async () => {
    answers = [running("e-1")];
    const { outcome } = await apply("up");
    assert.equal(outcome.status, "done");
    assert.deepEqual(asked, []);
  });

  it("is not changed while an execution runs, which is named, and nothing else changes either", async () => {
    follow("main", "other");
    const { outcome } = await apply("up");
    assert.equal(outcome.status, "refused");
    assert.deepEqual(
      outcome.executions?.map(({ id }) => id),
      ["e-1"],
    );
    assert.match(await made(), /"BranchName":"main"/);
  });

  it("is changed after a wait for the execution, when one was asked for", async () => {
    answers = [running("e-1"), running("e-1"), []];
    const { outcome, said } = await apply("up", 120_000);
    assert.equal(outcome.status, "done", outcome.error);
    assert.match(said, /e-1/);
    assert.match(await made(), /"BranchName":"other"/);
  });

  it("is not destroyed while an execution runs", async () => {
    answers = [running("e-2")];
    assert.equal((await apply("destroy")).outcome.status, "refused");
    assert.match(await made(), /codepipeline/);
  });
});
