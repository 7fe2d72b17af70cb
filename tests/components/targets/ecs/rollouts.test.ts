import assert from "node:assert/strict";
import type { Built } from "../../harness";
import { make, type Words } from "./sample";

type Fields = Record<string, unknown>;

const infrastructure = "arn:aws:iam::333333333333:role/slipway/acme-ecs";
const serviceOf = (built: Built) => built.one("aws:ecs/service:Service");
const groupOf = (built: Built) => built.one("aws:codedeploy/deploymentGroup:DeploymentGroup").inputs;
const arnOf = (built: Built, type: string, name: string) => built.one(type, name).outputs["arn"];
const balancerOf = (built: Built): Fields => (serviceOf(built).inputs["loadBalancers"] as Fields[])[0]!;
/** What is ignored, by resource; nothing else may be. */
const ignored = (built: Built) =>
  Object.fromEntries(
    built.resources.filter((each) => each.ignoreChanges.length > 0).map((each) => [each.name, each.ignoreChanges]),
  );
const rules = { "target-balancer-production-rule": ["actions"], "target-balancer-test-rule": ["actions"] };

describe("EcsService: rollouts by ECS itself", () => {
  const strategies: [Words["rollout"], Fields][] = [
    [
      {},
      {
        strategy: "CANARY",
        bakeTimeInMinutes: "15",
        canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: "5" },
      },
    ],
    [
      { strategy: "canary", percent: 25, minutes: 20, bake: 60 },
      {
        strategy: "CANARY",
        bakeTimeInMinutes: "60",
        canaryConfiguration: { canaryPercent: 25, canaryBakeTimeInMinutes: "20" },
      },
    ],
    [
      { strategy: "linear" },
      {
        strategy: "LINEAR",
        bakeTimeInMinutes: "15",
        linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: "1" },
      },
    ],
    [
      { strategy: "linear", percent: 25, minutes: 3, bake: 0 },
      {
        strategy: "LINEAR",
        bakeTimeInMinutes: "0",
        linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: "3" },
      },
    ],
    [{ strategy: "blue-green" }, { strategy: "BLUE_GREEN", bakeTimeInMinutes: "15" }],
    [{ strategy: "all-at-once" }, { strategy: "BLUE_GREEN", bakeTimeInMinutes: "15" }],
  ];
  for (const [rollout, expected] of strategies) {
    it(`shift traffic between two groups: ${JSON.stringify(rollout)}`, async () => {
      const built = await make({ rollout });
      const { inputs } = serviceOf(built);
      assert.deepEqual(inputs["deploymentController"], { type: "ECS" });
      assert.deepEqual(inputs["deploymentConfiguration"], expected);
      assert.deepEqual(inputs["deploymentCircuitBreaker"], { enable: true, rollback: true });
      assert.deepEqual(balancerOf(built), {
        targetGroupArn: arnOf(built, "aws:lb/targetGroup:TargetGroup", "target-balancer-blue"),
        containerName: "proxy",
        containerPort: 8080,
        advancedConfiguration: {
          alternateTargetGroupArn: arnOf(built, "aws:lb/targetGroup:TargetGroup", "target-balancer-green"),
          productionListenerRule: arnOf(built, "aws:lb/listenerRule:ListenerRule", "target-balancer-production-rule"),
          testListenerRule: arnOf(built, "aws:lb/listenerRule:ListenerRule", "target-balancer-test-rule"),
          roleArn: infrastructure,
        },
      });
      assert.deepEqual(ignored(built), { "target-service": ["taskDefinition"], ...rules });
      assert.equal(built.all("aws:codedeploy/application:Application").length, 0);
    });
  }

  it("replace task by task in one group, whose listener nobody else touches", async () => {
    const built = await make({ rollout: { strategy: "rolling" } });
    assert.deepEqual(serviceOf(built).inputs["deploymentConfiguration"], { strategy: "ROLLING" });
    assert.equal(balancerOf(built)["advancedConfiguration"], undefined);
    assert.deepEqual(
      built.all("aws:lb/targetGroup:TargetGroup").map(({ name }) => name),
      ["target-balancer-blue"],
    );
    assert.deepEqual(
      built.all("aws:lb/listenerRule:ListenerRule").map(({ name }) => name),
      ["target-balancer-production-rule"],
    );
    assert.deepEqual(ignored(built), { "target-service": ["taskDefinition"] });
  });

  it("do not wait for the rollout that an update begins, so that no hook pauses inside one", async () => {
    const { inputs } = serviceOf(await make());
    assert.equal(inputs["waitForSteadyState"], false);
    assert.equal(inputs["forceNewDeployment"], true);
  });

  it("roll back on every alarm of the rollout", async () => {
    const { inputs } = serviceOf(await make({ rollout: { alarms: ["errors", "latency"] } }));
    assert.deepEqual(inputs["alarms"], {
      enable: true,
      rollback: true,
      alarmNames: ["acme-web-prod-errors", "acme-web-prod-latency"],
    });
  });

  it("run functions with the account's role at their stages, and pause for a person", async () => {
    const built = await make({
      rollout: {
        hooks: [
          { kind: "smoke", stage: "POST_TEST_TRAFFIC_SHIFT" },
          { kind: "function", stage: "POST_SCALE_UP", function: "acme-web-check", minutes: 10 },
          { kind: "pause", stage: "POST_PRODUCTION_TRAFFIC_SHIFT", minutes: 30, onTimeout: "continue" },
        ],
      },
    });
    const { lifecycleHooks } = serviceOf(built).inputs["deploymentConfiguration"] as { lifecycleHooks: Fields[] };
    const smoke = built.one("aws:lambda/function:Function");
    const lambda = { targetType: "AWS_LAMBDA", roleArn: infrastructure };
    assert.deepEqual(lifecycleHooks, [
      {
        ...lambda,
        hookTargetArn: `arn:aws:lambda:us-east-1:333333333333:function:${smoke.inputs["name"]}`,
        lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"],
      },
      {
        ...lambda,
        hookTargetArn: "arn:aws:lambda:us-east-1:333333333333:function:acme-web-check",
        lifecycleStages: ["POST_SCALE_UP"],
      },
      {
        targetType: "PAUSE",
        lifecycleStages: ["POST_PRODUCTION_TRAFFIC_SHIFT"],
        timeoutConfiguration: { action: "CONTINUE", timeoutInMinutes: "30" },
      },
    ]);
    const { variables } = smoke.inputs["environment"] as { variables: { SMOKE_TEST: string } };
    const { place } = JSON.parse(variables.SMOKE_TEST) as { place: { origin: string } };
    assert.equal(place.origin, built.outputs["testOrigin"]);
    assert.match(place.origin, /^https:\/\/internal-acme-web-.*:8443$/);
  });
});

