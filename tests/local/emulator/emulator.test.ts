import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { connectEmulator, type Emulator, startEmulator, stopEmulator } from "../../../local/emulator";
import { probeEmulator } from "../../../local/emulator/probe";
import { isAlive } from "../../../local/emulator/process";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

describe("the emulator", function () {
  // The first run on a machine installs moto.
  this.timeout(180_000);
  let dataDirectory: string;
  let emulator: Emulator;

  before(async () => {
    dataDirectory = mkdtempSync(join(tmpdir(), "slipway-emulator-"));
    for (const folder of ["resources", "rollouts"]) {
      mkdirSync(join(dataDirectory, folder));
      writeFileSync(join(dataDirectory, folder, "old.json"), "{}");
    }
    emulator = await startEmulator({ dataDirectory, accountId: "111111111111", detached: false });
  });

  after(async () => {
    await stopEmulator(dataDirectory);
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  const sts = (credentials = { accessKeyId: "anybody", secretAccessKey: "anything" }) =>
    new STSClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });

  it("listens on a loopback address and empties the records of an earlier one", () => {
    assert.match(emulator.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(existsSync(join(dataDirectory, "resources")), false);
    assert.equal(existsSync(join(dataDirectory, "rollouts")), false);
  });

  it("is found again by its folder", async () => {
    const found = await connectEmulator(dataDirectory);
    assert.equal(found?.pid, emulator.pid);
    assert.equal(found?.token, emulator.token);
  });

  it("is started once, however many ask at the same time", async () => {
    const options = { dataDirectory, accountId: "111111111111", detached: false };
    const found = await Promise.all([startEmulator(options), startEmulator(options)]);
    assert.deepEqual(
      found.map(({ pid }) => pid),
      [emulator.pid, emulator.pid],
    );
  });

  it("answers the probe only with its own token", async () => {
    assert.equal((await probeEmulator(emulator.endpoint, emulator.token))?.pid, emulator.pid);
    assert.equal(await probeEmulator(emulator.endpoint, "another token"), undefined);
  });

  it("puts unknown credentials into the account it was started for, and sessions into their role's", async () => {
    assert.equal((await sts().send(new GetCallerIdentityCommand({}))).Account, "111111111111");
    const role = { RoleArn: "arn:aws:iam::222222222222:role/slipway/reader", RoleSessionName: "test" };
    const { Credentials: given } = await sts().send(new AssumeRoleCommand(role));
    const session = {
      accessKeyId: given!.AccessKeyId!,
      secretAccessKey: given!.SecretAccessKey!,
      sessionToken: given!.SessionToken!,
    };
    const caller = await sts(session).send(new GetCallerIdentityCommand({}));
    assert.equal(caller.Arn, "arn:aws:sts::222222222222:assumed-role/reader/test");
  });

  it("lets one of many conditional writes win, and shows the others the winner's item", async () => {
    const credentials = { accessKeyId: "anybody", secretAccessKey: "anything" };
    const client = new DynamoDBClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
    const key = { AttributeName: "LockID", KeyType: "HASH" as const };
    await client.send(
      new CreateTableCommand({
        TableName: "lock",
        KeySchema: [key],
        AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    const acquire = (owner: string) =>
      client.send(
        new UpdateItemCommand({
          TableName: "lock",
          Key: { LockID: { S: "one" } },
          UpdateExpression: "SET #owner = :owner",
          ConditionExpression: "attribute_not_exists(#owner)",
          ExpressionAttributeNames: { "#owner": "owner" },
          ExpressionAttributeValues: { ":owner": { S: owner } },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
    const owners = Array.from({ length: 12 }, (_, index) => `owner-${index}`);
    const results = await Promise.allSettled(owners.map(acquire));
    const winners = owners.filter((_, index) => results[index]!.status === "fulfilled");
    assert.equal(winners.length, 1);
    for (const result of results) {
      if (result.status === "fulfilled") continue;
      assert.ok(result.reason instanceof ConditionalCheckFailedException);
      assert.equal(result.reason.Item?.["owner"]?.S, winners[0]);
    }
  });

  it("keeps moto's own controls shut", async () => {
    assert.equal((await fetch(`${emulator.endpoint}/moto-api/reset`, { method: "POST" })).status, 404);
  });

  it("is not found when its process id belongs to another process", async () => {
    const file = join(dataDirectory, "emulator.json");
    const record = readFileSync(file, "utf8");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(record), pid: process.pid }));
    try {
      assert.equal(await connectEmulator(dataDirectory), undefined);
      await stopEmulator(dataDirectory);
      assert.ok(isAlive(emulator.pid));
    } finally {
      writeFileSync(file, record);
    }
  });

  it("ends when it is stopped", async () => {
    await emulator.stop();
    assert.equal(isAlive(emulator.pid), false);
    assert.equal(await connectEmulator(dataDirectory), undefined);
  });

  it("outlives its parent when detached, until it is idle", async () => {
    const options = { dataDirectory, accountId: "111111111111", detached: true, idleStopMinutes: 0.005 };
    const { pid } = await startEmulator(options);
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await connectEmulator(dataDirectory), undefined);
  });
});
