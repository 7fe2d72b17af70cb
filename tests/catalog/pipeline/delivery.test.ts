import assert from "node:assert/strict";
import fc from "fast-check";
import { projectsOf } from "../../../catalog/pipeline/builds";
import { imageProject } from "../../../catalog/pipeline/images";
import { type PipelineModel, productionStagesTag } from "../../../catalog/pipeline/model";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import {
  actionOf,
  catalog,
  catalogOf,
  environment,
  modelIn,
  placeIn,
  requestIn,
  type ServiceFile,
  service,
  stage,
} from "./sample";

const shape = ({ stages }: PipelineModel) =>
  stages.map(({ name, actions }) => [name, actions.map((each) => each.name)]);

describe("the delivery pipeline of a service", () => {
  it("goes from source through check, build and digest to dev, and after an approval to prod", () => {
    const model = modelIn(catalog());
    assert.deepEqual(shape(model), [
      ["Source", ["Source"]],
      ["Build", ["Definition", "Build", "Candidate"]],
      ["dev", ["Same", "Deploy", "Record"]],
      ["prod", ["Previous", "Approve", "Approver", "Same", "Deploy", "Record"]],
    ]);
    for (const { actions } of model.stages.slice(1)) {
      assert.deepEqual(
        actions.map(({ runOrder }) => runOrder),
        actions.map((_, index) => index + 1),
      );
    }
    assert.deepEqual(validatePipeline(model), []);
  });

  it("is of type V2 and drops a waiting run when a newer one comes, unless the file says otherwise", () => {
    assert.equal(modelIn(catalog()).type, "V2");
    for (const execution of ["SUPERSEDED", "QUEUED", "PARALLEL"] as const) {
      const model = modelIn(catalogOf({ execution }));
      assert.equal(model.executionMode, execution);
      const supersede = execution === "SUPERSEDED";
      assert.equal(requestIn(actionOf(model, "Build", "Candidate"))["supersede"], supersede);
      assert.equal(requestIn(actionOf(model, "dev", "Record"))["supersede"], supersede);
    }
    assert.equal(modelIn(catalog()).executionMode, "SUPERSEDED");
  });

  it("builds once, and every deployment and step of every stage takes that one artifact", () => {
    const step = { name: "smoke", buildspec: "smoke.yml" };
    const wave = { wave: "production", stages: [stage("prod", { before: [step] }), stage("prod-eu-west-1")] };
    const environments = ["dev", "prod", "prod-eu-west-1"].map((name) => environment(name));
    const { stages, artifacts } = modelIn(catalogOf({ stages: [stage("dev", { after: [step] }), wave] }, environments));
    const consumers = stages
      .flatMap(({ actions }) => actions)
      .filter((each) => ["Deploy", "Test"].includes(each.category));
    assert.equal(consumers.length, 5);
    for (const { inputs, outputs } of consumers) assert.deepEqual([inputs, outputs], [["BuildOutput"], []]);
    assert.deepEqual(
      artifacts.map(({ name, producer }) => [name, `${producer.stage}.${producer.action}`]),
      [
        ["SourceOutput", "Source.Source"],
        ["BuildOutput", "Build.Build"],
      ],
    );
  });

  it("compares its definition with the published one before it builds", () => {
    const model = modelIn(catalog());
    const check = actionOf(model, "Build", "Definition");
    assert.deepEqual(requestIn(check), {
      gate: "definition",
      parameter: "/slipway/acme/pipelines/acme-orders/definition",
      digest: model.definition.digest,
      pipeline: "acme-orders",
      execution: "#{codepipeline.PipelineExecutionId}",
    });
    assert.ok(check.runOrder < actionOf(model, "Build", "Build").runOrder);
  });

  it("takes the digest of what was built, and records it where it runs, with execution and commit", () => {
    const model = modelIn(catalog());
    const candidate = actionOf(model, "Build", "Candidate");
    assert.deepEqual([candidate.namespace, candidate.inputs], ["Candidate", ["BuildOutput"]]);
    assert.deepEqual(requestIn(actionOf(model, "prod", "Record")), {
      gate: "record",
      releases: "/slipway/acme/releases/orders",
      environment: "prod",
      digest: "#{Candidate.Digest}",
      execution: "#{codepipeline.PipelineExecutionId}",
      commit: "#{SourceVariables.CommitId}",
      pipeline: "acme-orders",
      supersede: true,
      passed: true,
    });
  });

  it("builds container images beside the build, and takes the digest of both artifacts", () => {
    const which = catalogOf({ build: { images: [{ name: "api" }, { name: "worker" }] } });
    const model = modelIn(which);
    const [build, images] = ["Build", "Images"].map((name) => actionOf(model, "Build", name));
    assert.equal(build!.runOrder, images!.runOrder);
    assert.deepEqual(actionOf(model, "Build", "Candidate").inputs, ["BuildOutput", "ImagesOutput"]);
    const projects = projectsOf(placeIn(which), imageProject(placeIn(which)));
    assert.deepEqual(
      projects.map(({ projectName, settings }) => [projectName, settings.privileged]),
      [
        ["acme-orders-build", false],
        ["acme-orders_images", true],
      ],
    );
    assert.deepEqual(validatePipeline(model), []);
  });

  it("hands on one artifact of a batch, and starts no batch that the file does not name", () => {
    const batch = { maximumBuilds: 4 };
    const step = { name: "suite", buildspec: "suite.yml", batch };
    const model = modelIn(catalogOf({ build: { batch }, stages: [stage("dev", { after: [step] })] }));
    for (const action of [actionOf(model, "Build", "Build"), actionOf(model, "dev", "suite")]) {
      assert.equal(action.configuration["BatchEnabled"], "true");
      assert.equal(action.configuration["CombineArtifacts"], "true");
    }
    const plain = actionOf(modelIn(catalog()), "Build", "Build").configuration;
    assert.deepEqual(plain, { ProjectName: "acme-orders-build" });
  });

  it("names its production stages in a tag, and bears no such tag without one", () => {
    assert.equal(modelIn(catalog()).tags[productionStagesTag], "prod");
    assert.deepEqual(modelIn(catalogOf({ stages: [stage("dev")] })).tags, {});
  });

  it("is not changed by another service, whatever that service is", () => {
    const before = modelIn(catalog());
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9]{1,8}(-[a-z0-9]{1,6})?$/).filter((name) => name !== "orders"),
        fc.boolean(),
        fc.boolean(),
        (name, first, onlyDev) => {
          const other = service(name, onlyDev ? { stages: [stage("dev")] } : {});
          const services = first ? [other, service("orders")] : [service("orders"), other];
          const which = catalog({ services });
          assert.deepEqual(modelIn(which), before);
          assert.deepEqual(validatePipeline(modelIn(which, name)), []);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("the digest of a pipeline's definition", () => {
  const digest = (file: Partial<ServiceFile> = {}) => modelIn(catalogOf(file)).definition.digest;

  it("is the same for the same files, and has the form of the gates' digests", () => {
    assert.match(digest(), /^sha256:[0-9a-f]{64}$/);
    assert.equal(digest(), digest());
  });

  it("changes with every part of the definition", () => {
    const changes: Partial<ServiceFile>[] = [
      {},
      { source: { connection: "github", repository: "acme/orders", branch: "next" } },
      { source: { connection: "github", repository: "acme/other", branch: "main" } },
      { execution: "QUEUED" },
      { after: ["billing"] },
      { build: { batch: {} } },
      { stages: [stage("dev")] },
      { stages: [stage("dev", { after: [{ name: "smoke", buildspec: "smoke.yml" }] }), stage("prod")] },
      { stages: [stage("dev"), stage("prod", { approval: { minutes: 60 } })] },
      { stages: [stage("dev"), stage("prod", { failure: "rollback" })] },
      { stages: [stage("dev"), stage("prod", { skipUnchanged: false })] },
      { stages: [stage("dev"), stage("prod", { bake: { minutes: 5, alarms: ["errors"] } })] },
    ];
    assert.equal(new Set(changes.map(digest)).size, changes.length);
  });

  it("does not change with the fleet's rollout, which is no part of the pipeline", () => {
    assert.equal(digest({ stages: [stage("dev", { rollout: { batch: "all" } }), stage("prod")] }), digest());
  });
});

describe("a pipeline with several sources", () => {
  const source: ServiceFile["source"] = [
    { connection: "github", repository: "acme/orders", branch: "main" },
    { kind: "ecr", repository: "acme/base", tag: "stable" },
    { kind: "s3", name: "Rules", bucket: "acme-rules", key: "rules.zip" },
  ];

  it("starts one execution with all of them, and builds with all their artifacts", () => {
    const model = modelIn(catalogOf({ source }));
    assert.deepEqual(shape(model)[0], ["Source", ["Source", "Image2", "Rules"]]);
    const build = actionOf(model, "Build", "Build");
    assert.deepEqual(build.inputs, ["SourceOutput", "Image2Output", "RulesOutput"]);
    assert.equal(build.configuration["PrimarySource"], "SourceOutput");
    assert.deepEqual(validatePipeline(model), []);
  });

  it("is started by each in its own way", () => {
    const { triggers, events } = modelIn(catalogOf({ source }));
    assert.deepEqual(
      [triggers.map((each) => each.sourceAction), events.map(({ name }) => name)],
      [["Source"], ["Image2", "Rules"]],
    );
  });
});
