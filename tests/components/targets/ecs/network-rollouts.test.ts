import assert from "node:assert/strict";
import type { Built } from "../../harness";
import { make, type Words } from "./sample";

interface Balancer {
  advancedConfiguration: Record<string, unknown>;
}

/** What is ignored, by resource; nothing else may be. */
const ignored = (built: Built) =>
  Object.fromEntries(
    built.resources.filter((each) => each.ignoreChanges.length > 0).map((each) => [each.name, each.ignoreChanges]),
  );

describe("EcsService: rollouts behind a network load balancer", () => {
  const behind = (rollout: Words["rollout"]) => make({ rollout, target: { loadBalancer: { kind: "network" } } });
  const listeners = { "target-balancer-production": ["defaultActions"], "target-balancer-test": ["defaultActions"] };

  for (const strategy of ["canary", "linear", "blue-green", "all-at-once"] as const) {
    it(`move the weights of the listeners themselves: ${strategy} by ECS`, async () => {
      const built = await behind({ strategy });
      assert.deepEqual(ignored(built), { "target-service": ["taskDefinition"], ...listeners });
      const [balancer] = built.one("aws:ecs/service:Service").inputs["loadBalancers"] as Balancer[];
      const arn = (part: string) => built.one("aws:lb/listener:Listener", `target-balancer-${part}`).outputs["arn"];
      const { productionListenerRule, testListenerRule } = balancer!.advancedConfiguration;
      assert.deepEqual([productionListenerRule, testListenerRule], [arn("production"), arn("test")]);
    });
  }

  for (const strategy of ["blue-green", "all-at-once"] as const) {
    it(`are all at once with CodeDeploy: ${strategy}`, async () => {
      const built = await behind({ controller: "codedeploy", strategy });
      assert.equal(
        built.one("aws:codedeploy/deploymentGroup:DeploymentGroup").inputs["deploymentConfigName"],
        "CodeDeployDefault.ECSAllAtOnce",
      );
      assert.deepEqual(ignored(built), { "target-service": ["taskDefinition", "loadBalancers"], ...listeners });
    });
  }

  it("leave the listener alone where tasks are replaced one by one", async () => {
    const built = await behind({ strategy: "rolling" });
    assert.deepEqual(ignored(built), { "target-service": ["taskDefinition"] });
    assert.equal(built.all("aws:lb/listener:Listener").length, 1);
  });
});
