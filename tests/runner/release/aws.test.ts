/** The services of a release by hand against a loopback server that speaks as STS, and calls that are written down. */
import assert from "node:assert/strict";
import type { Place } from "../../../functions/release/sdk";
import { sessionPolicy } from "../../../functions/release/session";
import type { Cloud } from "../../../runner/cloud/types";
import { RefusedError } from "../../../runner/exit";
import { releaseServices } from "../../../runner/release/aws";
import { releasePlace } from "../../../runner/release/place";
import type { PipelineStage } from "../../../runner/release/services";
import { accounts, catalogOf } from "../../catalog/pipeline/sample";
import { digestOf } from "../../functions/release/world/cloud";
import { type Sts, startSts } from "../sts";

const certificate = `arn:aws:acm:us-east-1:${accounts.prod}:certificate/1`;
const catalog = catalogOf({
  target: {
    kind: "ecs",
    containers: [{ name: "web", port: 8080 }],
    health: "/health",
    loadBalancer: { certificate: { dev: certificate.replace(accounts.prod, accounts.dev), prod: certificate } },
  },
  build: { images: [{ name: "web" }] },
});
const place = releasePlace(catalog, { service: "orders", environment: "prod", digest: digestOf("a") });
const roles = { toolchain: place.role, target: place.parameters.role };
const target = {
  kind: "ecs",
  cluster: "c",
  service: "s",
  template: "t",
  family: "f",
  containers: { web: "web" },
  repositories: { web: "r" },
  alarms: [],
};

