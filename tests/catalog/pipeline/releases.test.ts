import assert from "node:assert/strict";
import { limits, naming } from "../../../catalog/naming";
import { imageFunctions, imageProject, imagePullers } from "../../../catalog/pipeline/images";
import { deploys, type PipelineModel } from "../../../catalog/pipeline/model";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import { filledLength } from "../../../catalog/pipeline/variables";
import { releaseAccounts, releasesZipsAfar, releaseWork, standardServices } from "../../../catalog/releases";
import { releaseParameters } from "../../../functions/release/request";
import {
  accounts,
  actionOf,
  catalog,
  catalogOf,
  environment,
  modelIn,
  placeIn,
  type ServiceFile,
  service,
  stage,
} from "./sample";

const certificate = (environment: string) =>
  `arn:aws:acm:us-east-1:${environment === "dev" ? accounts.dev : accounts.prod}:certificate/1`;
const ecs: ServiceFile["target"] = {
  kind: "ecs",
  containers: [{ name: "web", port: 8080 }],
  health: "/health",
  loadBalancer: { certificate: { dev: certificate("dev"), prod: certificate("prod") } },
};
const lambda: ServiceFile["target"] = { kind: "lambda", package: "image" };
const build = { images: [{ name: "web" }] };
const migrate = { task: "migrate", command: ["npm", "run", "migrate"] };

function modelOf(changes: Partial<ServiceFile>): PipelineModel {
  return modelIn(catalogOf(changes));
}

const action = (model: PipelineModel, name: string, stageName = "prod") => actionOf(model, stageName, name);

/** As it reaches the function. */
function filled(text: unknown): string {
  const digest = `sha256:${"a".repeat(64)}`;
  return String(text)
    .replace("#{codepipeline.PipelineExecutionId}", "12345678-1234-1234-1234-123456789012")
    .replace("#{Candidate.Digest}", digest);
}

