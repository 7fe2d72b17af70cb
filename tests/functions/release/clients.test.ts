import assert from "node:assert/strict";
import { codedeployOf } from "../../../functions/release/codedeploy-client";
import { ecsOf } from "../../../functions/release/ecs-client";
import { entering } from "../../../functions/release/enter";
import { lambdaOf } from "../../../functions/release/lambda-client";
import { parameter, recordsOf } from "../../../functions/release/parameters";
import { type Call, callsOf, type Place } from "../../../functions/release/sdk";
import { sessionPolicy } from "../../../functions/release/session";
import { targetOf } from "../../../functions/release/target";
import { tasksOf } from "../../../functions/release/tasks-client";
import { awsError } from "./world/clock";
import { digestOf } from "./world/cloud";

/** Answers by operation; a list is answered one after the other. */
function calls(answers: Record<string, object | Error | object[]>) {
  const sent: [operation: string, input: Record<string, unknown>][] = [];
  const call: Call = async <Answer>(operation: string, input: object) => {
    sent.push([operation, input as Record<string, unknown>]);
    const given = answers[operation] ?? {};
    const answer = Array.isArray(given) ? (given.shift() as object) : given;
    if (answer instanceof Error) throw answer;
    return answer as Answer;
  };
  return { call, sent };
}

