import assert from "node:assert/strict";
import { limits, naming } from "../../../catalog/naming";
import type { PipelineAction } from "../../../catalog/pipeline/model";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import { filledLength } from "../../../catalog/pipeline/variables";
import {
  accounts,
  actionOf,
  catalog,
  catalogOf,
  environment,
  modelIn,
  requestIn,
  type ServiceFile,
  service,
  stage,
} from "./sample";

const ecs: ServiceFile["target"] = {
  kind: "ecs",
  containers: [{ name: "web", port: 8080 }],
  health: "/health",
  loadBalancer: { certificate: { prod: `arn:aws:acm:us-east-1:${accounts.prod}:certificate/1` } },
};
const build = { images: [{ name: "web" }] };
const rolling = { strategy: "rolling" as const };
const codedeploy = { strategy: "canary" as const, controller: "codedeploy" as const };
const standard = (rollout: typeof rolling | typeof codedeploy, file: Partial<ServiceFile> = {}) =>
  modelIn(catalogOf({ target: ecs, build, deploy: "standard", stages: [stage("prod", { rollout })], ...file }));

describe("gate same", () => {
  const gatesOf = (actions: PipelineAction[]) =>
    actions
      .filter(({ category }) => category === "Deploy")
      .map(({ name, runOrder }) => {
        const gate = name.replace("Deploy", "Same");
        return actions.find((each) => each.name === gate && each.runOrder === runOrder - 1)?.inputs;
      });

  it("stands directly before every action of CodePipeline's own that deploys, with all that the candidate is made of", () => {
    const step = { name: "migrate", buildspec: "migrate.yml" };
    const stages = [
      stage("dev", { before: [step] }),
      { wave: "world", concurrency: 1, stages: [stage("prod"), stage("prod-2", { before: [step] })] },
    ];
    const environments = [environment("dev"), environment("prod"), environment("prod-2")];
    const model = modelIn(catalogOf({ stages }, environments));
    assert.deepEqual(validatePipeline(model), []);
    const found = model.stages.flatMap(({ actions }) => gatesOf(actions));
    assert.deepEqual(found, [["BuildOutput"], ["BuildOutput"], ["BuildOutput"]]);
    for (const rollout of [rolling, codedeploy]) {
      const candidate = actionOf(standard(rollout), "Build", "Candidate");
      assert.deepEqual(gatesOf(standard(rollout).stages.at(-1)!.actions), [candidate.inputs]);
      assert.deepEqual(candidate.inputs, ["BuildOutput", "ImagesOutput"]);
    }
  });

  it("is not there where the release function deploys, which compares what it reads itself", () => {
    const { actions } = modelIn(catalogOf({ target: ecs, build, stages: [stage("prod")] })).stages.at(-1)!;
    assert.ok(actions.every(({ name }) => name !== "Same"));
  });

  it("knows the candidate's digest, and of a fleet nothing else", () => {
    const model = modelIn(catalogOf({}));
    assert.deepEqual(requestIn(actionOf(model, "prod", "Same")), { gate: "same", digest: "#{Candidate.Digest}" });
  });

  it("knows which images the files of a service on ECS may name, and with CodeDeploy which roles and functions", () => {
    const registry = `${accounts.toolchain}.dkr.ecr.us-east-1.amazonaws.com/acme/orders/`;
    const native = requestIn(actionOf(standard(rolling), "prod", "Same"));
    assert.deepEqual(native["files"], { registry, images: { web: "web" } });
    const hooks = [{ stage: "AfterInstall", kind: "function" as const, function: "acme-check" }];
    const model = standard({ ...codedeploy, hooks } as typeof codedeploy);
    assert.deepEqual(requestIn(actionOf(model, "prod", "Same"))["files"], {
      registry,
      images: { web: "web" },
      task: {
        family: "acme-orders-prod",
        taskRole: `arn:aws:iam::${accounts.prod}:role/services/acme-orders-prod-task`,
        executionRole: `arn:aws:iam::${accounts.prod}:role/services/acme-orders-prod-execution`,
        hookPrefix: "acme-orders-prod_",
        hooks: ["acme-check"],
      },
    });
  });

  it("names the repositories of a branch pipeline's own track", () => {
    const stages = [stage("prod", { branch: "main", rollout: rolling })];
    const source = { connection: "github", repository: "acme/orders" };
    const company = catalogOf({ mode: "branch", source, target: ecs, build, deploy: "standard", stages });
    const { files } = requestIn(actionOf(modelIn(company, "orders", "prod"), "prod", "Same"));
    assert.match((files as { registry: string }).registry, /\/acme\/orders\/prod\/$/);
  });

  it("fits an action's parameters with the longest names and several containers", () => {
    const region = "ap-southeast-2";
    const place = { account: "prod", accountId: accounts.prod, region, partition: "aws-us-gov", production: true };
    const long = environment(`production-${region}`, place);
    const name = "a".repeat(limits.service);
    const containers = [1, 2, 3, 4].map((index) => ({ name: `${index}`.padStart(16, "c"), image: "web", port: index }));
    const target = { ...ecs, containers, traffic: containers[0]!.name } as ServiceFile["target"];
    const stages = [stage(long.name, { rollout: codedeploy })];
    const orders = service(name, { target, build, deploy: "standard", stages }, [long]);
    const names = naming("p".repeat(limits.prefix));
    const model = modelIn(catalog({ names, environments: [long], services: [orders] }), name);
    const { configuration } = actionOf(model, long.name, "Same");
    const length = filledLength(configuration["UserParameters"] as string);
    assert.ok(length <= 1000, String(length));
  });
});
