import assert from "node:assert/strict";
import type { StandardLimits } from "../../../catalog/deploy-documents/standard-files";
import type { GateRequest } from "../../../catalog/pipeline/gates";
import { contentDigest } from "../../../functions/gates/digest";
import { pack } from "./archive";
import { ask, cloud, jobCredentials } from "./cloud";

const registry = "111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/orders/";
const web = `${registry}web@sha256:${"c".repeat(64)}`;
const role = (name: string) => `arn:aws:iam::333333333333:role/services/acme-orders-prod-${name}`;

type Files = Record<string, string | object>;
const text = (content: string | object) => (typeof content === "string" ? content : JSON.stringify(content, null, 2));
const packed = (files: Files) => pack(Object.entries(files).map(([name, content]) => [name, text(content)]));

/** What the gate answers when the store holds these artifacts, which the builds made. */
async function answerTo(files: StandardLimits | undefined, built: Files, ofImages?: Files, logged: string[] = []) {
  const artifacts = {
    BuildOutput: packed(built),
    ...(ofImages ? { ImagesOutput: packed(ofImages) } : {}),
  };
  const names = Object.keys(artifacts) as (keyof typeof artifacts)[];
  const digest = await contentDigest(names.map((name) => ({ name, archive: artifacts[name]! })));
  const request: GateRequest = { gate: "same", digest, ...(files ? { files } : {}) };
  return ask(cloud({ artifacts }), request, names, logged);
}

async function refusal(...args: Parameters<typeof answerTo>): Promise<string> {
  const { failed } = await answerTo(...args);
  assert.equal(failed?.type, "JobFailed", "passed");
  return failed.message;
}

describe("gate same", () => {
  it("lets pass what the builds made, read again with the job's own credentials", async () => {
    const BuildOutput = packed({ "appspec.yml": "version: 0.0" });
    const digest = await contentDigest([{ name: "BuildOutput", archive: BuildOutput }]);
    const world = cloud({ artifacts: { BuildOutput } });
    const { passed } = await ask(world, { gate: "same", digest }, ["BuildOutput"]);
    assert.match(passed!.summary, new RegExp(digest));
    assert.deepEqual(world.credentials, [jobCredentials]);
  });

  it("fails on an artifact that was replaced after its approval, naming both digests and what to do", async () => {
    const approved = packed({ "appspec.yml": "version: 0.0" });
    const BuildOutput = packed({ "appspec.yml": "version: 0.0", "hook.sh": "curl evil" });
    const [digest, now] = await Promise.all(
      [approved, BuildOutput].map((archive) => contentDigest([{ name: "BuildOutput", archive }])),
    );
    const { failed } = await ask(cloud({ artifacts: { BuildOutput } }), { gate: "same", digest }, ["BuildOutput"]);
    assert.match(failed!.message, new RegExp(`let pass ${digest}.*now holds ${now}.*run the pipeline again`));
  });

  it("fails on images that were replaced beside the same build", async () => {
    const build = packed({ a: "1" });
    const archives = (of: string) => [
      { name: "BuildOutput", archive: build },
      { name: "ImagesOutput", archive: packed({ "images.json": of }) },
    ];
    const digest = await contentDigest(archives("{}"));
    const artifacts = Object.fromEntries(archives("[]").map(({ name, archive }) => [name, archive]));
    const { failed } = await ask(cloud({ artifacts }), { gate: "same", digest }, ["BuildOutput", "ImagesOutput"]);
    assert.match(failed!.message, /in its place/);
  });

  it("takes no digest that is none, and no limits that limit nothing", async () => {
    for (const request of [
      { gate: "same", digest: "#{Candidate.Digest}" },
      { gate: "same", digest: `sha256:${"a".repeat(64)}`, files: { registry } },
      { gate: "same", digest: `sha256:${"a".repeat(64)}`, files: { registry, images: { web: "web" }, task: {} } },
    ]) {
      const { failed } = await ask(cloud(), request, ["BuildOutput"]);
      assert.equal(failed!.type, "ConfigurationError");
    }
  });
});