describe("the release's calls to ECS", () => {
  it("describe deployments with the task definition that each brings, the newest first and each once", async () => {
    const brief = (id: string, created: number) => ({ serviceDeploymentArn: id, createdAt: new Date(created) });
    const deployment = (id: string, created: number) => ({
      ...brief(id, created),
      status: "ROLLBACK_SUCCESSFUL",
      statusReason: "Service deployment rolled back.",
      lifecycleStage: "POST_TEST_TRAFFIC_SHIFT",
      targetServiceRevision: { arn: `revision-of-${id}` },
      sourceServiceRevisions: [{ arn: "before" }, ...(id === "d1" ? [{ arn: "other" }] : [])],
      rollback: { reason: "a hook failed" },
      alarms: { status: "TRIGGERED", triggeredAlarmNames: ["5xx"] },
      deploymentCircuitBreaker: { status: "MONITORING", failureCount: 2, threshold: 3 },
      lifecycleHookDetails: [{ hookId: "h", targetType: "PAUSE", status: "TIMED_OUT", expiresAt: new Date(7) }],
    });
    const { call, sent } = calls({
      ListServiceDeployments: [
        { serviceDeployments: [brief("d1", 1)] },
        { serviceDeployments: [brief("d1", 1)], nextToken: "more" },
        { serviceDeployments: [brief("d2", 2)] },
      ],
      DescribeServiceDeployments: { serviceDeployments: [deployment("d1", 1), deployment("d2", 2)] },
      DescribeServiceRevisions: {
        serviceRevisions: [
          { serviceRevisionArn: "revision-of-d2", taskDefinition: "td:2" },
          { serviceRevisionArn: "before", taskDefinition: "td:1" },
        ],
      },
    });
    const found = await ecsOf(call).deployments("c", "s", 500);
    assert.deepEqual(
      found.map(({ arn, taskDefinition, replaces }) => [arn, taskDefinition, replaces]),
      [
        ["d2", "td:2", "td:1"],
        // Of two it is not known which ECS goes back to.
        ["d1", undefined, undefined],
      ],
    );
    assert.deepEqual(found[0], {
      arn: "d2",
      status: "ROLLBACK_SUCCESSFUL",
      created: 2,
      taskDefinition: "td:2",
      replaces: "td:1",
      reason: "Service deployment rolled back.",
      rollbackReason: "a hook failed",
      stage: "POST_TEST_TRAFFIC_SHIFT",
      triggeredAlarms: ["5xx"],
      failedTasks: { count: 2, threshold: 3 },
      hooks: [{ id: "h", type: "PAUSE", target: undefined, status: "TIMED_OUT", expires: 7 }],
    });
    const lists = sent.filter(([operation]) => operation === "ListServiceDeployments").map(([, input]) => input);
    assert.ok((lists[0]!["status"] as string[]).includes("ROLLBACK_IN_PROGRESS"));
    assert.deepEqual([lists[1]!["createdAt"], lists[2]!["nextToken"]], [{ after: new Date(500) }, "more"]);
    const described = sent.filter(([operation]) => operation === "DescribeServiceDeployments");
    assert.deepEqual(described[0]![1]["serviceDeploymentArns"], ["d2", "d1"]);
  });

  it("describe a service, a task definition with its tags, and neither that does not exist", async () => {
    const services = [
      { status: "ACTIVE", taskDefinition: "td:1", taskSets: [{ status: "PRIMARY", taskDefinition: "td:0" }] },
    ];
    const taskDefinition = { taskDefinitionArn: "arn:td:1", family: "td" };
    const { call, sent } = calls({
      DescribeServices: [{ services }, { services: [{ status: "INACTIVE" }] }],
      DescribeTaskDefinition: [
        { taskDefinition, tags: [{ key: "k", value: "v" }] },
        awsError("ClientException", "Unable to describe task definition."),
        awsError("ClientException", "something else"),
      ],
    });
    const ecs = ecsOf(call);
    assert.deepEqual(await ecs.service("c", "s"), {
      taskDefinition: "td:1",
      taskSets: [{ status: "PRIMARY", taskDefinition: "td:0" }],
    });
    assert.equal(await ecs.service("c", "s"), undefined);
    assert.deepEqual(await ecs.taskDefinition("td"), {
      arn: "arn:td:1",
      described: taskDefinition,
      tags: [{ key: "k", value: "v" }],
    });
    assert.deepEqual(sent.at(-1), ["DescribeTaskDefinition", { taskDefinition: "td", include: ["TAGS"] }]);
    assert.equal(await ecs.taskDefinition("td"), undefined);
    await assert.rejects(ecs.taskDefinition("td"), /something else/);
  });

  it("force a deployment only when told to, and take a stop of what has ended for done", async () => {
    const { call, sent } = calls({
      StopServiceDeployment: [{}, awsError("ConflictException"), awsError("AccessDeniedException")],
    });
    const ecs = ecsOf(call);
    await ecs.update("c", "s", "td:1", false);
    await ecs.update("c", "s", "td:1", true);
    assert.deepEqual(sent[0], ["UpdateService", { cluster: "c", service: "s", taskDefinition: "td:1" }]);
    assert.equal(sent[1]![1]["forceNewDeployment"], true);
    await ecs.stop("d1");
    assert.deepEqual(sent[2], ["StopServiceDeployment", { serviceDeploymentArn: "d1", stopType: "ROLLBACK" }]);
    await ecs.stop("d1");
    await assert.rejects(ecs.stop("d1"), /as AWS says/);
  });

  it("read why tasks stopped, and ask for none where none did", async () => {
    const task = {
      taskArn: "t1",
      taskDefinitionArn: "td:1",
      stoppedReason: "gone",
      containers: [{ name: "web", exitCode: 1 }],
    };
    const { call, sent } = calls({
      ListTasks: [{ taskArns: ["t1"] }, { taskArns: [] }],
      DescribeTasks: { tasks: [task] },
    });
    const [found] = await ecsOf(call).stoppedTasks("c", "s");
    assert.deepEqual(
      [found!.id, found!.taskDefinition, found!.reason, found!.containers[0]!.exitCode],
      ["t1", "td:1", "gone", 1],
    );
    assert.equal(sent[0]![1]["desiredStatus"], "STOPPED");
    assert.deepEqual(await ecsOf(call).stoppedTasks("c", "s"), []);
    assert.equal(sent.length, 3);
  });
});

