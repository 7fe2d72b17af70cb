import assert from "node:assert/strict";
import { describeCatalog } from "../../../catalog/describe";
import { checkCatalog } from "../../../catalog/load";
import { stackNamed } from "../../../catalog/stacks";
import { stateOf } from "../../../catalog/stored";
import { withCopy } from "../organization";
import { cloudCatalog, toCloud } from "./cloud";

const names = ({ stacks }: { stacks: { name: string }[] }) => stacks.map(({ name }) => name);

describe("stacks of the backend cloud", () => {
  const catalog = cloudCatalog();

  it("are the environment's and its services', and no others", () => {
    const cloud = catalog.stacks.filter(({ backend }) => backend === "cloud").map(({ name }) => name);
    assert.deepEqual(cloud, ["test", "ledger.test", "payments.test", "portal.test", "price-feed.test"]);
  });

  it("have no state, lock or key of ours, and say where they are instead", () => {
    assert.ok(!names(catalog).includes("test.state"));
    assert.equal(stackNamed(catalog, "test").state, undefined);
    assert.throws(() => stateOf(stackNamed(catalog, "ledger.test")), /ledger\.test has its state in Pulumi Cloud/);
    const described = describeCatalog(catalog).stacks.find(({ name }) => name === "test")!;
    assert.deepEqual([described.state, described.lock], ["Pulumi Cloud", undefined]);
  });

  it("wait for the account's roles, which are kept by us", () => {
    assert.deepEqual(stackNamed(catalog, "test").dependsOn, ["test.account"]);
    assert.deepEqual(stackNamed(catalog, "ledger.test").dependsOn, ["test"]);
    assert.equal(stackNamed(catalog, "test.account").backend, "s3");
  });

  it("need no store in their account when each account has one", () => {
    const own = cloudCatalog({}, (copy) =>
      copy.set("Pulumi.state.yaml", ["config", "slipway:state", "placement"], "account"),
    );
    assert.ok(names(own).includes("live.store"));
    assert.ok(!names(own).includes("test.store"));
    assert.ok(!stackNamed(own, "test.account").dependsOn.includes("test.store"));
  });

  it("are announced by the last stack, which an administrator applies after the accounts' roles", () => {
    const last = catalog.stacks.at(-1)!;
    assert.deepEqual([last.name, last.kind, last.backend], ["deployments", "deployments", "s3"]);
    assert.deepEqual(last.dependsOn, ["state", "test.account"]);
    assert.deepEqual([last.appliedBy, stateOf(last).prefix], ["administrator", "toolchain/administrator"]);
  });

  it("change no plan of an environment that stays", () => {
    withCopy((copy) => {
      const before = copy.load().stacks.filter(({ environment }) => environment !== "test");
      const { stacks: after, services } = toCloud(copy).load();
      const stays = (service?: string) => service === undefined || services.some(({ name }) => name === service);
      for (const plan of before.filter(({ kind, service }) => kind !== "pipeline" && stays(service))) {
        assert.deepEqual(
          after.find(({ name }) => name === plan.name),
          plan,
        );
      }
    });
  });

  it("are refused when a role's trust cannot name all of them", () => {
    const problems = withCopy((copy) => {
      const text = copy.read("services/price-feed.yaml");
      for (let index = 0; index < 8; index += 1) copy.write(`services/feed-number-${index}.yaml`, text);
      return checkCatalog(toCloud(copy).directory);
    });
    const [problem] = problems.filter(({ file }) => file === "Pulumi.deployments.yaml");
    assert.match(
      problem?.message ?? "",
      /too many stacks for account test: the trust of globex-deployments-preview names all 13 .* IAM takes 2048\./,
    );
  });
});
