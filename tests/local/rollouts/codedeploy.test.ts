import assert from "node:assert/strict";
import {
  blue,
  digestOf,
  green,
  message,
  productionListener,
  productionRule,
  type Scene,
  scene,
  targets,
  template,
  testRule,
} from "./scene";

const service = "aws:ecs/service:Service";
const serves = ({ outputs }: Scene) => {
  const { taskDefinition, loadBalancers } = outputs(service);
  return [taskDefinition, (loadBalancers as { targetGroupArn: string }[])[0]!.targetGroupArn];
};
const released = /task-definition\/acme-orders-dev:1$/;

describe("a rollout by CodeDeploy on the laptop cloud", () => {
  let cloud: Scene;
  const open = (group?: Record<string, unknown>) => {
    const balancers = [{ targetGroupArn: blue, containerName: "web", containerPort: 80 }];
    cloud = scene({
      service: { deploymentController: { type: "CODE_DEPLOY" }, loadBalancers: balancers, deploymentConfiguration: {} },
      ...(group ? { group } : {}),
    });
    return cloud;
  };
  afterEach(() => cloud.close());

  it("moves the weights of every rule of the listener step by step, then swaps the task set and its group", async () => {
    open();
    const seen: number[] = [];
    const outcome = await cloud.release(targets.codedeploy, "a", () =>
      seen.push(cloud.weights(productionRule)[green]!),
    );
    assert.ok(outcome.passed, JSON.stringify(outcome));
    assert.deepEqual([...new Set(seen)], [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    const [taskDefinition, targetGroup] = serves(cloud);
    assert.match(String(taskDefinition), released);
    assert.equal(targetGroup, green);
    const [action] = cloud.outputs("aws:lb/listener:Listener", productionListener)["defaultActions"] as object[];
    assert.deepEqual(action, { order: 1, type: "fixed-response", fixedResponse: { statusCode: "404" } });
  });

  it("shows both task sets while traffic goes over", async () => {
    open();
    const stopped = cloud.release(targets.codedeploy, "a", () => {
      if (cloud.weights(productionRule)[green] === 50) throw new Error("killed");
    });
    await assert.rejects(stopped, /killed/);
    const { services } = await cloud.calls.ecs<{
      services: { taskSets: { status: string; taskDefinition: string }[] }[];
    }>("DescribeServices", { cluster: "acme-dev", services: ["acme-orders-dev"] });
    const sets = services[0]!.taskSets.map(({ status, taskDefinition }) => [status, taskDefinition]);
    assert.equal(sets.length, 2);
    assert.deepEqual(sets[0], ["PRIMARY", template]);
    assert.match(sets[1]!.join(), /^ACTIVE.*acme-orders-dev:1$/);
  });

  it("goes by a configuration of the organisation's own", async () => {
    open({ deploymentConfigName: "own" });
    const { account } = cloud;
    const { find } = account;
    account.find = (type, fits) =>
      type === "aws:codedeploy/deploymentConfig:DeploymentConfig"
        ? { type, id: "own", account: "", region: "", inputs: {}, outputs: own }
        : find(type, fits);
    const own = { trafficRoutingConfig: { timeBasedCanary: { percentage: 25, interval: 5 } } };
    const seen: number[] = [];
    await cloud.release(targets.codedeploy, "a", () => seen.push(cloud.weights(productionRule)[green]!));
    assert.deepEqual([...new Set(seen)], [0, 25, 100]);
  });

  it("is stopped by an alarm of the group and taken back, which the release tells", async () => {
    open();
    cloud.fails({ alarms: ["orders-errors"] });
    const failure = message(await cloud.release(targets.codedeploy, "a"));
    assert.match(failure, /ended as Stopped.*ALARM_ACTIVE.*alarms are orders-errors.*The rollback \S+ succeeded/);
    assert.deepEqual(serves(cloud), [template, blue]);
    assert.deepEqual(cloud.weights(productionRule), { [blue]: 100, [green]: 0 });
    assert.deepEqual(cloud.weights(testRule), { [blue]: 100, [green]: 0 });
  });

  it("is taken back after the swap, too", async () => {
    open();
    const failure = await cloud.release(targets.codedeploy, "a", () => {
      if (cloud.weights(productionRule)[green] === 100) cloud.fails({ alarms: ["orders-errors"] });
    });
    assert.match(message(failure), /The rollback \S+ succeeded/);
    assert.deepEqual(serves(cloud), [template, blue]);
  });

  it("fails with an image that is said not to start, in the event that waits for it", async () => {
    open();
    cloud.fails({ digests: [digestOf("a")] });
    assert.match(message(await cloud.release(targets.codedeploy, "a")), /Lifecycle event Install failed: .*timed out/);
    assert.deepEqual(serves(cloud), [template, blue]);
  });

  it("is not taken back where the group does not roll back", async () => {
    open({ autoRollbackConfiguration: { enabled: false, events: ["DEPLOYMENT_FAILURE"] } });
    cloud.fails({ digests: [digestOf("a")] });
    assert.match(message(await cloud.release(targets.codedeploy, "a")), /It was not rolled back/);
  });

  it("takes one deployment of a group at a time", async () => {
    open();
    const content = JSON.stringify({ Resources: [{ TargetService: { Properties: { TaskDefinition: template } } }] });
    const input = {
      applicationName: "acme-orders",
      deploymentGroupName: "acme-orders-dev",
      revision: { revisionType: "AppSpecContent", appSpecContent: { content } },
    };
    const { deploymentId } = await cloud.calls.codedeploy<{ deploymentId: string }>("CreateDeployment", input);
    await assert.rejects(cloud.calls.codedeploy("CreateDeployment", input), {
      name: "DeploymentLimitExceededException",
    });
    await cloud.calls.codedeploy("StopDeployment", { deploymentId, autoRollbackEnabled: false });
    await assert.rejects(cloud.calls.codedeploy("StopDeployment", { deploymentId }), {
      name: "DeploymentAlreadyCompletedException",
    });
    await cloud.calls.codedeploy("CreateDeployment", input);
  });

  for (const [what, operation, input, name] of [
    ["an application", "ListDeployments", { applicationName: "no" }, "ApplicationDoesNotExistException"],
    [
      "a group",
      "ListDeployments",
      { applicationName: "acme-orders", deploymentGroupName: "no" },
      "DeploymentGroupDoesNotExistException",
    ],
    ["a deployment", "GetDeployment", { deploymentId: "d-no" }, "DeploymentDoesNotExistException"],
    [
      "an appspec",
      "CreateDeployment",
      { applicationName: "acme-orders", deploymentGroupName: "acme-orders-dev" },
      "InvalidRevisionException",
    ],
  ] as const) {
    it(`refuses ${what} that there is not, by AWS's name`, async () => {
      open();
      await assert.rejects(cloud.calls.codedeploy(operation, input), { name });
    });
  }
});