describe("gate same of imagedefinitions.json", () => {
  const limits: StandardLimits = { registry, images: { web: "web" } };
  const definitions = (imageUri: string, name = "web") => ({ "imagedefinitions.json": [{ name, imageUri }] });
  const wrong = (ofImages: Files) => refusal(limits, { a: "1" }, ofImages);

  it("lets pass images of the service's own repositories by digest", async () => {
    assert.ok((await answerTo(limits, { a: "1" }, definitions(web))).passed);
  });

  it("refuses images by tag, of another repository, and of containers that the service has not", async () => {
    assert.match(await wrong(definitions(`${registry}web:latest`)), /imagedefinitions.json: .*names no digest/);
    for (const other of [web.replace("orders", "billing"), web.replace("/web@", "/web-2@"), `evil.io/${web}`]) {
      assert.match(await wrong(definitions(other)), /of another repository|must be </, other);
    }
    assert.match(await wrong(definitions(web, "sidecar")), /container "sidecar"; the service has web/);
    assert.match(await wrong({ "imagedefinitions.json": [] }), /must be a list/);
  });

  it("refuses a file that is not there, whose name another shares, or that two readers could read in two ways", async () => {
    const good = definitions(web)["imagedefinitions.json"];
    assert.match(await wrong({ other: "1" }), /exactly one file imagedefinitions.json.*found none/);
    for (const second of ["./imagedefinitions.json", "x/../imagedefinitions.json", "ImageDefinitions.json"]) {
      assert.match(await wrong({ "imagedefinitions.json": good, [second]: [] }), /exactly one file/, second);
    }
    const twice = `[{ "name": "web", "imageUri": "evil.io/web:1", "imageUri": "${web}" }]`;
    assert.match(await wrong({ "imagedefinitions.json": twice }), /a key of one map twice/);
  });

  it("shows nothing of a file that is no JSON", async () => {
    const logged: string[] = [];
    const { failed } = await answerTo(limits, { a: "1" }, { "imagedefinitions.json": "password: hunter2" }, logged);
    assert.match(failed!.message, /must be written as JSON/);
    assert.ok(![failed!.message, ...logged].some((line) => line.includes("hunter2")));
  });
});