describe("the services of a release by hand", () => {
  let sts: Sts;
  /** `<key> enters <role>`; each session's key is that of its role and a number. */
  let entered: string[];
  /** Session policy of each session into the target. */
  let policies: (string | null)[];
  let asked: { service: string; operation: string; key: string; region: string; input: Record<string, unknown> }[];
  let stages: PipelineStage[];
  let refused: string | undefined;
  let cloud: Cloud;

  before(async () => {
    sts = await startSts({
      arn(key) {
        const id = key === "started" || key.startsWith("TOOLCHAIN") ? accounts.toolchain : accounts.prod;
        return `arn:aws:sts::${id}:assumed-role/admin/anna@acme.example`;
      },
      assume(form, key) {
        const role = form.get("RoleArn") === roles.toolchain ? "TOOLCHAIN" : "TARGET";
        entered.push(`${key} enters ${role}`);
        if (role === "TARGET") policies.push(form.get("Policy"));
        return `${role}${entered.length}`;
      },
    });
    const { endpoint } = sts;
    cloud = {
      kind: "aws",
      title: "AWS",
      environment: {},
      ambient: { accessKeyId: "started", secretAccessKey: "s" },
      client: (region, credentials) => ({ region, endpoint, ...(credentials ? { credentials } : {}) }),
      refusal: async (role) => (role === roles.target ? undefined : refused),
      delivery: async () => assert.fail("no pipeline is changed"),
      backendParameters: {},
      releases: {
        calls:
          (service, at: Place = {}) =>
          async <Answer>(operation: string, input: object) => {
            const { accessKeyId } = await at.credentials!();
            const given = input as Record<string, unknown>;
            asked.push({ service, operation, key: accessKeyId, region: at.region!, input: given });
            const found = service === "ssm" && operation === "GetParameters" && accessKeyId.startsWith("TARGET");
            return (found ? { Parameters: [{ Value: JSON.stringify(target) }] } : {}) as Answer;
          },
        pipelineStages: async (name, at) => {
          assert.equal(name, "acme-orders");
          const { accessKeyId } = await at.credentials!();
          asked.push({
            service: "codepipeline",
            operation: "GetPipelineState",
            key: accessKeyId,
            region: at.region!,
            input: {},
          });
          return stages;
        },
        secondMs: 0,
      },
    };
  });
  beforeEach(() => {
    entered = [];
    policies = [];
    asked = [];
    stages = [];
    refused = undefined;
  });
  after(() => sts.close());

  it("are asked by whoever gave the command, through the release role of the toolchain", async () => {
    const { who, approves } = await releaseServices(cloud, place);
    assert.equal(who, "by-hand/anna@acme.example");
    assert.equal(approves, true);
    assert.deepEqual(entered, ["started enters TOOLCHAIN"]);
  });

  it("are none for somebody whom that role does not admit", async () => {
    refused = "its trust policy does not admit anna";
    await assert.rejects(releaseServices(cloud, place), (error: Error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /anna@acme\.example may not assume \S+acme-release: its trust policy/);
      return true;
    });
  });

  it("reach the target from the toolchain's role only, and keep records as that role", async () => {
    const services = await releaseServices(cloud, place);
    const world = await services.enter(place.parameters);
    assert.equal(world.target.kind, "ecs");
    await world.ecs.taskDefinition("t");
    await world.records.read();
    await services.history("h");
    await services.writeParameter("p", "v");
    assert.deepEqual(
      asked.map(({ service, operation, key }) => `${key.replace(/\d+$/, "")} ${service} ${operation}`),
      [
        "TARGET ssm GetParameters",
        "TARGET ecs DescribeTaskDefinition",
        "TOOLCHAIN ssm GetParameters",
        "TOOLCHAIN ssm GetParameterHistory",
        "TOOLCHAIN ssm PutParameter",
      ],
    );
    assert.deepEqual(asked.at(-1)!.input, { Name: "p", Value: "v", Type: "String", Overwrite: true });
    const into = entered.filter((line) => line.endsWith("TARGET"));
    assert.ok(into.length > 0 && into.every((line) => /^TOOLCHAIN\d+ enters TARGET$/.test(line)), into.join());
  });

  it("reach the released service in its environment only, as the pipeline's function does", async () => {
    const { enter } = await releaseServices(cloud, place);
    await enter(place.parameters);
    assert.deepEqual([...new Set(policies)], [sessionPolicy(place.parameters)]);
  });

  it("enter both roles anew, from the first identity, when a session has ended", async () => {
    const places: Place[] = [];
    const { releases } = cloud;
    const noting: Cloud = {
      ...cloud,
      releases: {
        ...releases,
        calls(service, at) {
          places.push(at!);
          return releases.calls(service, at);
        },
      },
    };
    const { enter } = await releaseServices(noting, place);
    await enter(place.parameters);
    const [toolchain, inTarget] = [places[0]!, places[1]!];
    entered = [];
    const before = Date.now();
    const [first, again] = [await inTarget.credentials!(), await inTarget.credentials!()];
    assert.notEqual(first.accessKeyId, again.accessKeyId);
    assert.deepEqual(
      entered.map((line) => line.replace(/\d+/, "")),
      ["started enters TOOLCHAIN", "TOOLCHAIN enters TARGET", "started enters TOOLCHAIN", "TOOLCHAIN enters TARGET"],
    );
    const minutes = (again.expiration!.getTime() - before) / 60_000;
    assert.ok(minutes > 50 && minutes < 60, `${minutes} minutes: a chained session lasts an hour, and is left before`);
    entered = [];
    await toolchain.credentials!();
    assert.deepEqual(entered, ["started enters TOOLCHAIN"]);
  });

  it("tell which action of the pipeline is under way, among those that are asked for", async () => {
    const { underWay } = await releaseServices(cloud, place);
    const stage = (stageName: string, actionName: string, status: string): PipelineStage => ({
      stageName,
      latestExecution: { pipelineExecutionId: `e-${stageName}` },
      actionStates: [{ actionName: "never ran" }, { actionName, latestExecution: { status } }],
    });
    stages = [
      stage("Build", "Build", "InProgress"),
      stage("dev", "Release", "Succeeded"),
      stage("prod", "Release", "InProgress"),
    ];
    const actions = [
      { stage: "dev", action: "Release" },
      { stage: "prod", action: "Release" },
    ];
    assert.deepEqual(await underWay("acme-orders", actions), { execution: "e-prod", stage: "prod", action: "Release" });
    assert.equal(await underWay("acme-orders", actions.slice(0, 1)), undefined);
    assert.match(asked[0]!.key, /^TOOLCHAIN/);
    stages = [{}];
    assert.equal(await underWay("acme-orders", actions), undefined);
  });
});
