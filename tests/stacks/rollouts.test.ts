import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { proveRequests } from "../../analysis/authorization";
import type { GraphMap, GraphResource } from "../../analysis/graph/types";
import type { Service, Stage } from "../../catalog/service-types";
import { trafficRollout } from "../../catalog/targets";
import { stagesOf } from "../../catalog/tracks";
import { findings, findingText } from "../../runner/policies";
import { allowedRollouts, combination } from "./allowed-rollouts";
import { all, cookbook, cookbookGraph, type Recorded, stackOf } from "./graphs";
import { codedeploy, lambda, native } from "./rollout-places";

const rollback = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"];
const everywhere = [...native, ...codedeploy, ...lambda];
const onEcs = [...native, ...codedeploy];
const defaultCapacity: [string, number, number][] = [
  ["FARGATE", 1, 1],
  ["FARGATE_SPOT", 1, 0],
];
const shiftedBetween = ["alternateTargetGroupArn", "productionListenerRule", "roleArn", "testListenerRule"];

describe("the cookbook of rollouts", function () {
  this.timeout(60_000);
  let recorded: Recorded;
  before(async () => {
    recorded = await cookbookGraph();
  });

  const in_ = (stack: string, type: string) => all(stackOf(recorded.graph, stack), type);
  const one = (stack: string, type: string, name?: string): GraphResource => {
    const found = in_(stack, type).filter((each) => name === undefined || each.name === name);
    assert.equal(found.length, 1, `${stack}: ${type} ${name ?? ""}`);
    return found[0]!;
  };
  const names = (stack: string, type: string) => in_(stack, type).map(({ name }) => name.replace("target-", ""));
  const service = (stack: string) => one(stack, "aws:ecs/service:Service");
  const group = (stack: string) => one(stack, "aws:codedeploy/deploymentGroup:DeploymentGroup").inputs;
  const physical = (stack: string) => stack.replace(/^(.*)\.(.*)$/, "orchard-$1-$2");
  /** Logical names of what a property is made from. */
  const sources = ({ propertyDependencies }: GraphResource, property: string) =>
    (propertyDependencies[property] ?? []).map((urn) => urn.split("::").at(-1)!.replace("target-", "")).sort();
  const stages = (): [Service, Stage][] =>
    recorded.catalog.services.flatMap((each) => stagesOf(each).map((stage): [Service, Stage] => [each, stage]));

  it("has no violation, no statement that says too much, and no quota that is exceeded", async () => {
    const found = await findings(recorded.catalog, recorded.graph, true);
    // Addresses of NAT gateways are not known before there are any.
    const known = found.filter(({ level, message }) => level === "mandatory" || !message.includes("is unknown before"));
    assert.deepEqual(known.map(findingText), []);
  });

  it("has every request of its runs and deliveries allowed", () => {
    const refused = proveRequests(recorded.graph).filter(({ verdict }) => verdict.verdict !== "allowed");
    assert.deepEqual(
      refused.map(({ request }) => request.id),
      [],
    );
  });

  it("has a place for every strategy by every controller that files may name, and a row for every stage", () => {
    const places = stages().map(([{ target }, stage]) => {
      const { strategy, controller } = trafficRollout(stage);
      return combination(target.kind, controller, strategy);
    });
    assert.deepEqual([...new Set(places)].sort(), allowedRollouts().sort());
    const stacks = stages().map(([{ name }, { environment }]) => `${name}.${environment}`);
    assert.deepEqual(everywhere.map(({ stack }) => stack).sort(), stacks.sort());
  });

  it("has its figures in its README as they are in its files", () => {
    const text = readFileSync(join(cookbook, "README.md"), "utf8");
    const rows = [...text.matchAll(/^\| (ecs|lambda) \|.*$/gm)].map(([row]) =>
      row
        .split("|")
        .slice(1, 8)
        .map((cell) => cell.trim()),
    );
    const expected = stages().map(([{ name, file, target }, stage]) => {
      const { controller, strategy, percent, minutes, bake } = trafficRollout(stage);
      const gradual = strategy === "canary" || strategy === "linear";
      const figures = gradual ? [String(percent), String(minutes)] : ["", ""];
      const link = `[${name}](${file}) ${stage.environment}`;
      return [target.kind, controller, strategy, ...figures, bake === 0 ? "" : String(bake), link];
    });
    assert.deepEqual(rows.map(String).sort(), expected.map(String).sort());
  });

  for (const { stack, alarms } of everywhere) {
    it(`${stack}: has exactly its alarms, and one over all of them`, () => {
      const made = in_(stack, "aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs["name"]);
      assert.deepEqual(made.sort(), alarms.map((part) => `${physical(stack)}-${part}`).sort());
      const { inputs } = one(stack, "aws:cloudwatch/compositeAlarm:CompositeAlarm");
      assert.equal(inputs["alarmRule"], alarms.map((part) => `ALARM("${physical(stack)}-${part}")`).join(" OR "));
    });
  }

  for (const { stack, capacity = defaultCapacity, scaled, balancer } of onEcs) {
    it(`${stack}: runs where its file says, behind listeners that its controller alone moves`, () => {
      const rolling = native.find((each) => each.stack === stack)?.told["strategy"] === "ROLLING";
      const owned = codedeploy.some((each) => each.stack === stack) ? ["loadBalancers"] : [];
      assert.deepEqual(
        service(stack).inputs["capacityProviderStrategies"],
        capacity.map(([capacityProvider, weight, base]) => ({ capacityProvider, weight, base })),
      );
      assert.equal(service(stack).inputs["launchType"], undefined);
      assert.deepEqual(service(stack).ignoreChanges, ["taskDefinition", ...owned, ...(scaled ? ["desiredCount"] : [])]);
      assert.deepEqual(
        names(stack, "aws:lb/targetGroup:TargetGroup").sort(),
        rolling ? ["balancer-blue"] : ["balancer-blue", "balancer-green"],
      );
      const listeners = in_(stack, "aws:lb/listener:Listener").map(({ inputs, ignoreChanges }) => {
        return [inputs["port"], inputs["protocol"], ignoreChanges.join()].join(" ").trim();
      });
      const network = ["80 TCP defaultActions", "8443 TCP defaultActions"];
      const application = ["443 HTTPS", "80 HTTP", ...(rolling ? [] : ["8443 HTTPS"])];
      assert.deepEqual(listeners.sort(), balancer ? network : application);
      const rules = in_(stack, "aws:lb/listenerRule:ListenerRule");
      assert.equal(rules.length, balancer ? 0 : rolling ? 1 : 2);
      for (const { ignoreChanges } of rules) assert.deepEqual(ignoreChanges, rolling ? [] : ["actions"]);
    });
  }

  for (const { stack, told, alarms, hooks = {}, balancer } of native) {
    it(`${stack}: ECS itself is told ${JSON.stringify(told)}`, () => {
      const { inputs } = service(stack);
      assert.deepEqual(inputs["deploymentController"], { type: "ECS" });
      const { lifecycleHooks = [], ...rest } = inputs["deploymentConfiguration"] as GraphMap;
      assert.deepEqual(rest, told);
      assert.deepEqual(Object.fromEntries((lifecycleHooks as GraphMap[]).map(hookOf)), hooks);
      assert.deepEqual(inputs["deploymentCircuitBreaker"], { enable: true, rollback: true });
      const alarmNames = alarms.map((part) => `${physical(stack)}-${part}`);
      assert.deepEqual(inputs["alarms"], { enable: true, rollback: true, alarmNames });
      const [{ advancedConfiguration = {} } = {}] = inputs["loadBalancers"] as GraphMap[];
      const shifted = told["strategy"] !== "ROLLING";
      assert.deepEqual(Object.keys(advancedConfiguration as GraphMap).sort(), shifted ? shiftedBetween : []);
      const routes = ["balancer-production", "balancer-test"].map((each) => (balancer ? each : `${each}-rule`));
      assert.deepEqual(
        sources(service(stack), "loadBalancers"),
        shifted ? ["balancer-blue", "balancer-green", ...routes] : ["balancer-blue"],
      );
      assert.deepEqual(in_(stack, "aws:codedeploy/deploymentGroup:DeploymentGroup"), []);
    });
  }

  for (const { stack, bake, ready, hooks = {} } of codedeploy) {
    it(`${stack}: CodeDeploy swaps two groups, and keeps the old tasks for ${bake} minutes`, () => {
      const { inputs } = service(stack);
      assert.deepEqual(inputs["deploymentController"], { type: "CODE_DEPLOY" });
      assert.equal(inputs["deploymentConfiguration"], undefined);
      assert.deepEqual(group(stack)["blueGreenDeploymentConfig"], {
        deploymentReadyOption:
          ready === undefined
            ? { actionOnTimeout: "CONTINUE_DEPLOYMENT" }
            : { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: ready },
        terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: bake },
      });
      assert.deepEqual(sources(one(stack, "aws:codedeploy/deploymentGroup:DeploymentGroup"), "loadBalancerInfo"), [
        "balancer-blue",
        "balancer-green",
        "balancer-production",
        "balancer-test",
      ]);
      // What a release is told of them is known only with its template: tests/components/targets/ecs says it.
      const made = in_(stack, "aws:lambda/function:Function").map(({ inputs }) => inputs["name"]);
      const own = Object.values(hooks).filter((each) => each.startsWith(`${physical(stack)}_`));
      assert.deepEqual(made, own);
    });
  }

  for (const { stack, config, routing, alarms } of [...codedeploy, ...lambda]) {
    it(`${stack}: CodeDeploy shifts by ${config}, and rolls back on failure, alarm and request`, () => {
      const inputs = group(stack);
      assert.equal(inputs["deploymentConfigName"], config);
      const platform = lambda.some((each) => each.stack === stack) ? "Lambda" : "ECS";
      const own = in_(stack, "aws:codedeploy/deploymentConfig:DeploymentConfig").map((each) => each.inputs);
      assert.deepEqual(
        own.map((each) => [each["deploymentConfigName"], each["computePlatform"], each["trafficRoutingConfig"]]),
        routing === undefined ? [] : [[config, platform, routing]],
      );
      assert.deepEqual(inputs["autoRollbackConfiguration"], { enabled: true, events: rollback });
      assert.deepEqual(inputs["alarmConfiguration"], {
        enabled: true,
        alarms: alarms.map((part) => `${physical(stack)}-${part}`),
        ignorePollAlarmFailure: false,
      });
    });
  }

  for (const { stack, hooks = {} } of lambda) {
    it(`${stack}: releases own exactly code, version and weights, and run its hooks`, () => {
      const zip = stack.startsWith("receipts");
      const code = one(stack, "aws:lambda/function:Function", "target-function");
      assert.deepEqual(code.ignoreChanges, [zip ? "code" : "imageUri"]);
      assert.deepEqual(one(stack, "aws:lambda/alias:Alias").ignoreChanges, ["functionVersion", "routingConfig"]);
      const told = JSON.parse(String(one(stack, "aws:ssm/parameter:Parameter").inputs["insecureValue"]));
      const found = Object.entries(told.codedeploy.hooks as Record<string, string>);
      assert.deepEqual(Object.fromEntries(found.map(([event, arn]) => [event, arn.split(":").at(-1)])), hooks);
    });
  }

  const deliveries: [service: string, environment: string, actions: string[]][] = [
    ["shop", "dev", ["migrate orchard-release", "Deploy orchard-release"]],
    ["shop", "prod", ["migrate orchard-release", "Deploy orchard-release"]],
    ["checkout", "prod", ["Deploy orchard-release"]],
    ["receipts", "prod", ["Deploy orchard-release"]],
    ["reports", "dev", ["Deploy ECS"]],
    ["reports", "prod", ["Deploy CodeDeployToECS"]],
  ];
  for (const [name, environment, actions] of deliveries) {
    it(`${name}.${environment}: is delivered by ${actions.join(", then ")}`, () => {
      const { inputs } = one(`${name}.pipeline`, "aws:codepipeline/pipeline:Pipeline");
      const stage = (inputs["stages"] as GraphMap[]).find((each) => each["name"] === environment)!;
      const found = (stage["actions"] as GraphMap[]).map(({ name, provider, configuration }) => {
        return `${name} ${(configuration as GraphMap)["FunctionName"] ?? provider}`;
      });
      assert.deepEqual(
        found.filter((each) => /^(migrate|Deploy) /.test(each)),
        actions,
      );
    });
  }
});

/** Stage, and the function that runs there or the minutes of a pause. */
function hookOf({ lifecycleStages, hookTargetArn, timeoutConfiguration }: GraphMap): [string, string] {
  const pause = timeoutConfiguration as GraphMap | undefined;
  return [
    String((lifecycleStages as string[])[0]),
    String(pause?.["timeoutInMinutes"] ?? String(hookTargetArn).split(":").at(-1)),
  ];
}
