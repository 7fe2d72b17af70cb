import assert from "node:assert/strict";
import type { PolicyDocument, Statement } from "../../../../catalog/iam/document";
import { runSeconds, syntheticRuntime } from "../../../../catalog/rollout/synthetic";
import type { Built, Registered } from "../../harness";
import { groupId, make, type Words } from "../ecs/sample";

const word = { kind: "synthetic", path: "/cart?full=1", contains: "total", everyMinutes: 5 } as const;
const withCanary = (
  alarm: NonNullable<NonNullable<Words["rollout"]>["alarms"]>[number] = "synthetic",
  words: Words = {},
) => make({ ...words, rollout: { minutes: 30, bake: 60, alarms: ["errors", alarm], ...words.rollout } });
const canaryOf = (built: Built): Registered["inputs"] => built.one("aws:synthetics/canary:Canary").inputs;

/** What the canary reads from its variable. */
function settingsOf(built: Built) {
  const { environmentVariables } = canaryOf(built)["runConfig"] as { environmentVariables: Record<string, string> };
  return JSON.parse(environmentVariables["SYNTHETIC_TEST"]!) as {
    test: Record<string, unknown>;
    place: { origin: string };
    answered: { bucket: string; key: string };
  };
}

function statement(document: PolicyDocument, sid: string): Statement {
  return document.Statement.find(({ Sid }) => Sid === sid)!;
}