describe("gate same of taskdef.json and appspec.yaml", () => {
  const limits: StandardLimits = {
    registry,
    images: { web: "web" },
    task: {
      family: "acme-orders-prod",
      taskRole: role("task"),
      executionRole: role("execution"),
      hookPrefix: "acme-orders-prod_",
      hooks: ["acme-check"],
    },
  };
  const container = { name: "web", image: "<IMAGE1_NAME>", essential: true, portMappings: [{ containerPort: 8080 }] };
  const task = {
    family: "acme-orders-prod",
    taskRoleArn: role("task"),
    executionRoleArn: role("execution"),
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    cpu: "256",
    memory: "512",
    containerDefinitions: [container],
  };
  const properties = {
    TaskDefinition: "<TASK_DEFINITION>",
    LoadBalancerInfo: { ContainerName: "web", ContainerPort: 8080 },
  };
  const appspec = (changes: object = {}, Hooks: object[] = []) => ({
    version: 0.0,
    Resources: [{ TargetService: { Type: "AWS::ECS::Service", Properties: { ...properties, ...changes } } }],
    Hooks,
  });
  const answer = (definition: object, spec: string | object = appspec(), image = web) =>
    answerTo(limits, { "taskdef.json": definition, "appspec.yaml": spec }, { "imageDetail.json": { ImageURI: image } });
  const refused = async (...args: Parameters<typeof answer>) => {
    const { failed } = await answer(...args);
    assert.ok(failed, "passed");
    return failed.message;
  };

  it("lets pass the service's own task, also with volumes of the task itself and an image by digest", async () => {
    assert.deepEqual((await answer(task)).failed, undefined);
    const more = {
      ...task,
      volumes: [{ name: "cache" }],
      containerDefinitions: [
        { ...container, image: web, privileged: false, linuxParameters: { initProcessEnabled: true } },
      ],
    };
    const hooks = [{ AfterInstall: "acme-orders-prod_after" }, { BeforeAllowTraffic: "acme-check" }];
    assert.deepEqual((await answer(more, appspec({}, hooks))).failed, undefined);
  });

  const changes: [string, object, RegExp][] = [
    [
      "another service's task role",
      { taskRoleArn: role("task").replace("orders", "billing") },
      /taskRoleArn = .*must be arn/,
    ],
    ["no execution role", { executionRoleArn: undefined }, /executionRoleArn: must be arn/],
    ["another family", { family: "acme-billing-prod" }, /family = .*must be acme-orders-prod/],
    ["the machine's network", { networkMode: "host" }, /networkMode = "host": must be awsvpc/],
    ["the machine's processes", { pidMode: "host" }, /pidMode: is not the build's to choose/],
    ["a folder of the machine", { volumes: [{ name: "x", host: { sourcePath: "/" } }] }, /volumes\[0\].host: is not/],
    ["a volume of Docker", { volumes: [{ name: "x", dockerVolumeConfiguration: {} }] }, /volumes\[0\].docker/],
    ["volumes that are no list", { volumes: "x" }, /volumes/],
    ["a field in another spelling", { TaskRoleArn: role("task") }, /TaskRoleArn: is not/],
  ];
  for (const [what, change, message] of changes) {
    it(`refuses ${what}`, async () => {
      assert.match(await refused({ ...task, ...change }), message);
    });
  }

  const containers: [string, object, RegExp][] = [
    ["a privileged container", { privileged: true }, /privileged = true: must be left out/],
    [
      "devices and capabilities",
      { linuxParameters: { capabilities: { add: ["SYS_ADMIN"] } } },
      /linuxParameters.capabilities/,
    ],
    ["security options", { dockerSecurityOptions: ["no-new-privileges"] }, /dockerSecurityOptions/],
    ["an image by tag", { image: `${registry}web:1` }, /image = .*names no digest/],
    ["a public image", { image: `docker.io/miner@sha256:${"d".repeat(64)}` }, /of another repository/],
    ["a container that the service has not", { name: "miner" }, /container "miner"/],
  ];
  for (const [what, change, message] of containers) {
    it(`refuses ${what}`, async () => {
      assert.match(await refused({ ...task, containerDefinitions: [container, { ...container, ...change }] }), message);
    });
  }

  it("refuses an appspec that deploys another revision, in another network, or runs functions of others", async () => {
    const arn = "arn:aws:ecs:us-east-1:333333333333:task-definition/acme-billing-prod:7";
    assert.match(await refused(task, appspec({ TaskDefinition: arn })), /must be <TASK_DEFINITION>/);
    assert.match(await refused(task, appspec({ NetworkConfiguration: {} })), /Properties.NetworkConfiguration/);
    for (const name of [
      "acme-billing-prod_after",
      "acme-orders-prod",
      "arn:aws:lambda:us-east-1:333333333333:function:acme-other",
    ]) {
      assert.match(
        await refused(task, appspec({}, [{ AfterInstall: name }])),
        /no function of the service's hooks/,
        name,
      );
    }
    assert.match(await refused(task, "version: 0.0"), /appspec.yaml of the build must be written as JSON/);
  });

  it("refuses an imageDetail.json with an image of another repository", async () => {
    assert.match(
      await refused(task, appspec(), web.replace("orders", "billing")),
      /imageDetail.json: .*another repository/,
    );
    assert.match(await refused(task, appspec(), `${registry}web:1`), /imageDetail.json: .*names no digest/);
  });

  it("tells everything that is wrong at once", async () => {
    const message = await refused({ ...task, pidMode: "host", family: "x" }, appspec({ NetworkConfiguration: {} }));
    for (const part of [/pidMode/, /family/, /NetworkConfiguration/]) assert.match(message, part);
  });
});
