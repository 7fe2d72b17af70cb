import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { PipelineModel } from "../../../catalog/pipeline/model";
import { catalog, catalogOf, environment, modelIn, type ServiceFile } from "../../catalog/pipeline/sample";
import { type Built, build, buildError } from "../harness";
import { parameterStore } from "../parameters";

type Fields = Record<string, unknown>;
type Action = Fields & { name: string; category: string };
type Rule = Fields & { ruleTypeId: Fields; configuration: Record<string, string> };
type Stage = Fields & { name: string; actions: Action[] };

const connectionArn = "arn:aws:codeconnections:us-east-1:111111111111:connection/c0ffee";
const parameters = parameterStore({ "/slipway/acme/connections/github": connectionArn });
const github = { connection: "github", repository: "acme/orders", branch: "main" } as const;
/** The pipeline of a service with these words in its file. */
const modelOf = (file: Partial<ServiceFile> = {}): PipelineModel => modelIn(catalogOf(file));
const storesOf = (model: PipelineModel) =>
  model.stores.map(({ region, bucket }) => ({
    region,
    bucketName: bucket,
    keyArn: `arn:aws:kms:${region}:111111111111:key/1`,
  }));

async function make(model = modelOf()): Promise<Built> {
  const { DeliveryPipeline } = await import("../../../components/toolchain/delivery-pipeline");
  return build(() => {
    const made = new DeliveryPipeline("delivery", { model, stores: storesOf(model) });
    return { consoleUrl: made.consoleUrl };
  }, parameters);
}

const pipeline = (built: Built) => built.one("aws:codepipeline/pipeline:Pipeline").inputs;

async function stageOf(name: string, file: Partial<ServiceFile> = {}): Promise<Stage> {
  const stages = pipeline(await make(modelOf(file)))["stages"] as Stage[];
  const found = stages.find((each) => each.name === name);
  if (!found) throw new Error(`no stage ${name} among ${stages.map((each) => each.name).join(", ")}`);
  return found;
}

const actionOf = ({ actions }: Stage, name: string) => actions.find((each) => each.name === name)!;
const rulesOf = (stage: Stage, when: "beforeEntry" | "onSuccess") =>
  (stage[when] as { condition: { result: string; rules: Rule[] } }).condition;