describe("canary of Synthetics", () => {
  it("is not there where no alarm asks for it", async () => {
    const built = await make({ rollout: { alarms: ["errors"] } });
    assert.deepEqual(built.all("aws:synthetics/canary:Canary"), []);
    assert.deepEqual(built.all("aws:s3/bucket:Bucket"), []);
  });

  it("asks the health path of the production address every minute when the file says nothing more", async () => {
    const built = await withCanary();
    const { test, place } = settingsOf(built);
    assert.deepEqual(test, { path: "/ready", status: 200, latencyMs: 1000, requests: 10, attempts: 1 });
    assert.equal(place.origin, built.outputs["origin"]);
    assert.notEqual(place.origin, built.outputs["testOrigin"]);
    assert.deepEqual(canaryOf(built)["schedule"], { expression: "rate(1 minute)" });
  });

  it("asks what the file says, and ends a run in time for the next one", async () => {
    const built = await withCanary(word);
    const { test } = settingsOf(built);
    assert.equal(test["path"], "/cart?full=1");
    assert.equal(test["contains"], "total");
    assert.deepEqual(canaryOf(built)["schedule"], { expression: "rate(5 minutes)" });
    const { timeoutInSeconds } = canaryOf(built)["runConfig"] as { timeoutInSeconds: number };
    assert.equal(timeoutInSeconds, 25);
    const hourly = await withCanary({ ...word, everyMinutes: 60 }, { rollout: { minutes: 300, bake: 300 } });
    assert.deepEqual(canaryOf(hourly)["schedule"], { expression: "rate(1 hour)" });
  });

  it("runs by itself in private subnets, with a group of its own that lets nothing in", async () => {
    const built = await withCanary();
    const canary = canaryOf(built);
    assert.equal(canary["startCanary"], true);
    assert.equal(canary["deleteLambda"], true);
    assert.equal(canary["runtimeVersion"], syntheticRuntime);
    const group = groupId(built, "target-synthetic-security-group");
    assert.deepEqual(canary["vpcConfig"], { subnetIds: ["subnet-a", "subnet-b"], securityGroupIds: [group] });
    const into = built.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      into.filter(({ inputs }) => inputs["securityGroupId"] === group),
      [],
    );
  });

  it("takes its script from its bucket, by a name that follows from script and runtime", async () => {
    const built = await withCanary();
    const code = built.one("aws:s3/bucketObjectv2:BucketObjectv2").inputs;
    const canary = canaryOf(built);
    assert.match(String(code["key"]), /^code\/[0-9a-f]{64}\.zip$/);
    assert.deepEqual([canary["s3Bucket"], canary["s3Key"]], [code["bucket"], code["key"]]);
    assert.equal(canary["handler"], "index.handler");
    assert.equal(canary["artifactS3Location"], `s3://${code["bucket"]}/results`);
  });

  it("forgets that an address has answered when the test is another one", async () => {
    const keyOf = async (status: number) => settingsOf(await withCanary({ ...word, status })).answered.key;
    const one = await keyOf(200);
    const same = await keyOf(200);
    const other = await keyOf(204);
    assert.equal(one, same);
    assert.notEqual(one, other);
  });

  it("keeps results for 30 days in a closed, encrypted bucket that refuses clear text", async () => {
    const built = await withCanary();
    const bucket = built.one("aws:s3/bucket:Bucket").inputs;
    assert.equal(bucket["bucket"], "acme-web-synthetic-333333333333-us-east-1");
    const [old] = built.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"] as {
      filter: object;
      expiration: object;
    }[];
    assert.deepEqual([old!.filter, old!.expiration], [{ prefix: "results/" }, { days: 30 }]);
    const { rules } = built.one(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    ).inputs;
    assert.deepEqual(rules, [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    assert.deepEqual(canaryOf(built)["artifactConfig"], { s3Encryption: { encryptionMode: "SSE_S3" } });
    const policy = built.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"] as string;
    assert.deepEqual(statement(JSON.parse(policy) as PolicyDocument, "DenyClearText").Condition, {
      Bool: { "aws:SecureTransport": "false" },
    });
    const block = built.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs;
    const settings = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
    assert.deepEqual(
      settings.filter((each) => block[each] !== true),
      [],
    );
  });

  it("keeps its bucket in production, and lets it go elsewhere", async () => {
    for (const environment of ["dev", "prod"] as const) {
      const built = await withCanary("synthetic", { environment });
      const { protect, inputs } = built.one("aws:s3/bucket:Bucket");
      assert.deepEqual([protect, inputs["forceDestroy"]], [environment === "prod", environment !== "prod"]);
    }
  });

  it("may write its own results, log and metrics, and nothing else", async () => {
    const built = await withCanary();
    const role = built.one("aws:iam/role:Role", "target-synthetic-role").inputs;
    assert.equal(role["path"], "/services/");
    assert.equal(role["permissionsBoundary"], "arn:aws:iam::333333333333:policy/slipway/acme-boundary");
    const rights = built.one("aws:iam/rolePolicy:RolePolicy", "target-synthetic-role-policy").inputs["policy"];
    const document = JSON.parse(String(rights)) as PolicyDocument;
    const bucket = "arn:aws:s3:::acme-web-synthetic-333333333333-us-east-1";
    assert.deepEqual(statement(document, "Write").Resource, [`${bucket}/answered/*`, `${bucket}/results/*`]);
    assert.deepEqual(statement(document, "Count").Condition, {
      StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" },
    });
    assert.equal(
      statement(document, "Logs").Resource,
      "arn:aws:logs:us-east-1:333333333333:log-group:/aws/lambda/cwsyn-acme-web-*:*",
    );
    assert.deepEqual(statement(document, "NoInterfacesFromCode").Condition, {
      ArnEquals: {
        "lambda:SourceFunctionArn": ["arn:aws:lambda:us-east-1:333333333333:function:cwsyn-acme-web-*"],
      },
    });
  });

  it("has the log group of the function that Synthetics made, for as long as the service's logs", async () => {
    const built = await withCanary("synthetic", { target: { logDays: 30 } });
    const engine = String(built.one("aws:synthetics/canary:Canary").outputs["engineArn"]).split(":")[6];
    const logs = built.one("aws:cloudwatch/logGroup:LogGroup", "target-synthetic-logs").inputs;
    assert.deepEqual([logs["name"], logs["retentionInDays"]], [`/aws/lambda/${engine}`, 30]);
  });

  it("is an alarm that stops rollouts when runs fail, or when it is silent", async () => {
    const built = await withCanary(word);
    const alarm = built.one("aws:cloudwatch/metricAlarm:MetricAlarm", "target-alarm-synthetic").inputs;
    assert.deepEqual(
      [alarm["namespace"], alarm["metricName"], alarm["statistic"], alarm["dimensions"]],
      ["CloudWatchSynthetics", "SuccessPercent", "Average", { CanaryName: "acme-web" }],
    );
    assert.deepEqual(
      [alarm["comparisonOperator"], alarm["threshold"], alarm["period"], alarm["evaluationPeriods"]],
      ["LessThanThreshold", 100, 300, 2],
    );
    assert.equal(alarm["treatMissingData"], "breaching");
    const { alarms } = built.one("aws:ecs/service:Service").inputs;
    assert.deepEqual((alarms as { alarmNames: string[] }).alarmNames, [
      "acme-web-prod-errors",
      "acme-web-prod-synthetic",
    ]);
    const { alarmRule } = built.one("aws:cloudwatch/compositeAlarm:CompositeAlarm").inputs;
    assert.match(String(alarmRule), /ALARM\("acme-web-prod-synthetic"\)/);
  });

  it("is made in a preview, where the function's name is not known yet", async () => {
    const built = await make({ rollout: { alarms: ["synthetic"] } }, true);
    assert.equal(canaryOf(built)["name"], "acme-web");
  });

  it("refuses, with all problems, a run that cannot be", async () => {
    const wrong = (args: Parameters<NonNullable<Words["args"]>>[0]) => {
      const alarms = args.rollout.alarms.map((each) =>
        typeof each !== "string" && "kind" in each ? { ...each, path: "cart", status: 9 } : each,
      );
      return { ...args, rollout: { ...args.rollout, alarms } };
    };
    await assert.rejects(withCanary("synthetic", { args: wrong }), /must be a path[\s\S]*must be a whole number/);
  });

  it("counts the run itself in the time that it takes", () => {
    const alarm = { kind: "synthetic", path: "/", status: 200, latencyMs: 2000, requests: 10 } as const;
    assert.equal(runSeconds({ ...alarm, everyMinutes: 1, evaluationPeriods: 2 }), 35);
  });
});