describe("pipelines of services on ECS and Lambda", () => {
  for (const [kind, target] of [
    ["ecs", ecs],
    ["lambda", lambda],
  ] as const) {
    it(`deploy by the release function, with what it reads and the candidate's artifacts (${kind})`, () => {
      const model = modelOf({ target, build });
      assert.deepEqual(validatePipeline(model), []);
      const { category, provider, accountId, region, roleArn, inputs, configuration } = action(model, "Deploy");
      assert.deepEqual(
        [category, provider, accountId, region, roleArn],
        ["Invoke", "Lambda", accounts.toolchain, "us-east-1", undefined],
      );
      const candidate = model.stages[1]!.actions.find(({ name }) => name === "Candidate")!;
      assert.deepEqual(inputs, candidate.inputs);
      assert.equal(configuration["FunctionName"], "acme-release");
      const parameters = releaseParameters(filled(configuration["UserParameters"]));
      const { minutes, execution: _, digest: __, ...places } = parameters;
      assert.deepEqual(places, {
        service: "orders",
        environment: "prod",
        pipeline: "acme-orders",
        region: "us-east-1",
        role: `arn:aws:iam::${accounts.prod}:role/slipway/acme-release`,
        target: "/slipway/acme/prod/orders/target",
        record: "/slipway/acme/releases/orders/prod/running",
      });
      assert.ok(minutes > 60 && minutes <= 1380);
    });
  }

  it("are released by branch pipelines too, under their own names", () => {
    const stages = [stage("dev", { branch: "develop" }), stage("prod", { branch: "main" })];
    const source = { connection: "github", repository: "acme/orders" };
    const model = modelIn(catalogOf({ mode: "branch", source, stages, target: ecs, build }), "orders", "dev");
    const { pipeline } = releaseParameters(filled(action(model, "Deploy", "dev").configuration["UserParameters"]));
    assert.equal(pipeline, "acme-orders_dev");
  });

  it("record what the gates record, skip what runs, bake and roll back as others do", () => {
    const bake = { minutes: 10, alarms: ["latency"] };
    const model = modelOf({ target: ecs, build, stages: [stage("dev"), stage("prod", { bake, failure: "rollback" })] });
    const prod = model.stages.find(({ environments }) => environments.includes("prod"))!;
    assert.equal(prod.onFailure, "ROLLBACK");
    assert.equal(prod.onSuccess?.result, "ROLLBACK");
    assert.ok(prod.actions.some(({ name }) => name === "Record"));
    const plain = modelOf({ target: ecs, build });
    assert.equal(plain.stages.find(({ name }) => name === "prod")!.beforeEntry?.result, "SKIP");
  });

  it("stand behind an approval in production, and a pipeline without one is refused", () => {
    const model = modelOf({ target: ecs, build, stages: [stage("dev"), stage("prod", { before: [migrate] })] });
    const prod = model.stages.find(({ name }) => name === "prod")!;
    prod.actions = prod.actions.filter(({ category }) => category !== "Approval");
    const [task, deploy] = prod.actions.filter(deploys);
    const found = validatePipeline(model).filter(({ message }) => /without an approval/.test(message));
    assert.deepEqual(
      found.map(({ value }) => value),
      [task!.name, deploy!.name],
    );
  });

  it("run tasks once, before and after the release, as actions of their own and without a build project", () => {
    const verify = { task: "verify", container: "web", command: ["check"], revision: "running" as const, minutes: 30 };
    const model = modelOf({ target: ecs, build, stages: [stage("prod", { before: [migrate], after: [verify] })] });
    assert.deepEqual(validatePipeline(model), []);
    const { actions } = model.stages.at(-1)!;
    const order = (name: string) => actions.find((each) => each.name === name)!.runOrder;
    assert.ok(order("migrate") < order("Deploy") && order("Deploy") < order("verify"));
    const before = releaseParameters(filled(action(model, "migrate").configuration["UserParameters"]));
    assert.deepEqual(before.task, { name: "migrate", container: "web", command: migrate.command, revision: "new" });
    assert.equal(before.minutes, 15);
    const after = releaseParameters(filled(action(model, "verify").configuration["UserParameters"]));
    assert.deepEqual([after.task!.revision, after.minutes], ["running", 30]);
  });

  it("are refused for a command that an action's parameters cannot hold", () => {
    const long = { task: "migrate", command: Array.from({ length: 10 }, () => "x".repeat(100)) };
    const model = modelOf({ target: ecs, build, stages: [stage("prod", { before: [long] })] });
    const [problem] = validatePipeline(model);
    assert.match(problem!.path, /UserParameters/);
    assert.match(problem!.message, /1 to 1000 characters/);
  });

  it("leave half of an action's parameters to a task, with the longest names", () => {
    const region = "ap-southeast-2";
    const place = { account: "prod", accountId: accounts.prod, region, partition: "aws-us-gov", production: true };
    const long = environment(`production-${region}`, place);
    const name = "a".repeat(limits.service);
    const stages = [{ ...stage(long.name), before: [{ ...migrate, container: "c".repeat(32) }] }];
    const orders = service(name, { target: ecs, build, stages }, [long]);
    const names = naming("p".repeat(limits.prefix));
    const model = modelIn(catalog({ names, environments: [long], services: [orders] }), name);
    const lengths = model.stages
      .flatMap(({ actions }) => actions.filter(deploys))
      .map(({ configuration }) => filledLength(configuration["UserParameters"] as string));
    assert.equal(lengths.length, 2);
    for (const length of lengths) assert.ok(length <= 750, String(length));
  });

  it("keep artifacts where the pipeline is, since nothing elsewhere reads them, but for a function's zip", () => {
    const readers = (changes: Partial<ServiceFile>) =>
      modelOf(changes).stores.flatMap((store) =>
        store.readers.map(({ deployRoles, instanceRoles }) => [...deployRoles, ...instanceRoles]),
      );
    assert.deepEqual(readers({ target: ecs, build }), []);
    assert.deepEqual(readers({ target: lambda, build }), []);
    const zip = { ...lambda, package: "zip" as const, runtime: "nodejs24.x", handler: "index.handler" };
    assert.deepEqual(readers({ target: zip as ServiceFile["target"] }), [
      [`arn:aws:iam::${accounts.dev}:role/slipway/acme-release`],
      [`arn:aws:iam::${accounts.prod}:role/slipway/acme-release`],
    ]);
  });

  it("let exactly the targets' roles pull the images, and whoever gives functions theirs", () => {
    const pullers = (target: ServiceFile["target"]) => {
      const place = placeIn(catalogOf({ target, build }));
      return {
        roles: imagePullers(place).flatMap(({ roleArns }) => roleArns.map((arn) => arn.split("role/")[1])),
        functions: imageFunctions(place),
      };
    };
    assert.deepEqual(pullers(ecs), {
      roles: ["services/acme-orders-dev-execution", "services/acme-orders-prod-execution"],
      functions: [],
    });
    assert.deepEqual(pullers(lambda), {
      roles: ["slipway/acme-release", "slipway/acme-update", "slipway/acme-release", "slipway/acme-update"],
      functions: [
        `arn:aws:lambda:us-east-1:${accounts.dev}:function:acme-orders-dev`,
        `arn:aws:lambda:us-east-1:${accounts.prod}:function:acme-orders-prod`,
      ],
    });
    assert.deepEqual(pullers({ kind: "ec2-in-place", health: "/health" }).roles, [
      "services/acme-orders-dev-instance",
      "services/acme-orders-prod-instance",
    ]);
  });
});

