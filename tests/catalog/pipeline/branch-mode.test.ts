import assert from "node:assert/strict";
import { imageRepositories } from "../../../catalog/pipeline/images";
import type { PipelineModel } from "../../../catalog/pipeline/model";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import { catalogOf, modelIn, placeIn, stage } from "./sample";

describe("the pipelines of a service in branch mode", () => {
  const which = catalogOf({
    mode: "branch",
    source: { connection: "github", repository: "acme/orders" },
    build: { images: [{ name: "api" }] },
    stages: [
      stage("dev", { branch: "main", after: [{ name: "smoke", buildspec: "smoke.yml" }] }),
      stage("prod", { branch: "release/1.x" }),
    ],
  });
  const [dev, prod] = ["dev", "prod"].map((track) => modelIn(which, "orders", track)) as [PipelineModel, PipelineModel];

  it("are one for each account, of that account's branch and stages", () => {
    const told = [dev, prod].map(({ name, track, triggers, stages }) => [
      name,
      track,
      triggers[0]?.pushes[0]?.branches?.includes,
      stages.slice(2).map((each) => each.name),
    ]);
    assert.deepEqual(told, [
      ["acme-orders_dev", "dev", ["main"], ["dev"]],
      ["acme-orders_prod", "prod", ["release/1.x"], ["prod"]],
    ]);
    for (const model of [dev, prod]) assert.deepEqual(validatePipeline(model), []);
  });

  it("share no role, key, bucket, build project, definition or image repository", () => {
    const own = (model: PipelineModel) => {
      const text = JSON.stringify(model);
      return new Set([
        model.name,
        model.roleArn,
        model.definition.parameter,
        ...(text.match(/arn:aws:iam::\d+:role\/[\w/-]+/g) ?? []),
        ...(text.match(/alias\/[\w/-]+/g) ?? []),
        ...model.stores.map(({ bucket }) => bucket),
        ...imageRepositories(placeIn(which, "orders", model.track)).map(({ repository }) => repository),
        ...model.stages.flatMap(({ actions }) =>
          actions.flatMap(({ configuration: { ProjectName } }) => ProjectName ?? []),
        ),
      ]);
    };
    const [ofDev, ofProd] = [own(dev), own(prod)];
    assert.ok(ofDev.size >= 12, [...ofDev].join(" "));
    assert.deepEqual(
      [...ofDev].filter((each) => ofProd.has(each)),
      [],
    );
  });

  it("are each entered only by a role that reaches its own account", () => {
    assert.deepEqual(
      [dev.roleArn, prod.roleArn],
      [
        "arn:aws:iam::111111111111:role/slipway/acme-pipeline-dev",
        "arn:aws:iam::111111111111:role/slipway/acme-pipeline-prod",
      ],
    );
    for (const [model, foreign] of [
      [dev, "333333333333"],
      [prod, "222222222222"],
    ] as const) {
      assert.ok(!JSON.stringify(model).includes(foreign));
    }
  });
});