describe("DeliveryPipeline", () => {
  it("is a V2 pipeline with the mode of its service and the tag of its production stages", async () => {
    const inputs = pipeline(await make());
    assert.equal(inputs["name"], "acme-orders");
    assert.equal(inputs["pipelineType"], "V2");
    assert.equal(inputs["executionMode"], "SUPERSEDED");
    assert.equal(inputs["roleArn"], "arn:aws:iam::111111111111:role/slipway/acme-pipeline");
    assert.deepEqual(inputs["tags"], { "slipway:production-stages": "prod" });
    assert.equal(pipeline(await make(modelOf({ execution: "QUEUED" })))["executionMode"], "QUEUED");
  });

  it("publishes its definition before it changes", async () => {
    const model = modelOf();
    const built = await make(model);
    const definition = built.one("aws:ssm/parameter:Parameter");
    assert.equal(definition.inputs["name"], "/slipway/acme/pipelines/acme-orders/definition");
    assert.equal(definition.inputs["insecureValue"], model.definition.digest);
    const { dependencies } = built.one("aws:codepipeline/pipeline:Pipeline");
    assert.ok(dependencies.includes(definition.urn), dependencies.join());
  });

  it("asks for approval before it deploys to production, and deploys by the account's role", async () => {
    const stage = await stageOf("prod");
    const approve = actionOf(stage, "Approve");
    const deploy = actionOf(stage, "Deploy");
    assert.equal(approve["category"], "Approval");
    assert.ok((approve["runOrder"] as number) < (deploy["runOrder"] as number));
    assert.equal(deploy["roleArn"], "arn:aws:iam::333333333333:role/slipway/acme-deploy");
    assert.deepEqual(deploy["configuration"], {
      ApplicationName: "acme-orders",
      DeploymentGroupName: "acme-orders-prod",
    });
    assert.deepEqual(deploy["inputArtifacts"], ["BuildOutput"]);
  });

  it("names a region for every action but approvals, which happen in none", async () => {
    const stages = pipeline(await make())["stages"] as Stage[];
    for (const action of stages.flatMap((stage) => stage.actions)) {
      assert.equal(action["region"], action.category === "Approval" ? undefined : "us-east-1", action.name);
    }
  });

  it("reads the ARN of a connection from Parameter Store in its own region", async () => {
    const asked: unknown[] = [];
    const model = modelOf();
    const { DeliveryPipeline } = await import("../../../components/toolchain/delivery-pipeline");
    const built = await build(
      () => {
        new DeliveryPipeline("delivery", { model, stores: storesOf(model) });
        return {};
      },
      {
        invokes: {
          "aws:ssm/getParameter:getParameter": ({ name, region }) => {
            asked.push([name, region]);
            return { name, value: connectionArn, insecureValue: connectionArn, type: "String" };
          },
        },
      },
    );
    const [source] = (pipeline(built)["stages"] as Stage[])[0]!.actions;
    assert.equal((source!["configuration"] as Fields)["ConnectionArn"], connectionArn);
    assert.deepEqual(asked, [["/slipway/acme/connections/github", "us-east-1"]]);
  });

  it("asks Parameter Store for nothing when the connection's ARN is in the files", async () => {
    const arn = "arn:aws:codestar-connections:us-east-1:111111111111:connection/0c0ffee0-0000-4000-8000-000000000000";
    const { toolchain } = catalog();
    const connections = { github: { provider: "GitHub" as const, arn } };
    const model = modelIn(catalogOf({}, undefined, { toolchain: { ...toolchain, connections } }));
    const { DeliveryPipeline } = await import("../../../components/toolchain/delivery-pipeline");
    const built = await build(() => {
      new DeliveryPipeline("delivery", { model, stores: storesOf(model) });
      return {};
    }, parameterStore({}));
    const [source] = (pipeline(built)["stages"] as Stage[])[0]!.actions;
    assert.equal((source!["configuration"] as Fields)["ConnectionArn"], arn);
  });

  it("takes several sources side by side, each with a trigger, by the role of sources", async () => {
    const source = [github, { ...github, repository: "acme/settings", name: "Settings" }];
    const built = await make(modelOf({ source }));
    const [stage] = pipeline(built)["stages"] as Stage[];
    assert.deepEqual(
      stage!.actions.map((each) => [each.name, each["runOrder"], each["outputArtifacts"], each["namespace"]]),
      [
        ["Source", 1, ["SourceOutput"], "SourceVariables"],
        ["Settings", 1, ["SettingsOutput"], "SettingsVariables"],
      ],
    );
    for (const action of stage!.actions) {
      assert.equal(action["roleArn"], "arn:aws:iam::111111111111:role/services/acme-orders-source");
    }
    const triggers = pipeline(built)["triggers"] as { gitConfiguration: Fields }[];
    assert.deepEqual(
      triggers.map((each) => each.gitConfiguration["sourceActionName"]),
      ["Source", "Settings"],
    );
  });

  it("starts on a push to its branch, or on what its filters say", async () => {
    assert.deepEqual(pipeline(await make())["triggers"], [
      {
        providerType: "CodeStarSourceConnection",
        gitConfiguration: { sourceActionName: "Source", pushes: [{ branches: { includes: ["main"] } }] },
      },
    ]);
    const source = {
      ...github,
      push: [
        { branches: { includes: ["main", "release/*"], excludes: ["release/old"] }, paths: { excludes: ["docs/**"] } },
        { tags: { includes: ["v*"] } },
      ],
      pullRequests: [{ events: ["OPEN" as const], branches: { includes: ["main"] }, paths: { includes: ["src/**"] } }],
    };
    const [trigger] = pipeline(await make(modelOf({ source })))["triggers"] as { gitConfiguration: Fields }[];
    assert.deepEqual(trigger!.gitConfiguration, {
      sourceActionName: "Source",
      pushes: [
        {
          branches: { includes: ["main", "release/*"], excludes: ["release/old"] },
          filePaths: { excludes: ["docs/**"] },
        },
        { tags: { includes: ["v*"] } },
      ],
      pullRequests: [{ events: ["OPEN"], branches: { includes: ["main"] }, filePaths: { includes: ["src/**"] } }],
    });
  });

  it("has no trigger of a source host when events of AWS start it", async () => {
    const model = modelOf({ source: { kind: "codecommit", repository: "orders", branch: "main" } });
    assert.equal(pipeline(await make(model))["triggers"], undefined);
  });

  it("skips a stage that has nothing to do, by the gate and the artifact's digest", async () => {
    const { result, rules } = rulesOf(await stageOf("prod"), "beforeEntry");
    assert.equal(result, "SKIP");
    assert.deepEqual(
      rules.map(({ ruleTypeId }) => ruleTypeId),
      [{ category: "Rule", owner: "AWS", provider: "LambdaInvoke", version: "1" }],
    );
    assert.equal(rules[0]!.configuration["FunctionName"], "acme-gates");
    assert.equal(rules[0]!["region"], "us-east-1");
  });

  it("lets a run in within its window and when its variables hold, and watches alarms afterwards", async () => {
    const stage = await stageOf("dev", {
      stages: [
        {
          environment: "dev",
          window: { cron: "* * 9-16 ? * MON-THU", timeZone: "Europe/Berlin" },
          variables: [{ variable: "#{SourceVariables.BranchName}", operator: "EQ", value: "main" }],
          bake: { alarms: ["acme-orders-dev-errors"], minutes: 10 },
        },
        { environment: "prod" },
      ],
    });
    const entry = rulesOf(stage, "beforeEntry");
    assert.equal(entry.result, "FAIL");
    assert.deepEqual(entry.rules.map((rule) => rule.ruleTypeId["provider"]).sort(), [
      "DeploymentWindow",
      "VariableCheck",
    ]);
    const success = rulesOf(stage, "onSuccess");
    assert.deepEqual(
      success.rules.map((rule) => [rule.ruleTypeId["provider"], rule.configuration["AlarmName"]]),
      [["CloudWatchAlarm", "acme-orders-dev-errors"]],
    );
  });

  it("tries failed actions once more, rolls back, or stops, as its stage says", async () => {
    const failing = async (failure?: "stop" | "retry" | "rollback") =>
      (
        await stageOf("dev", {
          stages: [{ environment: "dev", ...(failure ? { failure } : {}) }, { environment: "prod" }],
        })
      )["onFailure"];
    assert.deepEqual(await failing("retry"), {
      result: "RETRY",
      retryConfiguration: { retryMode: "FAILED_ACTIONS" },
    });
    assert.deepEqual(await failing("rollback"), { result: "ROLLBACK" });
    assert.equal(await failing("stop"), undefined);
  });

  it("names the store's key by ARN, and a region only when there are several stores", async () => {
    assert.deepEqual(pipeline(await make())["artifactStores"], [
      {
        type: "S3",
        location: "acme-orders-artifacts-111111111111-us-east-1",
        encryptionKey: { type: "KMS", id: "arn:aws:kms:us-east-1:111111111111:key/1" },
      },
    ]);
    const far = modelIn(catalogOf({}, [environment("dev"), environment("prod", { region: "eu-west-1" })]));
    const regions = (pipeline(await make(far))["artifactStores"] as { region?: string }[]).map((each) => each.region);
    assert.deepEqual(regions, ["us-east-1", "eu-west-1"]);
  });

  it("gives a link to the pipeline in the partition's console", async () => {
    assert.equal(
      (await make()).outputs["consoleUrl"],
      "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/acme-orders/view?region=us-east-1",
    );
    const china = { ...modelOf(), partition: "aws-cn" };
    assert.match(String((await make(china)).outputs["consoleUrl"]), /^https:\/\/console\.amazonaws\.cn\//);
  });

  it("pins the names of its children", async () => {
    const built = await make();
    assert.deepEqual(
      built.resources.map((each) => [each.name, each.parent]),
      [
        ["delivery", undefined],
        ["delivery-definition", "delivery"],
        ["delivery-pipeline", "delivery"],
      ],
    );
  });

  it("is told of no store in whose region it does not act: that of a function's zip is the release's", async () => {
    const target = { kind: "lambda", package: "zip", runtime: "nodejs24.x", handler: "index.handler" } as const;
    const model = modelIn(catalogOf({ target }, [environment("dev"), environment("prod", { region: "eu-west-1" })]));
    assert.equal(model.stores.length, 2);
    const stores = pipeline(await make(model))["artifactStores"] as Fields[];
    assert.deepEqual(
      stores.map(({ location, region }) => [location, region]),
      [[model.stores[0]!.bucket, undefined]],
    );
  });

  it("refuses a model that does not hold, and missing stores, all at once", async () => {
    const model = structuredClone(modelOf());
    model.name = "not allowed";
    model.stages[2]!.actions[0]!.name = "not allowed";
    const { DeliveryPipeline } = await import("../../../components/toolchain/delivery-pipeline");
    const error = (await buildError(() => {
      new DeliveryPipeline("delivery", { model, stores: [] });
      return {};
    })) as pulumi.InputPropertiesError;
    const paths = error.errors.map((each) => each.propertyPath);
    assert.ok(paths.includes("model.name"), paths.join());
    assert.ok(
      paths.some((path) => path.startsWith("model.stages[2].actions[0]")),
      paths.join(),
    );
    assert.ok(paths.includes("stores"), paths.join());
    assert.match(error.errors.map((each) => each.reason).join("\n"), /one store for each of us-east-1/);
  });
});
