import assert from "node:assert/strict";
import { stillUsed } from "../../runner/still-used";

describe("an environment whose stack is to be destroyed", () => {
  const environment = { name: "prod", kind: "environment" as const };
  const stacks = ["shop.prod", "orders.prod", "shop.dev"].map((name) => ({
    name,
    dependsOn: [name.split(".")[1]!],
  }));
  const kept = (stack: string, type: string) =>
    new Map([[stack, { kept: [`urn:pulumi:${stack}::slipway::slipway:targets:EcsService$${type}::target-x`] }]]);
  const balancer = "aws:lb/loadBalancer:LoadBalancer";

  it("is left alone while a load balancer stands in its network, and says whose", () => {
    const why = stillUsed(environment, stacks, kept("shop.prod", balancer));
    assert.equal(why, "shop.prod keeps what stands in its network");
  });

  it("goes when what was kept stands elsewhere, or in another environment", () => {
    assert.equal(stillUsed(environment, stacks, new Map()), undefined);
    assert.equal(stillUsed(environment, stacks, kept("shop.prod", "aws:s3/bucket:Bucket")), undefined);
    assert.equal(stillUsed(environment, stacks, kept("shop.dev", balancer)), undefined);
  });

  it("is no other kind of stack, which has no network", () => {
    const account = { name: "prod", kind: "account" as const };
    assert.equal(stillUsed(account, stacks, kept("shop.prod", balancer)), undefined);
  });
});
