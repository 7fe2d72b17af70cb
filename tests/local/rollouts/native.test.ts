import assert from "node:assert/strict";
import {
  blue,
  digestOf,
  green,
  image,
  message,
  productionRule,
  type Scene,
  scene,
  serviceArn,
  targets,
  template,
  testRule,
} from "./scene";

const service = "aws:ecs/service:Service";
const deployments = async ({ calls }: Scene) => {
  const { serviceDeployments } = await calls.ecs<{ serviceDeployments: { serviceDeploymentArn: string }[] }>(
    "ListServiceDeployments",
    { cluster: "acme-dev", service: "acme-orders-dev" },
  );
  return serviceDeployments.map(({ serviceDeploymentArn }) => serviceDeploymentArn);
};

describe("a rollout by ECS on the laptop cloud", () => {
  let cloud: Scene;
  const open = (changes?: Parameters<typeof scene>[0]) => {
    cloud = scene(changes);
    return cloud;
  };
  afterEach(() => cloud.close());

  it("moves a canary's share, then the rest, and leaves the service with the new revision", async () => {
    open();
    const seen: string[] = [];
    const outcome = await cloud.release(targets.native, "a", () => {
      seen.push(`${cloud.weights(productionRule)[green]}/${cloud.weights(testRule)[green]}`);
    });
    assert.ok(outcome.passed, JSON.stringify(outcome));
    assert.deepEqual([...new Set(seen)], ["0/0", "0/100", "10/100", "100/100"]);
    const { taskDefinition, loadBalancers } = cloud.outputs(service);
    assert.match(String(taskDefinition), /task-definition\/acme-orders-dev:1$/);
    assert.equal((loadBalancers as { targetGroupArn: string }[])[0]!.targetGroupArn, blue, "as it was given");
  });

  it("registers the template's settings with the release's images, and not what ECS only describes", async () => {
    open();
    await cloud.release(targets.native, "a");
    const { taskDefinition, tags } = await cloud.calls.ecs<{
      taskDefinition: Record<string, unknown>;
      tags: { key: string }[];
    }>("DescribeTaskDefinition", { taskDefinition: "acme-orders-dev" });
    const { memory, revision, containerDefinitions } = taskDefinition;
    assert.deepEqual([memory, revision], ["512", 1]);
    assert.equal((containerDefinitions as { image: string }[])[0]!.image, image("a"));
    assert.deepEqual(tags.map(({ key }) => key).sort(), ["slipway:content", "team"]);
  });

  it("writes actions as AWS does: as a whole, with both groups in another order and a stickiness", async () => {
    open();
    await cloud.release(targets.native, "a");
    assert.deepEqual(cloud.outputs("aws:lb/listenerRule:ListenerRule", productionRule)["actions"], [
      {
        order: 1,
        type: "forward",
        forward: {
          stickiness: { duration: 0, enabled: false },
          targetGroups: [
            { arn: green, weight: 100 },
            { arn: blue, weight: 0 },
          ],
        },
      },
    ]);
  });

  it("alternates the groups from release to release", async () => {
    open();
    await cloud.release(targets.native, "a");
    await cloud.release(targets.native, "b");
    assert.deepEqual(cloud.weights(productionRule), { [blue]: 100, [green]: 0 });
    assert.match(String(cloud.outputs(service)["taskDefinition"]), /acme-orders-dev:2$/);
  });

  it("says which revision of the service a deployment brings, and which it replaces", async () => {
    open();
    await cloud.release(targets.native, "a");
    await cloud.release(targets.native, "b");
    const [latest, first] = await deployments(cloud);
    const revisions = async (arn: string | undefined) => {
      const { serviceDeployments } = await cloud.calls.ecs<{
        serviceDeployments: { targetServiceRevision: { arn: string }; sourceServiceRevisions: { arn: string }[] }[];
      }>("DescribeServiceDeployments", { serviceDeploymentArns: [arn] });
      const { targetServiceRevision, sourceServiceRevisions } = serviceDeployments[0]!;
      const serviceRevisionArns = [sourceServiceRevisions[0]!.arn, targetServiceRevision.arn];
      const { serviceRevisions } = await cloud.calls.ecs<{ serviceRevisions: { taskDefinition: string }[] }>(
        "DescribeServiceRevisions",
        { serviceRevisionArns },
      );
      return serviceRevisions.map(({ taskDefinition }) => taskDefinition.split("/").at(-1));
    };
    assert.deepEqual(await revisions(first), ["orders-dev-template:7", "acme-orders-dev:1"]);
    assert.deepEqual(await revisions(latest), ["acme-orders-dev:1", "acme-orders-dev:2"]);
  });

  it("goes on only when it is looked at", async () => {
    open();
    const stopped = cloud.release(targets.native, "a", (waits) => {
      if (waits.includes("PRODUCTION_TRAFFIC_SHIFT")) throw new Error("killed");
    });
    await assert.rejects(stopped, /killed/);
    assert.deepEqual(cloud.weights(productionRule), { [blue]: 90, [green]: 10 });
    assert.ok((await cloud.release(targets.native, "a")).passed);
    assert.equal((await deployments(cloud)).length, 1, "the same rollout was watched to its end");
  });

  for (const [strategy, configuration, shares] of [
    ["BLUE_GREEN", {}, [0, 100]],
    ["LINEAR", { linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: "1" } }, [0, 40, 80, 100]],
  ] as const) {
    it(`knows the strategy ${strategy}`, async () => {
      open({ service: { deploymentConfiguration: { strategy, ...configuration } } });
      const seen: number[] = [];
      await cloud.release(targets.native, "a", () => seen.push(cloud.weights(productionRule)[green]!));
      assert.deepEqual([...new Set(seen)], shares);
    });
  }

  it("moves no weight of a service that is replaced task by task", async () => {
    open({ service: { deploymentConfiguration: { strategy: "ROLLING" }, loadBalancers: [{ targetGroupArn: blue }] } });
    assert.ok((await cloud.release(targets.native, "a")).passed);
    assert.deepEqual(cloud.weights(productionRule), { [blue]: 100, [green]: 0 });
  });

  it("rolls back when an alarm of the service is said to be in ALARM, and names it", async () => {
    open();
    await cloud.release(targets.native, "a");
    cloud.fails({ alarms: ["orders-errors", "somebody-else's"] });
    const failure = message(await cloud.release(targets.native, "b"));
    assert.match(failure, /ROLLBACK_SUCCESSFUL in stage PRODUCTION_TRAFFIC_SHIFT.*Alarms: orders-errors\./);
    assert.deepEqual(cloud.weights(productionRule), { [blue]: 0, [green]: 100 });
    assert.deepEqual(cloud.weights(testRule), { [blue]: 0, [green]: 100 });
    assert.match(String(cloud.outputs(service)["taskDefinition"]), /acme-orders-dev:1$/);
  });

  it("rolls back an image that is said not to start, before it gets traffic, and shows the task that failed", async () => {
    open();
    cloud.fails({ digests: [digestOf("a")] });
    const failure = message(await cloud.release(targets.native, "a"));
    assert.match(failure, /Circuit breaker: 3 tasks failed, 3 are allowed\. Task \S+ stopped: .*web exit code 1/);
    assert.deepEqual(cloud.weights(productionRule), { [blue]: 100, [green]: 0 });
    assert.equal(cloud.outputs(service)["taskDefinition"], template);
    cloud.fails(undefined);
    assert.ok((await cloud.release(targets.native, "a")).passed, "the same image is released once it starts");
  });

  it("rolls back what is stopped", async () => {
    open();
    await cloud.calls.ecs("UpdateService", {
      cluster: "acme-dev",
      service: "acme-orders-dev",
      forceNewDeployment: true,
    });
    const [deployment] = await deployments(cloud);
    await cloud.calls.ecs("StopServiceDeployment", { serviceDeploymentArn: deployment, stopType: "ROLLBACK" });
    const look = { serviceDeploymentArns: [deployment] };
    const { serviceDeployments } = await cloud.calls.ecs<{ serviceDeployments: { status: string }[] }>(
      "DescribeServiceDeployments",
      look,
    );
    assert.equal(serviceDeployments[0]!.status, "ROLLBACK_SUCCESSFUL");
    await assert.rejects(cloud.calls.ecs("StopServiceDeployment", { serviceDeploymentArn: deployment }), {
      name: "ConflictException",
    });
  });

  it("begins anew, with the same revision, when the service's own settings change in between", async () => {
    open();
    let looks = 0;
    const outcome = await cloud.release(targets.native, "a", (waits) => {
      if (waits.includes("PRODUCTION_TRAFFIC_SHIFT") && looks++ === 0)
        cloud.change(service, serviceArn, { desiredCount: 4 });
    });
    assert.ok(outcome.passed, JSON.stringify(outcome));
    assert.equal((await deployments(cloud)).length, 2);
    assert.deepEqual(cloud.weights(productionRule), { [blue]: 0, [green]: 100 });
    assert.match(String(cloud.outputs(service)["taskDefinition"]), /acme-orders-dev:1$/);
  });

  for (const [what, operation, input, name] of [
    ["a cluster", "DescribeServices", { cluster: "no", services: ["acme-orders-dev"] }, "ClusterNotFoundException"],
    ["a service", "UpdateService", { cluster: "acme-dev", service: "no" }, "ServiceNotFoundException"],
    ["a task definition", "DescribeTaskDefinition", { taskDefinition: "no:1" }, "ClientException"],
    ["an operation", "DeleteService", {}, "UnknownOperationException"],
  ] as const) {
    it(`refuses ${what} that there is not, by AWS's name`, async () => {
      open();
      await assert.rejects(cloud.calls.ecs(operation, input), { name });
    });
  }

  it("refuses another task definition for a service that CodeDeploy controls", async () => {
    open({ service: { deploymentController: { type: "CODE_DEPLOY" } } });
    const input = { cluster: "acme-dev", service: "acme-orders-dev", taskDefinition: "acme-orders-dev:1" };
    await assert.rejects(cloud.calls.ecs("UpdateService", input), { name: "InvalidParameterException" });
  });
});