describe("CodePipeline's own actions on ECS", () => {
  const rollout = { strategy: "rolling" as const };
  const rolling = [stage("dev", { rollout }), stage("prod", { rollout })];
  const codedeploy = { strategy: "canary" as const, controller: "codedeploy" as const };

  it("update the service with the images of its containers, for an hour at most", () => {
    const model = modelOf({ target: ecs, build, deploy: "standard", stages: rolling });
    assert.deepEqual(validatePipeline(model), []);
    const { category, provider, roleArn, inputs, configuration } = action(model, "Deploy");
    assert.deepEqual([category, provider, inputs], ["Deploy", "ECS", ["ImagesOutput"]]);
    assert.equal(roleArn, `arn:aws:iam::${accounts.prod}:role/slipway/acme-deploy`);
    assert.deepEqual(configuration, {
      ClusterName: "acme-prod",
      ServiceName: "acme-orders-prod",
      FileName: "imagedefinitions.json",
      DeploymentTimeout: "60",
    });
    assert.deepEqual(
      model.stores[0]!.readers.map(({ deployRoles }) => deployRoles[0]),
      [
        `arn:aws:iam::${accounts.dev}:role/slipway/acme-deploy`,
        `arn:aws:iam::${accounts.prod}:role/slipway/acme-deploy`,
      ],
    );
  });

  it("hand task definition and appspec of the build to CodeDeploy where it moves the traffic", () => {
    const stages = [stage("dev", { rollout: codedeploy }), stage("prod", { rollout: codedeploy })];
    const model = modelOf({ target: ecs, build, deploy: "standard", stages });
    assert.deepEqual(validatePipeline(model), []);
    const { provider, inputs, configuration } = action(model, "Deploy");
    assert.deepEqual([provider, inputs], ["CodeDeployToECS", ["BuildOutput", "ImagesOutput"]]);
    assert.deepEqual(configuration, {
      ApplicationName: "acme-orders",
      DeploymentGroupName: "acme-orders-prod",
      TaskDefinitionTemplateArtifact: "BuildOutput",
      TaskDefinitionTemplatePath: "taskdef.json",
      AppSpecTemplateArtifact: "BuildOutput",
      AppSpecTemplatePath: "appspec.yaml",
      Image1ArtifactName: "ImagesOutput",
      Image1ContainerName: "IMAGE1_NAME",
    });
  });

  it("find the files that they read in the build of images", () => {
    const both = [stage("dev", { rollout }), stage("prod", { rollout: codedeploy })];
    const files = (deploy: ServiceFile["deploy"], stages: ServiceFile["stages"]) =>
      imageProject(placeIn(catalogOf({ target: ecs, build, deploy, stages })))!.buildspec;
    const text = files("standard", both);
    assert.match(text, /imagedefinitions\.json/);
    assert.match(text, /imageDetail\.json/);
    assert.match(text, /"name": "web", "imageUri": "%s"/);
    assert.doesNotMatch(files("release", both), /imagedefinitions|imageDetail\.json/);
  });

  it("need a right to ECS in their accounts, and no release role; releases need the one and not the other", () => {
    const work = (deploy: ServiceFile["deploy"]) => {
      const company = catalogOf({ target: ecs, build, deploy, stages: [stage("prod", { rollout })] });
      return ["dev", "prod"].map((alias) => [releaseWork(company, alias)?.ecs, standardServices(company, alias)]);
    };
    assert.deepEqual(work("standard"), [
      [undefined, []],
      [undefined, [{ service: "orders", environment: "prod" }]],
    ]);
    assert.deepEqual(work("release"), [
      [undefined, []],
      [true, []],
    ]);
  });
});

describe("the work of releases in an account", () => {
  it("is what the stages there ask for, and nothing where there are only fleets", () => {
    const tasks = service("orders", {
      target: ecs,
      build,
      stages: [stage("dev"), stage("prod", { before: [migrate] })],
    });
    const quotes = service("quotes", { target: lambda, build, stages: [stage("prod")] });
    const fleet = service("billing");
    assert.deepEqual(releaseAccounts(catalog({ services: [fleet] })), []);
    const company = catalog({ services: [tasks, quotes, fleet] });
    assert.deepEqual(releaseWork(company, "dev"), { ecs: true, tasks: false, functions: [] });
    assert.deepEqual(releaseWork(company, "prod"), { ecs: true, tasks: true, functions: ["image"] });
    assert.deepEqual(releaseAccounts(company), [accounts.dev, accounts.prod]);
    assert.equal(releaseWork(company, "toolchain"), undefined);
  });

  it("copies zips where one goes to another region than the pipelines'", () => {
    const zip = { kind: "lambda", package: "zip", runtime: "nodejs24.x", handler: "index.handler" } as const;
    const far = [environment("dev"), environment("prod", { region: "eu-west-1" })];
    assert.equal(releasesZipsAfar(catalogOf({ target: zip }, far)), true);
    assert.equal(releasesZipsAfar(catalogOf({ target: zip })), false);
    assert.equal(releasesZipsAfar(catalogOf({ target: zip, stages: [stage("dev")] }, far)), false);
    assert.equal(releasesZipsAfar(catalogOf({}, far)), false);
    assert.equal(releasesZipsAfar(catalogOf({ target: lambda, build }, far)), false);
  });
});
