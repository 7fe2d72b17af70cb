import assert from "node:assert/strict";
import { programFor } from "../../stacks/program";
import { type Built, build, documentOf } from "../components/harness";
import { type ExampleOptions, exampleCatalog } from "./example";

const buildStack = (name: string, options: ExampleOptions = {}, preview = false) =>
  build(programFor(exampleCatalog(options), name, "update"), { stack: name, preview });
const facts = (built: Built) => built.resources.map(({ urn, inputs }) => ({ urn, inputs }));
const aliases = (built: Built) =>
  built
    .all("aws:kms/alias:Alias")
    .map(({ inputs }) => inputs["name"])
    .sort();

describe("state stacks", () => {
  it("hold store, administrators' key and toolchain's key in one placement", async () => {
    const built = await buildStack("state");
    assert.deepEqual(aliases(built), [
      "alias/acme/state/toolchain/administrator",
      "alias/acme/state/toolchain/toolchain",
      "alias/acme/store",
    ]);
    assert.equal(built.all("aws:dynamodb/table:Table").length, 1);
    assert.equal(built.outputs["backendUrl"], "s3://acme-state-111111111111?region=us-east-1");
  });

  it("hold one environment's key only, for its own account's run roles", async () => {
    const built = await buildStack("prod.state");
    assert.deepEqual(aliases(built), ["alias/acme/state/prod/prod"]);
    const [read] = documentOf(built.one("aws:kms/key:Key").inputs["policy"]).Statement.filter(
      ({ Sid }) => Sid === "ReadSecrets",
    );
    assert.deepEqual(read?.Condition?.["ArnEquals"]?.["aws:PrincipalArn"], [
      "arn:aws:iam::111111111111:role/slipway/acme-run-prod-preview",
      "arn:aws:iam::111111111111:role/slipway/acme-run-prod-update",
    ]);
    assert.deepEqual(built.outputs["secretsProviders"], {
      "alias/acme/state/prod/prod": "awskms://alias/acme/state/prod/prod?region=us-east-1",
    });
  });

  it("guard production's key, and leave others free to go with their environment", async () => {
    assert.equal((await buildStack("prod.state")).one("aws:kms/key:Key").protect, true);
    assert.equal((await buildStack("dev.state")).one("aws:kms/key:Key").protect, false);
  });

  it("hold a store and keys in each account when each has its own", async () => {
    const store = await buildStack("prod.store", { placement: "account" });
    assert.equal(store.one("aws:s3/bucket:Bucket").inputs["bucket"], "acme-state-333333333333");
    assert.match(store.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"] as string, /acme-run-prod-update/);
    assert.doesNotMatch(store.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"] as string, /acme-run-dev/);
    const key = await buildStack("prod.state", { placement: "account" });
    assert.match(
      key.one("aws:kms/key:Key").inputs["policy"] as string,
      /333333333333:role\/slipway\/acme-run-prod-update/,
    );
  });

  it("are the same with a further environment of a known account", async () => {
    const more = { environments: ["dev", "prod", "prod-eu-west-1"] };
    for (const name of ["state", "prod.state", "dev.state", "toolchain.account", "prod.account"]) {
      assert.deepEqual(facts(await buildStack(name, more)), facts(await buildStack(name)), name);
    }
    assert.deepEqual(aliases(await buildStack("prod-eu-west-1.state", more)), ["alias/acme/state/prod/prod-eu-west-1"]);
  });

  it("make a second copy when one is wanted", async () => {
    const built = await buildStack("state", { replica: "eu-west-1" });
    assert.equal(built.one("aws:s3/bucket:Bucket", "state-replica-bucket").inputs["region"], "eu-west-1");
  });

  it("have policy documents without unknown values in the first preview", async () => {
    for (const name of ["state", "dev.state", "toolchain.account", "dev.account"]) {
      const built = await buildStack(name, { replica: "eu-west-1" }, true);
      for (const { name: resource, inputs } of built.resources) {
        for (const key of ["policy", "assumeRolePolicy"]) {
          if (inputs[key] !== undefined) assert.doesNotThrow(() => documentOf(inputs[key]), `${name} ${resource}`);
        }
      }
    }
  });

  it("give every resource the explicit provider", async () => {
    for (const name of ["state", "dev.state", "dev.account"]) {
      for (const resource of (await buildStack(name, { replica: "eu-west-1" })).resources) {
        if (resource.type.startsWith("aws:")) assert.equal(resource.provider?.name, "target", resource.name);
      }
    }
  });
});
