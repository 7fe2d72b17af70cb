import assert from "node:assert/strict";
import { diff, type Properties } from "../../../local/model";
import { observe } from "../../../local/model/observe";
import { made } from "./settings";

const place = "eu-west-1:222222222222";

describe("model: services on ECS and what is around them", () => {
  it("have ids and ARNs of AWS's own forms", () => {
    const cluster = made("aws:ecs/cluster:Cluster", { name: "acme-prod" });
    assert.equal(cluster.id, `arn:aws:ecs:${place}:cluster/acme-prod`);
    const service = made("aws:ecs/service:Service", { name: "web", cluster: cluster.outputs.arn });
    assert.equal(service.id, `arn:aws:ecs:${place}:service/acme-prod/web`);
    assert.equal(service.outputs.cluster, cluster.outputs.arn);
    const definition = made("aws:ecs/taskDefinition:TaskDefinition", { family: "web", containerDefinitions: "[]" });
    const { arn, arnWithoutRevision, revision } = definition.outputs;
    assert.equal(definition.id, "web");
    assert.equal(arnWithoutRevision, `arn:aws:ecs:${place}:task-definition/web`);
    assert.equal(arn, `${arnWithoutRevision}:${revision}`);
    const alarm = made("aws:cloudwatch/compositeAlarm:CompositeAlarm", { alarmName: "any", alarmRule: "TRUE" });
    assert.deepEqual([alarm.id, alarm.outputs.arn], ["any", `arn:aws:cloudwatch:${place}:alarm:any`]);
    const namespace = made("aws:servicediscovery/httpNamespace:HttpNamespace", { name: "acme" });
    assert.match(
      String(namespace.outputs.arn),
      /^arn:aws:servicediscovery:eu-west-1:222222222222:namespace\/ns-\w{16}$/,
    );
  });

  it("are watched by canaries, whose functions bear what fits of their names", () => {
    const canary = made("aws:synthetics/canary:Canary", {
      name: "acme-inventory-of-things",
      artifactS3Location: "s3://acme/results",
      executionRoleArn: "arn:aws:iam::222222222222:role/acme",
      handler: "index.handler",
      runtimeVersion: "syn-nodejs-puppeteer-15.0",
      schedule: { expression: "rate(1 minute)" },
      startCanary: true,
    });
    assert.equal(canary.id, "acme-inventory-of-things");
    const { arn, engineArn, status } = canary.outputs;
    assert.deepEqual([arn, status], [`arn:aws:synthetics:${place}:canary:acme-inventory-of-things`, "RUNNING"]);
    assert.match(
      String(engineArn),
      /^arn:aws:lambda:eu-west-1:222222222222:function:cwsyn-acme-inventory-of-thi-[\w-]{36}:1$/,
    );
  });

  it("scale by an id that names cluster and service, with an alarm above the target and one below", () => {
    const of = {
      serviceNamespace: "ecs",
      resourceId: "service/acme-prod/web",
      scalableDimension: "ecs:service:DesiredCount",
    };
    const target = made("aws:appautoscaling/target:Target", { ...of, minCapacity: 1, maxCapacity: 2 });
    assert.equal(target.id, "service/acme-prod/web");
    assert.match(String(target.outputs.arn), /^arn:aws:application-autoscaling:.*:scalable-target\/\w{40}$/);
    const policy = made("aws:appautoscaling/policy:Policy", {
      ...of,
      name: "cpu",
      targetTrackingScalingPolicyConfiguration: { targetValue: 50 },
    });
    assert.match(String(policy.outputs.arn), /^arn:aws:autoscaling:.*:policyName\/cpu$/);
    assert.equal((policy.outputs.alarmArns as string[]).length, 2);
  });

  const type = "aws:ecs/service:Service";
  const strategy = (spot: number): Properties => ({
    name: "web",
    capacityProviderStrategies: [
      { capacityProvider: "FARGATE", base: 1, weight: 1 },
      { capacityProvider: "FARGATE_SPOT", base: 0, weight: spot },
    ],
  });

  it("are replaced by another capacity strategy, unless their updates begin a deployment", () => {
    const forced = { forceNewDeployment: true };
    assert.deepEqual(diff(type, strategy(1), strategy(2)).replaces, ["capacityProviderStrategies"]);
    const inPlace = diff(type, { ...strategy(1), ...forced }, { ...strategy(2), ...forced });
    assert.deepEqual([inPlace.changed, inPlace.replaces], [true, []]);
    // Beginning to have a strategy replaces in any case.
    const begun = diff(type, { name: "web", ...forced }, { ...strategy(1), ...forced });
    assert.deepEqual(begun.replaces, ["capacityProviderStrategies"]);
  });

  it("are the same when AWS gives strategies, alarms and weights in another order", () => {
    const inputs = { ...strategy(1), alarms: { enable: true, rollback: true, alarmNames: ["b", "a"] } };
    assert.equal(diff(type, inputs, observe(type, inputs)).changed, false);
    const rule = "aws:lb/listenerRule:ListenerRule";
    const groups = [
      { arn: "b", weight: 100 },
      { arn: "a", weight: 0 },
    ];
    const actions = { actions: [{ type: "forward", forward: { targetGroups: groups } }] };
    assert.equal(diff(rule, actions, observe(rule, actions)).changed, false);
  });

  it("have their weights ignored as a whole, and nothing else of the rule", () => {
    const rule = "aws:lb/listenerRule:ListenerRule";
    const given = (weight: number, path = "/*") => ({
      actions: [
        {
          type: "forward",
          forward: {
            targetGroups: [
              { arn: "a", weight },
              { arn: "b", weight: 100 - weight },
            ],
          },
        },
      ],
      conditions: [{ pathPattern: { values: [path] } }],
    });
    assert.equal(diff(rule, given(0), given(100), ["actions"]).changed, false);
    assert.equal(diff(rule, given(0), given(0, "/other"), ["actions"]).changed, true);
  });
});
