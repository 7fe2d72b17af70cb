import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryPipeline } from "../../../catalog/pipeline/delivery";
import { productionStagesTag } from "../../../catalog/pipeline/model";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import { accounts, catalog, environment, service, stage } from "./sample";

const modelOf = (which = catalog(), name = "orders") =>
  deliveryPipeline(which, which.services.find((each) => each.name === name)!);

describe("the delivery pipeline of a service", () => {
  it("goes from source through build and test to dev and then to prod", () => {
    const model = modelOf();
    assert.deepEqual(
      model.stages.map((each) => [each.name, each.actions.map((action) => action.name)]),
      [
        ["Source", ["Source"]],
        ["Build", ["Build"]],
        ["dev", ["Deploy"]],
        ["prod", ["Approve", "Deploy"]],
      ],
    );
    assert.deepEqual(validatePipeline(model), []);
  });

  it("drops a waiting run when a newer one comes, and starts on a push to the branch only", () => {
    const model = modelOf();
    assert.equal(model.executionMode, "SUPERSEDED");
    assert.equal(model.type, "V2");
    assert.deepEqual(model.trigger, { sourceAction: "Source", branches: ["main"] });
    assert.equal(model.stages[0]!.actions[0]!.configuration["DetectChanges"], "false");
  });

  it("builds once and gives the same artifact to every deployment", () => {
    const { artifacts } = modelOf();
    assert.deepEqual(artifacts, [
      {
        name: "SourceOutput",
        producer: { stage: "Source", action: "Source" },
        consumers: [{ stage: "Build", action: "Build" }],
      },
      {
        name: "BuildOutput",
        producer: { stage: "Build", action: "Build" },
        consumers: [
          { stage: "dev", action: "Deploy" },
          { stage: "prod", action: "Deploy" },
        ],
      },
    ]);
  });

  it("deploys by the target account's own deploy role, in the toolchain account too", () => {
    const which = catalog({
      environments: [environment("dev", { account: "toolchain", accountId: accounts.toolchain }), environment("prod")],
    });
    const roles = modelOf(which)
      .stages.flatMap((each) => each.actions)
      .filter((action) => action.category === "Deploy")
      .map((action) => action.roleArn);
    assert.deepEqual(roles, [
      "arn:aws:iam::111111111111:role/slipway/acme-deploy",
      "arn:aws:iam::333333333333:role/slipway/acme-deploy",
    ]);
  });

  it("asks before production, with commit, target and the page of the change", () => {
    const approve = modelOf().stages[3]!.actions[0]!;
    assert.equal(approve.provider, "Manual");
    assert.equal(approve.configuration["NotificationArn"], "arn:aws:sns:us-east-1:111111111111:acme-approvals");
    assert.match(approve.configuration["CustomData"] as string, /#\{SourceVariables\.CommitId\} to prod/);
    assert.match(
      approve.configuration["ExternalEntityLink"] as string,
      /^https:\/\/github\.com\/acme\/orders\/commit\//,
    );
    assert.equal(approve.timeoutMinutes, 10_080);
  });

  it("names its production stages in a tag, and bears no such tag without one", () => {
    assert.equal(modelOf().tags[productionStagesTag], "prod");
    const without = catalog({ services: [service("orders", { stages: [stage("dev")] })] });
    assert.deepEqual(modelOf(without).tags, {});
  });

  it("takes the connection from the toolchain's parameter, because its ARN cannot be computed", () => {
    assert.deepEqual(modelOf().stages[0]!.actions[0]!.configuration["ConnectionArn"], {
      parameter: "/slipway/acme/connections/github",
    });
  });

  it("opens a store to exactly the pipeline, the build, and the roles of its own stages", () => {
    assert.deepEqual(modelOf().stores, [
      {
        region: "us-east-1",
        bucket: "acme-orders-artifacts-111111111111-us-east-1",
        key: { alias: "alias/acme/artifacts/orders", namedBy: "arn" },
        writers: [
          "arn:aws:iam::111111111111:role/slipway/acme-pipeline",
          "arn:aws:iam::111111111111:role/slipway/acme-build",
        ],
        readers: [
          {
            accountId: "222222222222",
            partition: "aws",
            deployRoles: ["arn:aws:iam::222222222222:role/slipway/acme-deploy"],
            instanceRoles: ["arn:aws:iam::222222222222:role/services/acme-orders-dev-instance"],
          },
          {
            accountId: "333333333333",
            partition: "aws",
            deployRoles: ["arn:aws:iam::333333333333:role/slipway/acme-deploy"],
            instanceRoles: ["arn:aws:iam::333333333333:role/services/acme-orders-prod-instance"],
          },
        ],
      },
    ]);
  });

  it("keeps a store in every region it deploys to, and lets only that region's roles in", () => {
    const which = catalog({
      environments: [environment("dev"), environment("prod"), environment("prod-eu-west-1", { region: "eu-west-1" })],
      services: [service("orders", { stages: [stage("dev"), stage("prod-eu-west-1")] })],
    });
    const model = modelOf(which);
    assert.deepEqual(
      model.stores.map((each) => [each.region, each.writers.length, each.readers.map((reader) => reader.accountId)]),
      [
        ["us-east-1", 2, ["222222222222"]],
        ["eu-west-1", 1, ["333333333333"]],
      ],
    );
    assert.deepEqual(model.stores[1]!.readers[0]!.instanceRoles, [
      "arn:aws:iam::333333333333:role/services/acme-orders-prod-eu-west-1-instance",
    ]);
    assert.deepEqual(validatePipeline(model), []);
  });

  it("is not changed by another service, whatever that service is", () => {
    const before = modelOf();
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9]{1,8}(-[a-z0-9]{1,6})?$/).filter((name) => name !== "orders"),
        fc.boolean(),
        fc.boolean(),
        (name, first, onlyDev) => {
          const other = service(name, onlyDev ? { stages: [stage("dev")] } : {});
          const services = first ? [other, service("orders")] : [service("orders"), other];
          const which = catalog({ services });
          assert.deepEqual(modelOf(which), before);
          assert.deepEqual(validatePipeline(modelOf(which, name)), []);
        },
      ),
      { numRuns: 50 },
    );
  });
});
