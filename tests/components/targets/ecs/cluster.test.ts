import assert from "node:assert/strict";
import { naming } from "../../../../catalog/naming";
import type { EcsClusterArgs } from "../../../../components/targets/ecs/cluster";
import { environment } from "../../../catalog/pipeline/sample";
import { type Built, build } from "../../harness";

async function make(changes: Partial<EcsClusterArgs> = {}): Promise<Built> {
  const { EcsCluster } = await import("../../../../components/targets/ecs/cluster");
  const args = { names: naming("acme"), environment: environment("prod"), machines: [], connect: false, ...changes };
  return build(() => ({ name: new EcsCluster("cluster", args).clusterName }));
}

const cluster = (built: Built) => built.one("aws:ecs/cluster:Cluster");

describe("EcsCluster", () => {
  it("has Container Insights, and Fargate and its spare capacity to run tasks on", async () => {
    const built = await make();
    assert.deepEqual(cluster(built).inputs["settings"], [{ name: "containerInsights", value: "enabled" }]);
    const { inputs } = built.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");
    assert.deepEqual(inputs["capacityProviders"], ["FARGATE", "FARGATE_SPOT"]);
  });

  it("has every provider of machines that a service names, once", async () => {
    const { inputs } = (await make({ machines: ["b", "a", "b"] })).one(
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    );
    assert.deepEqual(inputs["capacityProviders"], ["FARGATE", "FARGATE_SPOT", "a", "b"]);
  });

  it("tells the services of its environment where it is", async () => {
    const built = await make();
    const { inputs } = built.one("aws:ssm/parameter:Parameter");
    assert.equal(inputs["name"], "/slipway/acme/prod/cluster/arn");
    assert.equal(inputs["insecureValue"], cluster(built).outputs["arn"]);
    assert.match(String(inputs["insecureValue"]), /:cluster\/acme-prod$/);
  });

  it("has a namespace only where services find each other by name", async () => {
    assert.equal((await make()).all("aws:servicediscovery/httpNamespace:HttpNamespace").length, 0);
    const built = await make({ connect: true });
    const { outputs } = built.one("aws:servicediscovery/httpNamespace:HttpNamespace");
    assert.deepEqual(cluster(built).inputs["serviceConnectDefaults"], { namespace: outputs["arn"] });
  });
});