describe("the release's calls to CodeDeploy", () => {
  const group = { application: "acme-orders", group: "acme-orders-prod" };

  it("create a deployment of an appspec with its digest, and no deployment configuration of its own", async () => {
    const { call, sent } = calls({ CreateDeployment: { deploymentId: "d-1" } });
    assert.equal(await codedeployOf(call).create({ ...group, appSpec: "{}", description: "Slipway release" }), "d-1");
    assert.deepEqual(sent[0]![1], {
      applicationName: "acme-orders",
      deploymentGroupName: "acme-orders-prod",
      description: "Slipway release",
      revision: {
        revisionType: "AppSpecContent",
        appSpecContent: {
          content: "{}",
          sha256: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        },
      },
    });
  });

  it("list what is under way and what is newer, each once, and read error, rollback and events", async () => {
    const info = (deploymentId: string, time: number) => ({
      deploymentId,
      status: "Failed",
      createTime: new Date(time),
      description: "Slipway release of x",
      errorInformation: { code: "ALARM_ACTIVE", message: "alarm" },
      rollbackInfo: { rollbackDeploymentId: "d-9", rollbackMessage: "started" },
    });
    const lifecycleEvents = [
      { lifecycleEventName: "BeforeAllowTraffic", status: "Failed", diagnostics: { message: "no" } },
    ];
    const { call, sent } = calls({
      ListDeployments: [{ deployments: ["d-1"] }, { deployments: ["d-1"], nextToken: "n" }, { deployments: ["d-2"] }],
      BatchGetDeployments: { deploymentsInfo: [info("d-1", 1), info("d-2", 2)] },
      GetDeployment: { deploymentInfo: info("d-1", 1) },
      ListDeploymentTargets: { targetIds: ["t"] },
      BatchGetDeploymentTargets: { deploymentTargets: [{ ecsTarget: { lifecycleEvents } }, { lambdaTarget: {} }] },
    });
    const codedeploy = codedeployOf(call);
    const found = await codedeploy.deployments(group, 5);
    assert.deepEqual(
      found.map(({ id }) => id),
      ["d-2", "d-1"],
    );
    assert.deepEqual(sent[1]![1]["createTimeRange"], { start: new Date(5) });
    assert.deepEqual(sent[3]![1], { deploymentIds: ["d-1", "d-2"] });
    const one = await codedeploy.deployment("d-1");
    assert.deepEqual(
      [one.error, one.rollback],
      [
        { code: "ALARM_ACTIVE", message: "alarm" },
        { id: "d-9", message: "started" },
      ],
    );
    const byItself = { ...info("d-9", 3), rollbackInfo: { rollbackTriggeringDeploymentId: "d-1" } };
    const back = await codedeployOf(calls({ GetDeployment: { deploymentInfo: byItself } }).call).deployment("d-9");
    assert.deepEqual([back.undoes, one.undoes], ["d-1", undefined]);
    assert.deepEqual(await codedeploy.events("d-1"), [{ name: "BeforeAllowTraffic", status: "Failed", message: "no" }]);
  });

  it("stop a deployment with its rollback, and take one that has ended for stopped", async () => {
    const { call, sent } = calls({
      StopDeployment: [{}, awsError("DeploymentAlreadyCompletedException"), awsError("Other")],
    });
    const codedeploy = codedeployOf(call);
    await codedeploy.stop("d-1");
    assert.deepEqual(sent[0], ["StopDeployment", { deploymentId: "d-1", autoRollbackEnabled: true }]);
    await codedeploy.stop("d-1");
    await assert.rejects(codedeploy.stop("d-1"), { name: "Other" });
  });
});

describe("the release's calls to Lambda", () => {
  it("change code and publish it only at the revision that was seen", async () => {
    const Configuration = { RevisionId: "r1", CodeSha256: "s", State: "Active", LastUpdateStatus: "Successful" };
    const { call, sent } = calls({
      GetFunction: { Configuration, Code: { ImageUri: "host/web:latest", ResolvedImageUri: "host/web@sha256:1" } },
      PublishVersion: { Version: "7" },
      GetAlias: { FunctionVersion: "6", RoutingConfig: { AdditionalVersionWeights: { "7": 0.1 } } },
    });
    const lambda = lambdaOf(call);
    const found = await lambda.function("f");
    assert.deepEqual([found.revision, found.image, found.codeSha256], ["r1", "host/web@sha256:1", "s"]);
    await lambda.updateCode("f", { image: "host/web@sha256:2" }, "r1");
    assert.deepEqual(sent[1]![1], { FunctionName: "f", RevisionId: "r1", ImageUri: "host/web@sha256:2" });
    const zip = { bucket: "b", key: "k", version: "v", digest: digestOf("a") };
    await lambda.updateCode("f", { zip }, "r1");
    assert.deepEqual(sent[2]![1], {
      FunctionName: "f",
      RevisionId: "r1",
      S3Bucket: "b",
      S3Key: "k",
      S3ObjectVersion: "v",
    });
    assert.equal(await lambda.publish("f", found), "7");
    assert.deepEqual(sent[3]![1], { FunctionName: "f", RevisionId: "r1", CodeSha256: "s" });
    assert.deepEqual(await lambda.alias("f", "live"), { version: "6", weights: { "7": 0.1 } });
  });
});

