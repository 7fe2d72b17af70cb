import assert from "node:assert/strict";
import type { OneTask } from "../../../functions/release/request";
import type { Outcome } from "../../../functions/release/result";
import { beginning, decode, encode, type State } from "../../../functions/release/state";
import { taskStep } from "../../../functions/release/task";
import type { World } from "../../../functions/release/world";
import { awsError } from "./world/clock";
import { type Asked, type Cloud, cloud, digestOf, image } from "./world/cloud";
import { Killed, release } from "./world/run";

const migrate: OneTask = { name: "migrate", container: "web", command: ["npm", "run", "migrate"], revision: "new" };

/** Steps to the end; what is kept between looks is what a token holds. */
async function run(of: Cloud, task: Partial<OneTask> = {}, asked: Asked = {}, job = "job-1", from?: State) {
  const world: World = of.world({ watched: true, ...asked });
  let state = from ?? { ...beginning(world.request.digest, of.clock.now()), job };
  for (let steps = 0; steps < 500; steps += 1) {
    const result = await taskStep(state, world, { ...migrate, ...task });
    if (result.done) return { outcome: result.done, state };
    state = result.wait === undefined ? result.state : decode(encode(result.state), world.request.digest);
    of.clock.advance(result.wait ?? 0);
  }
  throw new Error("the task never ends");
}

function text(outcome: Outcome): string {
  return outcome.passed ? `passed: ${outcome.summary}` : `failed: ${outcome.message}`;
}

