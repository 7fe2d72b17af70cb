import assert from "node:assert/strict";
import { fleetRollout, hasCluster, isEc2, isEcs, isLambda, isTraffic, trafficRollout } from "../../../catalog/targets";
import { stagesOf } from "../../../catalog/tracks";
import { withCopy } from "../organization";
import { type Base, bases, shop } from "./services";

/** The service on one kind of target, as the catalog reads it. */
function loaded(base: Base) {
  return withCopy((copy) => {
    const catalog = copy.write(shop, JSON.stringify(bases[base])).load();
    return { catalog, service: catalog.services.find(({ name }) => name === "shop")! };
  });
}

describe("targets of services", () => {
  it("a fleet has the rollout of a fleet, ECS and Lambda that of traffic", () => {
    for (const [base, of] of [
      ["fleet", isEc2],
      ["ecs", isEcs],
      ["lambda", isLambda],
    ] as const) {
      const { service } = loaded(base);
      assert.ok(of(service.target), base);
      for (const stage of stagesOf(service)) assert.equal(isTraffic(stage.rollout), base !== "fleet", base);
    }
  });

  it("a stage asked for the other rollout says so", () => {
    const [fleet] = stagesOf(loaded("fleet").service);
    const [traffic] = stagesOf(loaded("ecs").service);
    assert.deepEqual(fleetRollout(fleet!), { batch: "one", alarms: ["status"] });
    assert.equal(trafficRollout(traffic!).strategy, "canary");
    assert.throws(() => trafficRollout(fleet!), /stage test has a fleet/);
    assert.throws(() => fleetRollout(traffic!), /stage test shifts traffic/);
  });

  it("on ECS the container with a port gets the traffic, and each image is the build's of the container's name", () => {
    const { target } = loaded("ecs").service;
    assert.ok(isEcs(target));
    assert.deepEqual([target.container, target.port], ["api", 8080]);
    assert.deepEqual(
      target.containers.map(({ image }) => image),
      ["api", "proxy"],
    );
  });

  it("an environment has a cluster when a service on ECS has a stage in it, and only then", () => {
    const { catalog, service } = loaded("ecs");
    assert.equal(hasCluster({ services: [service] }, "test"), true);
    assert.equal(hasCluster({ services: [service] }, "prod"), false);
    const others = catalog.services.filter(({ target }) => !isEcs(target));
    assert.equal(hasCluster({ services: others }, "test"), false);
  });
});