describe("what a release knows of its target", () => {
  const target = {
    kind: "ecs",
    cluster: "acme-prod",
    service: "orders",
    template: "arn:aws:ecs:us-east-1:222222222222:task-definition/orders-prod-template:1",
    family: "orders-prod",
    containers: { web: "web" },
    repositories: { web: "111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/orders/web" },
    alarms: [],
  };

  it("is read from one parameter with the release role, and what runs with the releaser's own rights", async () => {
    const places: [string, Place | undefined][] = [];
    const { call, sent } = calls({ GetParameters: { Parameters: [{ Value: JSON.stringify(target) }] } });
    const assumed: string[] = [];
    const enter = entering({
      assume: async (role, session, _, policy) => {
        assumed.push(role, session, policy);
        return { accessKeyId: "a", secretAccessKey: "s" };
      },
      calls: (service, place) => {
        places.push([service, place]);
        return call;
      },
      now: () => 1,
    });
    const role = "arn:aws:iam::222222222222:role/slipway/acme-release";
    const session = { role, service: "orders", environment: "prod" };
    const place = { ...session, region: "us-east-1", target: "/t", record: "/r" };
    const world = await enter(place as never);
    assert.deepEqual(world.target, target);
    assert.deepEqual(sent, [["GetParameters", { Names: ["/t"] }]]);
    assert.deepEqual(
      places.map(([service, at]) => [service, at?.region]),
      [
        ["ssm", "us-east-1"],
        ["ecs", "us-east-1"],
        ["codedeploy", "us-east-1"],
        ["lambda", "us-east-1"],
        ["s3", undefined],
        ["ssm", undefined],
      ],
    );
    await places[0]![1]!.credentials!();
    assert.deepEqual(assumed, [role, "slipway-release-orders", sessionPolicy(session)]);
  });

  it("is refused with everything that is wrong with it", () => {
    const wrong = { kind: "ecs", alarms: "none", containers: [], codedeploy: { hooks: { AfterStart: "f" } } };
    for (const text of [
      "alarms must",
      "application must",
      "group must",
      "Hooks.AfterStart",
      "cluster must",
      "containers must",
    ]) {
      assert.throws(() => targetOf("/t", JSON.stringify(wrong)), new RegExp(text.replace(".", "\\.")));
    }
    const { repositories: _, ...nowhere } = target;
    for (const document of [nowhere, { kind: "lambda", alarms: [], image: "web" }]) {
      assert.throws(() => targetOf("/t", JSON.stringify(document)), /repositories\.web must be text/);
    }
    assert.throws(() => targetOf("/t", undefined), /does not exist\. Apply the service's stack/);
    for (const text of ["[]", "arn:aws:ecs", '{"kind":"eks"}'])
      assert.throws(() => targetOf("/t", text), /is no release target/);
    assert.throws(
      () => targetOf("/t", '{"kind":"lambda","alarms":[]}'),
      /application must.*function must|function must/,
    );
  });

  it("takes a record that cannot be read for none, but no fault for it", async () => {
    const { call, sent } = calls({
      GetParameters: [{ Parameters: [{ Value: "no JSON" }] }, { Parameters: [] }, awsError("AccessDeniedException")],
    });
    const records = recordsOf(call, "/r");
    assert.equal(await records.read(), undefined);
    assert.equal(await parameter(call, "/r"), undefined);
    await assert.rejects(records.read(), { name: "AccessDeniedException" });
    await records.write({ digest: "d", images: {}, template: "t", revision: "r", execution: "e", released: "now" });
    assert.deepEqual([sent.at(-1)![1]["Name"], sent.at(-1)![1]["Overwrite"]], ["/r", true]);
  });
});

describe("the SDK", () => {
  it("is loaded with the first call, one client for all of a place and region", async () => {
    const loaded: string[] = [];
    const made: object[] = [];
    class ECSClient {
      constructor(place: object) {
        made.push(place);
      }
      async send(command: { input: object }) {
        return command.input;
      }
    }
    class DescribeServicesCommand {
      constructor(readonly input: object) {}
    }
    const call = callsOf("ecs", { region: "eu-west-1" }, (name) => {
      loaded.push(name);
      return { ECSClient, DescribeServicesCommand };
    });
    assert.deepEqual(loaded, []);
    assert.deepEqual(await call("DescribeServices", { cluster: "c" }), { cluster: "c" });
    await call("DescribeServices", {});
    assert.deepEqual([loaded[0], made], ["@aws-sdk/client-ecs", [{ region: "eu-west-1" }]]);
    const regional = () => made.map((each) => (each as { region: string }).region);
    for (const region of ["us-east-1", "us-east-1", undefined]) await call("DescribeServices", {}, region);
    assert.deepEqual(regional(), ["eu-west-1", "us-east-1"]);
  });
});

describe("the release's calls to ECS about tasks that run once", () => {
  const network = { awsvpcConfiguration: { subnets: ["subnet-1"] } };
  const strategy = [{ capacityProvider: "FARGATE", weight: 1 }];
  const run = { taskDefinition: "td:1", placement: { launchType: "FARGATE" }, container: "web", command: ["x"] };

  it("place a task where the service's own are, by strategy or launch type, in CodeDeploy mode from its task set", async () => {
    const inService = { status: "ACTIVE", networkConfiguration: network, capacityProviderStrategy: strategy };
    const inSet = { status: "PRIMARY", networkConfiguration: network, launchType: "FARGATE", platformVersion: "1.4.0" };
    const { call } = calls({
      DescribeServices: [
        { services: [{ ...inService, launchType: "" }] },
        { services: [{ status: "ACTIVE", capacityProviderStrategy: [], taskSets: [{ status: "ACTIVE" }, inSet] }] },
        { services: [{ status: "INACTIVE" }] },
      ],
    });
    const { placement } = tasksOf(call);
    assert.deepEqual(await placement("c", "s"), { networkConfiguration: network, capacityProviderStrategy: strategy });
    const { status: _, ...rest } = inSet;
    assert.deepEqual(await placement("c", "s"), rest);
    assert.equal(await placement("c", "s"), undefined);
  });

  it("run it with the job's token, and take the token's task where ECS knows it from other words", async () => {
    const conflict = Object.assign(awsError("ConflictException"), { resourceIds: ["arn:t1"] });
    const { call, sent } = calls({
      RunTask: [
        { tasks: [{ taskArn: "arn:t1" }] },
        conflict,
        { failures: [{ arn: "arn:i", reason: "RESOURCE:CPU", detail: "512 missing" }, {}] },
        awsError("ConflictException"),
      ],
    });
    const { run: start } = tasksOf(call);
    assert.deepEqual(await start("c", { ...run, token: "job-1" }), { task: "arn:t1" });
    const [, input] = sent[0]!;
    assert.deepEqual([input["clientToken"], input["startedBy"], input["count"]], ["job-1", "slipway-job-1", 1]);
    assert.deepEqual(input["overrides"], { containerOverrides: [{ name: "web", command: ["x"] }] });
    assert.equal(input["launchType"], "FARGATE");
    assert.deepEqual(await start("c", { ...run, token: "job-1" }), { task: "arn:t1" });
    const failures = ["RESOURCE:CPU (arn:i): 512 missing", "no reason given"];
    assert.deepEqual(await start("c", { ...run, token: "job-2" }), { failures });
    await assert.rejects(start("c", { ...run, token: "job-2" }), { name: "ConflictException" });
  });

  it("find it with its containers' exit codes, and stop it with a reason", async () => {
    const containers = [{ name: "web", exitCode: 1, reason: "OutOfMemoryError" }];
    const found = { lastStatus: "STOPPED", stoppedReason: "Essential container in task exited", containers };
    const { call, sent } = calls({ DescribeTasks: [{ tasks: [found] }, { tasks: [], failures: [{}] }] });
    const { find, stop } = tasksOf(call);
    const { lastStatus: status, stoppedReason: reason } = found;
    assert.deepEqual(await find("c", "arn:t1"), { status, reason, containers });
    assert.equal(await find("c", "arn:t1"), undefined);
    await stop("c", "arn:t1", "too long");
    assert.deepEqual(sent.at(-1), ["StopTask", { cluster: "c", task: "arn:t1", reason: "too long" }]);
  });
});