describe("EcsService: rollouts by CodeDeploy", () => {
  const controller = "codedeploy" as const;
  const strategies: [Words["rollout"], string, unknown?][] = [
    [{ controller }, "CodeDeployDefault.ECSCanary10Percent5Minutes"],
    [{ controller, strategy: "canary", minutes: 15 }, "CodeDeployDefault.ECSCanary10Percent15Minutes"],
    [{ controller, strategy: "linear" }, "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"],
    [{ controller, strategy: "all-at-once" }, "CodeDeployDefault.ECSAllAtOnce"],
    [{ controller, strategy: "blue-green" }, "CodeDeployDefault.ECSAllAtOnce"],
    [
      { controller, strategy: "canary", percent: 20, minutes: 30 },
      "acme-web-prod-canary-20-30",
      { type: "TimeBasedCanary", timeBasedCanary: { percentage: 20, interval: 30 } },
    ],
    [
      { controller, strategy: "linear", percent: 25, minutes: 2 },
      "acme-web-prod-linear-25-2",
      { type: "TimeBasedLinear", timeBasedLinear: { percentage: 25, interval: 2 } },
    ],
  ];
  for (const [rollout, name, routing] of strategies) {
    it(`shift traffic by ${name}: ${JSON.stringify(rollout)}`, async () => {
      const built = await make({ rollout });
      assert.equal(groupOf(built)["deploymentConfigName"], name);
      const own = built.all("aws:codedeploy/deploymentConfig:DeploymentConfig").map(({ inputs }) => inputs);
      assert.deepEqual(
        own.map((each) => [each["deploymentConfigName"], each["computePlatform"], each["trafficRoutingConfig"]]),
        routing === undefined ? [] : [[name, "ECS", routing]],
      );
      assert.equal(built.one("aws:codedeploy/application:Application").inputs["computePlatform"], "ECS");
      assert.deepEqual(ignored(built), { "target-service": ["taskDefinition", "loadBalancers"], ...rules });
    });
  }

  it("swap two groups behind the production and the test listener", async () => {
    const built = await make({ rollout: { controller } });
    assert.deepEqual(groupOf(built)["loadBalancerInfo"], {
      targetGroupPairInfo: {
        targetGroups: [{ name: "acme-web-blue" }, { name: "acme-web-green" }],
        prodTrafficRoute: {
          listenerArns: [arnOf(built, "aws:lb/listener:Listener", "target-balancer-production")],
        },
        testTrafficRoute: { listenerArns: [arnOf(built, "aws:lb/listener:Listener", "target-balancer-test")] },
      },
    });
    assert.deepEqual(groupOf(built)["ecsService"], { clusterName: "acme-prod", serviceName: "acme-web-prod" });
    assert.equal(groupOf(built)["serviceRoleArn"], "arn:aws:iam::333333333333:role/slipway/acme-codedeploy");
  });

  it("keep the old tasks for 15 minutes, and go on at once, unless the file says otherwise", async () => {
    assert.deepEqual(groupOf(await make({ rollout: { controller } }))["blueGreenDeploymentConfig"], {
      deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
      terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 15 },
    });
    const waiting = { controller, bake: 120, ready: { minutes: 45, onTimeout: "stop" as const } };
    assert.deepEqual(groupOf(await make({ rollout: waiting }))["blueGreenDeploymentConfig"], {
      deploymentReadyOption: { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: 45 },
      terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 120 },
    });
  });

  it("go on at once where the file says so, whatever the console's default is", async () => {
    const built = await make({ rollout: { controller, ready: { onTimeout: "continue" } } });
    const { deploymentReadyOption } = groupOf(built)["blueGreenDeploymentConfig"] as Fields;
    assert.deepEqual(deploymentReadyOption, { actionOnTimeout: "CONTINUE_DEPLOYMENT" });
  });

  it("roll back on failure, on request and on alarms, also when those cannot be read", async () => {
    const inputs = groupOf(await make({ rollout: { controller } }));
    assert.deepEqual(inputs["autoRollbackConfiguration"], {
      enabled: true,
      events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    });
    assert.deepEqual(inputs["alarmConfiguration"], {
      enabled: true,
      alarms: ["acme-web-prod-errors", "acme-web-prod-unhealthy", "acme-web-prod-log"],
      ignorePollAlarmFailure: false,
    });
  });

  it("leave to the service nothing of a rollout", async () => {
    const { inputs } = serviceOf(await make({ rollout: { controller } }));
    assert.deepEqual(inputs["deploymentController"], { type: "CODE_DEPLOY" });
    // ECS takes none of them beside CodeDeploy.
    for (const property of ["deploymentConfiguration", "deploymentCircuitBreaker", "alarms", "forceNewDeployment"]) {
      assert.equal(inputs[property], undefined, property);
    }
  });
});

describe("EcsService: who owns the number of tasks", () => {
  const scaling = { least: 2, most: 6, cpuPercent: 50 };

  it("is Application Auto Scaling where the service scales, which then is ignored", async () => {
    const built = await make({ target: { scaling } });
    assert.deepEqual(ignored(built), { "target-service": ["taskDefinition", "desiredCount"], ...rules });
    const { inputs } = built.one("aws:appautoscaling/target:Target");
    assert.deepEqual(
      [inputs["resourceId"], inputs["scalableDimension"], inputs["minCapacity"], inputs["maxCapacity"]],
      ["service/acme-prod/acme-web-prod", "ecs:service:DesiredCount", 2, 6],
    );
    assert.deepEqual(built.one("aws:appautoscaling/policy:Policy").inputs["targetTrackingScalingPolicyConfiguration"], {
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      targetValue: 50,
    });
  });

  it("is the file where it does not", async () => {
    const built = await make({ target: { desired: 5 } });
    assert.equal(serviceOf(built).inputs["desiredCount"], 5);
    assert.equal(built.all("aws:appautoscaling/target:Target").length, 0);
  });
});
