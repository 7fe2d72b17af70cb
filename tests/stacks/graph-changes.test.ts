import assert from "node:assert/strict";
import type { Graph } from "../../analysis/graph/types";
import { recordGraph } from "../../runner/graph/record";
import { catalogOf, environment, type ServiceFile, stage } from "../catalog/pipeline/sample";
import { differences } from "./differences";
import { all, stackOf } from "./graphs";

const environments = [
  environment("dev"),
  environment("uat", { account: "dev", accountId: "222222222222" }),
  environment("prod"),
];
const europe = environment("prod-eu-west-1", { region: "eu-west-1" });
const wave = (...names: string[]) => ({ wave: "production", stages: names.map((name) => stage(name)) });
const stages = [stage("dev"), wave("prod")];
const record = (file: Partial<ServiceFile>, more = environments) => recordGraph(catalogOf(file, more));

interface RenderedStage {
  name: string;
  actions: { name: string; configuration: Record<string, unknown> }[];
}

/** Stages of the rendered pipeline, without the digest of the whole. */
function stagesOf(graph: Graph): RenderedStage[] {
  const [pipeline] = all(stackOf(graph, "orders.pipeline"), "aws:codepipeline/pipeline:Pipeline");
  const rendered = structuredClone(pipeline!.inputs["stages"]) as unknown as RenderedStage[];
  for (const action of rendered.flatMap(({ actions }) => actions)) {
    if (action.name === "Definition") delete action.configuration["UserParameters"];
  }
  return rendered;
}

/** The definition and what carries it: changed by every change of the pipeline. */
const definition = ["orders.pipeline: delivery-definition", "orders.pipeline: delivery-pipeline"];

describe("a change of one service's file", () => {
  let before_: Graph;
  before(async () => {
    before_ = await record({ stages });
  });

  it("that adds a stage makes its stack, admits its roles to the store, and leaves every other stage as it was", async () => {
    const after = await record({ stages: [stage("dev"), stage("uat"), wave("prod")] });
    assert.deepEqual(differences(before_, after), {
      stacks: ["orders.uat"],
      added: [],
      removed: [],
      changed: ["orders.pipeline: artifacts-key", "orders.pipeline: artifacts-policy", ...definition],
    });
    assert.deepEqual(
      stagesOf(after).filter(({ name }) => name !== "uat"),
      stagesOf(before_),
    );
  });

  it("that adds a region makes that region's stacks and store, and touches no store that was there", async () => {
    const after = await record({ stages: [stage("dev"), wave("prod", "prod-eu-west-1")] }, [...environments, europe]);
    const parts = [
      "alias",
      "bucket",
      "encryption",
      "key",
      "lifecycle",
      "ownership",
      "policy",
      "public-access",
      "versioning",
    ];
    assert.deepEqual(differences(before_, after), {
      stacks: ["orders.prod-eu-west-1", "prod-eu-west-1", "prod-eu-west-1.state"],
      added: [
        "orders.pipeline: artifacts-eu-west-1",
        ...parts.map((part) => `orders.pipeline: artifacts-eu-west-1-${part}`),
      ],
      removed: [],
      // The component waits for the new store, and so is another.
      changed: ["orders.pipeline: delivery", ...definition],
    });
    const withoutEurope = (rendered: RenderedStage[]) =>
      rendered.map(({ name, actions }) => [
        name,
        // What asks about the whole wave names the new environment.
        actions.filter(
          (action) => !action.name.endsWith("-prod-eu-west-1") && !/^(Previous|Approve)$/.test(action.name),
        ),
      ]);
    assert.deepEqual(withoutEurope(stagesOf(after)), withoutEurope(stagesOf(before_)));
  });

  const started = ["start", "start-Source", "start-Source-target", "start-role", "start-start"];
  const kinds: [string, ServiceFile["source"], string[], string[]][] = [
    [
      "CodeCommit",
      { kind: "codecommit", repository: "orders", branch: "main" },
      [
        "repository-orders",
        "repository-orders-approvals",
        "repository-orders-approvals-association",
        "repository-orders-repository",
        ...started,
      ],
      ["delivery"],
    ],
    ["S3", { kind: "s3", bucket: "acme-promoted", key: "orders.zip" }, started, []],
    ["ECR", { kind: "ecr", repository: "acme/base", tag: "stable" }, started, []],
  ];
  for (const [title, source, added, changed] of kinds) {
    it(`that takes ${title} for the source touches the source's role, what starts the pipeline, and nothing else`, async () => {
      const after = await record({ source, stages });
      assert.deepEqual(differences(before_, after), {
        stacks: [],
        added: added.map((name) => `orders.pipeline: ${name}`),
        removed: [],
        changed: [
          ...changed.map((name) => `orders.pipeline: ${name}`),
          ...definition,
          "orders.pipeline: source-source",
        ],
      });
      const [build, ofBefore] = [after, before_].map((graph) => stagesOf(graph).find(({ name }) => name === "Build"));
      assert.deepEqual(build, ofBefore);
    });
  }

  it("that changes nothing changes nothing", async () => {
    assert.deepEqual(differences(before_, await record({ stages })), {
      stacks: [],
      added: [],
      removed: [],
      changed: [],
    });
  });
});