describe("a task that runs once", () => {
  for (const platform of ["native", "codedeploy"] as const) {
    it(`runs the new revision with another command, where the service's own tasks run (${platform})`, async () => {
      const of = cloud(platform);
      const { outcome } = await run(of);
      assert.match(text(outcome), /^passed: Step migrate: the task t1 of orders-prod:1 ran in prod/);
      const [{ run: asked }] = of.tasks.runs as [(typeof of.tasks.runs)[number]];
      assert.deepEqual([asked.container, asked.command, asked.token], ["web", ["npm", "run", "migrate"], "job-1"]);
      assert.ok(asked.placement["networkConfiguration"]);
      assert.equal(of.ecs.images(asked.taskDefinition)["web"], image("a"));
    });

    it(`leaves the revision to the release that follows (${platform})`, async () => {
      const of = cloud(platform);
      await run(of);
      await release(of);
      assert.equal(of.ecs.revisions("orders-prod"), 1);
      assert.equal(of.rollouts(), 1);
    });

    it(`runs what the service runs, where that is asked for (${platform})`, async () => {
      const of = cloud(platform);
      const early = await run(of, { revision: "running" });
      assert.match(text(early.outcome), /^passed: .*nothing runs in prod yet/);
      assert.equal(of.tasks.runs.length, 0);
      await release(of);
      await run(of, { revision: "running" }, { letter: "b" });
      assert.equal(of.ecs.images(of.tasks.runs[0]!.run.taskDefinition)["web"], image("a"));
    });

    it(`runs before a rollback as before any release, and leaves the way back to that (${platform})`, async () => {
      const of = cloud(platform);
      await release(of);
      const { outcome } = await run(of, {}, { origin: { rollback: true } });
      assert.match(text(outcome), /^passed: Step migrate: the task t1 of orders-prod:1 ran in prod/);
    });
  }

  it("fails with the exit code of its container and the place of its log", async () => {
    const of = cloud("native");
    const options = { "awslogs-group": "/slipway/acme/prod/services/orders", "awslogs-stream-prefix": "orders" };
    const [template] = [(await of.ecs.api.taskDefinition("orders-prod-template"))!.described];
    const [web, ...others] = template["containerDefinitions"] as { name: string }[];
    const containerDefinitions = [{ ...web!, logConfiguration: { logDriver: "awslogs", options } }, ...others];
    const arn = of.ecs.register({ family: "orders-prod-template", cpu: "256", memory: "512", containerDefinitions });
    of.target = { ...of.target, template: arn } as typeof of.target;
    of.tasks.course = "exit";
    const message = text((await run(of)).outcome);
    assert.match(message, /^failed: Step migrate: the task t1 of orders-prod:1 failed \(Essential container/);
    assert.match(message, /web exited with 3; proxy exited with 143\./);
    assert.match(message, /Its log: \/slipway\/acme\/prod\/services\/orders, stream orders\/web\/t1\.$/);
  });

  it("fails when it cannot be placed, and says why", async () => {
    const of = cloud("native");
    of.tasks.course = "unplaced";
    assert.match(text((await run(of)).outcome), /^failed: .*could not be placed: RESOURCE:MEMORY\./);
  });

  it("fails when its container never ran", async () => {
    const of = cloud("native");
    of.tasks.course = "unstarted";
    assert.match(text((await run(of)).outcome), /^failed: .*CannotPullContainerError.*web never ran/);
  });

  it("is stopped after its minutes, and fails", async () => {
    const of = cloud("native");
    of.tasks.course = "stuck";
    const { outcome } = await run(of, {}, { minutes: 10 });
    assert.match(text(outcome), /^failed: .*had not ended after 10 minutes and was stopped/);
    assert.match(of.tasks.runs[0]!.stopped!, /10 minutes of step migrate/);
  });

  it("ends with its container, and stops what goes on beside it", async () => {
    const of = cloud("native");
    of.tasks.course = "beside";
    assert.match(text((await run(of)).outcome), /^passed/);
    assert.match(of.tasks.runs[0]!.stopped!, /has ended/);
  });

  it("fails when ECS does not know it any more", async () => {
    const of = cloud("native");
    of.tasks.course = "forgotten";
    assert.match(text((await run(of)).outcome), /^failed: .*ECS does not know the task t1/);
  });

  it("fails for a container that the revision has not, for a function, and for other content than was approved", async () => {
    const of = cloud("native");
    assert.match(text((await run(of, { container: "api" })).outcome), /has no container api; it has web, proxy/);
    assert.match(text((await run(cloud("lambda"))).outcome), /only a target on ECS can run/);
    const other = { content: { digest: digestOf("e") } };
    assert.match(text((await run(of, {}, other)).outcome), /^failed: The gates approved/);
    assert.equal(of.tasks.runs.length, 0);
  });

  it("ends when AWS does not answer in all its time, before and after it began", async () => {
    for (const call of ["placement", "find"] as const) {
      const of = cloud("native");
      const world: World = of.world({ watched: true });
      const down = async () => {
        throw awsError("ServiceUnavailable");
      };
      const broken: World = { ...world, tasks: { ...world.tasks, [call]: down } };
      let state: State = { ...beginning(world.request.digest, of.clock.now()), job: "job-1" };
      let ended: Outcome | undefined;
      for (let steps = 0; steps < 2000 && !ended; steps += 1) {
        const result = await taskStep(state, broken, migrate);
        ended = result.done;
        state = result.state;
        of.clock.advance(result.wait ?? 0);
      }
      assert.match(
        text(ended!),
        call === "find" ? /^failed: Step migrate: after \d+ minutes and 30 more/ : /^failed: Nothing was started/,
      );
    }
  });

  it("waits while AWS does not answer", async () => {
    const of = cloud("native");
    let faults = 3;
    of.around = (call, when) => {
      if (call !== "tasks.run" || when !== "before" || faults === 0) return;
      faults -= 1;
      throw awsError("ThrottlingException");
    };
    assert.match(text((await run(of)).outcome), /^passed/);
    assert.equal(of.tasks.runs.length, 1);
  });

  it("runs once when it is killed at any step and run again, and again for another job", async () => {
    let points = 0;
    const counted = cloud("native");
    counted.around = () => {
      points += 1;
    };
    await run(counted);
    assert.ok(points > 10, `${points} points`);
    for (let point = 0; point < points; point += 1) {
      const of = cloud("native");
      let left = point;
      of.around = () => {
        if (left === 0) throw new Killed();
        left -= 1;
      };
      await assert.rejects(run(of), Killed);
      of.around = undefined;
      assert.match(text((await run(of)).outcome), /^passed/, `killed at point ${point}`);
      assert.equal(of.tasks.runs.length, 1, `killed at point ${point}`);
      await run(of, {}, {}, "job-2");
      assert.equal(of.tasks.runs.length, 2, `another job after point ${point}`);
    }
  });
});
