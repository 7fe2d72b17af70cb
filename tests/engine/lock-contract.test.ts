/** The lock and the reading of checkpoints against the laptop cloud's emulator. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type Emulator, startEmulator } from "../../local/emulator";
import { dynamoTable, readCheckpoint, readPulumiLocks, versionWritten } from "../../runner/lock";
import { lockTableContract } from "../runner/lock/contract";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

describe("the lock on the laptop cloud", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-lock-"));
  let emulator: Emulator;
  const options = () => ({
    endpoint: emulator.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

  before(async function () {
    // The first start on a machine installs the emulator.
    this.timeout(180_000);
    emulator = await startEmulator({ dataDirectory: folder, accountId: "111111111111", detached: false });
    await new DynamoDBClient(options()).send(
      new CreateTableCommand({
        TableName: "locks",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }],
      }),
    );
  });
  after(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  lockTableContract("the emulator", () => dynamoTable({ client: options(), table: "locks" }));

  describe("reading what Pulumi keeps in the bucket", () => {
    const bucket = "acme-state-111111111111";
    const place = { bucket, prefix: "prod/prod", project: "slipway", stack: "orders.prod" };
    const base = "prod/prod/.pulumi/stacks/slipway";
    const urn = "urn:pulumi:orders.prod::slipway::aws:s3/bucket:Bucket::store";
    const pending = [{ type: "creating", resource: { urn } }];
    const content = JSON.stringify({ version: 3, checkpoint: { latest: { pending_operations: pending } } });
    const client = () => new S3Client({ ...options(), forcePathStyle: true });
    const put = (Key: string, Body: string | Uint8Array) =>
      client().send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

    before(async () => {
      await client().send(new CreateBucketCommand({ Bucket: bucket }));
      await client().send(
        new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
      );
      // Neighbours whose names begin like the stack's.
      for (const name of ["orders.prod.json.bak", "orders.prod.eu.json", "orders.json", "orders.prod.pulumi-tags"]) {
        await put(`${base}/${name}`, "{}");
      }
    });

    it("finds no checkpoint and no locks of a stack that has none, whatever its neighbours are called", async () => {
      assert.equal(await readCheckpoint(client(), place), undefined);
      assert.deepEqual(await readPulumiLocks(client(), place), []);
    });

    it("gives digest, version, time and pending operations of a checkpoint, dots in the stack's name or not", async () => {
      const { VersionId } = await put(`${base}/orders.prod.json`, content);
      const checkpoint = await readCheckpoint(client(), place);
      assert.equal(checkpoint?.key, `${base}/orders.prod.json`);
      assert.equal(checkpoint?.extension, ".json");
      assert.equal(Buffer.from(checkpoint!.bytes).toString(), content);
      assert.match(checkpoint!.digest, /^[0-9a-f]{64}$/);
      assert.equal(checkpoint?.versionId, VersionId);
      assert.ok(checkpoint?.lastModified instanceof Date);
      assert.deepEqual(checkpoint?.pending, [{ type: "creating", urn }]);
    });

    it("tells when a version was written that is no longer the newest, and nothing of one that never was", async () => {
      const { VersionId } = await put(`${base}/orders.prod.json`, content);
      await put(`${base}/orders.prod.json`, `${content} `);
      assert.ok((await versionWritten(client(), bucket, `${base}/orders.prod.json`, VersionId!)) instanceof Date);
      const unknown = "00000000-0000-4000-8000-000000000000";
      assert.equal(await versionWritten(client(), bucket, `${base}/orders.prod.json`, unknown), undefined);
    });

    it("reads a compressed checkpoint", async () => {
      await client().send(new DeleteObjectCommand({ Bucket: bucket, Key: `${base}/orders.prod.json` }));
      await put(`${base}/orders.prod.json.gz`, gzipSync(content));
      const checkpoint = await readCheckpoint(client(), place);
      assert.equal(checkpoint?.extension, ".json.gz");
      assert.deepEqual(checkpoint?.pending, [{ type: "creating", urn }]);
    });

    it("reads the files of Pulumi's own lock, of this stack only", async () => {
      const lock = { pid: 4711, username: "ana", hostname: "build-7", timestamp: "2026-03-04T05:06:07Z" };
      const locks = "prod/prod/.pulumi/locks/organization/slipway";
      await put(`${locks}/orders.prod/1.json`, JSON.stringify(lock));
      await put(`${locks}/orders.prod/2.json`, "not json");
      await put(`${locks}/orders.prod.eu/3.json`, JSON.stringify(lock));
      assert.deepEqual(await readPulumiLocks(client(), place), [
        { key: `${locks}/orders.prod/1.json`, ...lock },
        { key: `${locks}/orders.prod/2.json` },
      ]);
    });
  });
});
