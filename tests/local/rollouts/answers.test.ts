import assert from "node:assert/strict";
import { groupRollouts } from "../../../runner/rollout/group";
import { nativeRollouts } from "../../../runner/rollout/native";
import type { Rollout, RolloutServices } from "../../../runner/rollout/services";
import { blue, green, image, message, productionRule, type Scene, scene, targets, template } from "./scene";

const service = "aws:ecs/service:Service";
const canary = { canaryPercent: 10, canaryBakeTimeInMinutes: "5" };
const pause = (stage: string, action = "ROLLBACK") => ({
  targetType: "PAUSE",
  lifecycleStages: [stage],
  timeoutConfiguration: { action, timeoutInMinutes: "30" },
});
const smoke = { targetType: "AWS_LAMBDA", lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"] };
const minute = 60_000;

describe("a rollout on the laptop cloud that waits for a person", () => {
  let cloud: Scene;
  let now: number;
  afterEach(() => cloud.close());

  const keepTime = () => {
    now = Date.now();
    cloud.account.now = () => now;
    return cloud;
  };

  /** Releases `a`; at the third look at which a person is waited for, somebody does something. */
  async function waiting(kind: "native" | "codedeploy", then: () => unknown) {
    const texts: string[] = [];
    let done = false;
    const outcome = await cloud.release(targets[kind], "a", async (waits) => {
      if (waits.includes("slipway rollout")) texts.push(waits);
      if (texts.length === 3 && !done) {
        done = true;
        await then();
      }
      assert.ok(texts.length < 20, "it waits without end");
    });
    return { outcome, text: texts[0] ?? "" };
  }

  describe("by ECS itself", () => {
    let people: RolloutServices;
    const open = (...lifecycleHooks: object[]) => {
      cloud = scene({
        service: { deploymentConfiguration: { strategy: "CANARY", canaryConfiguration: canary, lifecycleHooks } },
      });
      keepTime();
      people = nativeRollouts(cloud.calls.ecs, {
        controller: "native",
        cluster: "acme-dev",
        service: "acme-orders-dev",
      });
    };

    it("stands at the stage of its pause and goes on when it is answered so, to its end", async () => {
      open(smoke, pause("POST_TEST_TRAFFIC_SHIFT"));
      let seen: Rollout | undefined;
      const { outcome, text } = await waiting("native", async () => {
        seen = await people.look();
        assert.deepEqual(cloud.weights(productionRule), { [blue]: 100, [green]: 0 });
        await people.goOn(seen!);
      });
      assert.ok(outcome.passed, JSON.stringify(outcome));
      assert.match(
        text,
        /somebody to continue 00000001 \(IN_PROGRESS, POST_TEST_TRAFFIC_SHIFT\): `slipway rollout orders dev --continue` or `--back`, until /,
      );
      const { deployment: _, waits, ...rest } = seen!;
      assert.deepEqual(rest, {
        controller: "native",
        status: "IN_PROGRESS",
        stage: "POST_TEST_TRAFFIC_SHIFT",
        traffic: 0,
        revision: "acme-orders-dev:1",
        images: { web: image("a") },
        back: false,
      });
      assert.equal(Date.parse(waits!.until!), Math.floor((now + 30 * minute) / 1000) * 1000);
      assert.deepEqual(cloud.weights(productionRule), { [blue]: 0, [green]: 100 });
      assert.equal(await people.look(), undefined);
    });

    it("goes back when it is answered so, and tells the release that a person did it", async () => {
      open(pause("POST_PRODUCTION_TRAFFIC_SHIFT"));
      const { outcome } = await waiting("native", async () => {
        const seen = await people.look();
        assert.equal(seen!.traffic, 100);
        await people.goBack(seen!);
      });
      assert.match(
        message(outcome),
        /ROLLBACK_SUCCESSFUL in stage POST_PRODUCTION_TRAFFIC_SHIFT.*answered with a rollback/,
      );
      assert.deepEqual(cloud.weights(productionRule), { [blue]: 100, [green]: 0 });
      assert.equal(cloud.outputs(service)["taskDefinition"], template);
    });

    it("asks anew before every step of the traffic", async () => {
      open(pause("PRE_PRODUCTION_TRAFFIC_SHIFT"));
      const shares: unknown[] = [];
      const outcome = await cloud.release(targets.native, "a", async (waits) => {
        const seen = waits.includes("slipway rollout") ? await people.look() : undefined;
        if (!seen?.waits) return;
        shares.push(seen.traffic);
        await people.goOn(seen);
      });
      assert.ok(outcome.passed, JSON.stringify(outcome));
      assert.deepEqual(shares, [0, 10]);
    });

    for (const [action, end] of [
      ["ROLLBACK", /not in time.*Hook \S+: TIMED_OUT/],
      ["CONTINUE", undefined],
    ] as const) {
      it(`ends as its pause says when nobody answers in time: ${action}`, async () => {
        open(pause("PRE_SCALE_UP", action));
        const { outcome } = await waiting("native", () => {
          now += 30 * minute;
        });
        if (end) assert.match(message(outcome), end);
        else assert.ok(outcome.passed, JSON.stringify(outcome));
      });
    }

    it("goes back for an alarm while it waits, as at any other time", async () => {
      open(pause("POST_PRODUCTION_TRAFFIC_SHIFT"));
      const { outcome } = await waiting("native", () => cloud.fails({ alarms: ["orders-errors"] }));
      assert.match(message(outcome), /Alarms: orders-errors/);
    });

    it("is rolled back on request where nobody is waited for", async () => {
      open();
      let asked = false;
      const outcome = await cloud.release(targets.native, "a", async () => {
        const seen = asked ? undefined : await people.look();
        if (seen?.stage !== "PRODUCTION_TRAFFIC_SHIFT") return;
        asked = true;
        assert.equal(seen.waits, undefined);
        await people.goBack(seen);
      });
      assert.match(message(outcome), /ROLLBACK_SUCCESSFUL/);
    });

    it("takes no answer twice, and none of another hook", async () => {
      open(pause("PRE_SCALE_UP"));
      await waiting("native", async () => {
        const seen = (await people.look())!;
        const other = { ...seen, waits: { hook: "ecs-pause-other" } };
        await assert.rejects(people.goOn(other), { name: "InvalidParameterException" });
        await people.goOn(seen);
        await assert.rejects(people.goOn(seen), { name: "InvalidParameterException" });
      });
      const gone = { deployment: "arn:aws:ecs:us-east-1:222222222222:service-deployment/acme-dev/acme-orders-dev/9" };
      await assert.rejects(people.goBack({ ...gone, waits: { hook: "h" } } as Rollout), {
        name: "ServiceDeploymentNotFoundException",
      });
    });

    it("is none while the placeholder's own deployment is under way", async () => {
      open();
      const names = { cluster: "acme-dev", service: "acme-orders-dev" };
      await cloud.calls.ecs("UpdateService", { ...names, forceNewDeployment: true });
      assert.equal(await people.look(), undefined);
    });
  });

  describe("by CodeDeploy", () => {
    let people: RolloutServices;
    const open = (group: Record<string, unknown> = {}) => {
      const balancers = [{ targetGroupArn: blue, containerName: "web", containerPort: 80 }];
      const deploymentReadyOption = { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: 45 };
      cloud = scene({
        service: {
          deploymentController: { type: "CODE_DEPLOY" },
          loadBalancers: balancers,
          deploymentConfiguration: {},
        },
        group: { blueGreenDeploymentConfig: { deploymentReadyOption }, ...group },
      });
      keepTime();
      people = groupRollouts(cloud.calls.codedeploy, {
        controller: "codedeploy",
        application: "acme-orders",
        group: "acme-orders-dev",
      });
    };

    it("is ready, with its traffic as before, until somebody lets it go on to its end", async () => {
      open();
      const { outcome, text } = await waiting("codedeploy", async () => {
        const seen = await people.look();
        assert.deepEqual(seen, {
          controller: "codedeploy",
          deployment: seen!.deployment,
          status: "Ready",
          traffic: 0,
          revision: "acme-orders-dev:1",
          back: false,
          waits: { minutes: 45 },
        });
        assert.deepEqual(cloud.weights(productionRule), { [blue]: 100, [green]: 0 });
        await people.goOn(seen!);
      });
      assert.ok(outcome.passed, JSON.stringify(outcome));
      assert.match(
        text,
        /reroute the traffic of \S+: `slipway rollout orders dev --continue` or `--back`, 45 minutes at most/,
      );
      assert.deepEqual(cloud.weights(productionRule), { [blue]: 0, [green]: 100 });
    });

    it("goes back when somebody says so, and the release fails of it", async () => {
      open();
      const { outcome } = await waiting("codedeploy", async () => people.goBack((await people.look())!));
      assert.match(message(outcome), /MANUAL_STOP.*The rollback \S+ succeeded/);
      assert.equal(cloud.outputs(service)["taskDefinition"], template);
    });

    it("stops when nobody answers in time", async () => {
      open();
      const { outcome } = await waiting("codedeploy", () => {
        now += 45 * minute;
      });
      assert.match(message(outcome), /ended as Stopped.*Nobody has let the deployment go on in time/);
    });

    it("waits for nobody where its group goes on by itself", async () => {
      open({ blueGreenDeploymentConfig: { deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" } } });
      const seen: (Rollout | undefined)[] = [];
      const outcome = await cloud.release(targets.codedeploy, "a", async () => {
        seen.push(await people.look());
      });
      assert.ok(outcome.passed, JSON.stringify(outcome));
      assert.ok(seen.every((each) => each?.waits === undefined));
      assert.ok(seen.some((each) => each?.traffic === 50));
    });

    it("takes no answer before it is ready, nor one of another wait, by AWS's names", async () => {
      open();
      const content = JSON.stringify({ Resources: [{ TargetService: { Properties: { TaskDefinition: template } } }] });
      const { deploymentId } = await cloud.calls.codedeploy<{ deploymentId: string }>("CreateDeployment", {
        applicationName: "acme-orders",
        deploymentGroupName: "acme-orders-dev",
        revision: { revisionType: "AppSpecContent", appSpecContent: { content } },
      });
      const answer = (deploymentWaitType: string) =>
        cloud.calls.codedeploy("ContinueDeployment", { deploymentId, deploymentWaitType });
      await assert.rejects(answer("READY_WAIT"), { name: "DeploymentIsNotInReadyStateException" });
      await assert.rejects(answer("TERMINATION_WAIT"), { name: "InvalidDeploymentWaitTypeException" });
    });
  });
});
