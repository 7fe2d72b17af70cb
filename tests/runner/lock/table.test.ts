import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { RefusedError } from "../../../runner/exit";
import { dynamoTable, UnansweredError } from "../../../runner/lock";
import type { Update } from "../../../runner/lock/table";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const update: Update = {
  lockId: "a/b",
  expression: "SET #owner = :owner",
  condition: "attribute_not_exists(#owner)",
  names: { "#owner": "owner" },
  values: { ":owner": { S: "ana" } },
};

/** A table whose service gives one fixed answer, and the requests that it was sent. */
function answering(status: number, body: object) {
  const requests: { target: string; body: Record<string, unknown> }[] = [];
  const handle = async (request: { headers: Record<string, string>; body: Uint8Array }) => {
    requests.push({ target: request.headers["x-amz-target"]!, body: JSON.parse(Buffer.from(request.body).toString()) });
    const headers = { "content-type": "application/x-amz-json-1.0" };
    return { response: { statusCode: status, headers, body: Readable.from([JSON.stringify(body)]) } };
  };
  return { requests, table: tableOver(handle as never) };
}

function tableOver(handle: never) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return dynamoTable({
    client: { region: "us-east-1", credentials, requestHandler: { handle } },
    table: "locks",
    callTimeoutMs: 50,
  });
}

const failure = (name: string) => ({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "told so" });

describe("lock table over the AWS SDK", () => {
  it("asks for the old item on failure and reads consistently", async () => {
    const { table, requests } = answering(200, { Attributes: { owner: { S: "ana" } } });
    assert.deepEqual(await table.update(update), { applied: true, item: { owner: { S: "ana" } } });
    await table.get("a/b");
    assert.deepEqual(requests[0], {
      target: "DynamoDB_20120810.UpdateItem",
      body: {
        TableName: "locks",
        Key: { LockID: { S: "a/b" } },
        UpdateExpression: "SET #owner = :owner",
        ConditionExpression: "attribute_not_exists(#owner)",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":owner": { S: "ana" } },
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    });
    assert.equal(requests[1]?.body.ConsistentRead, true);
  });

  it("takes a false condition for an answer, with the item as it stands", async () => {
    const { table } = answering(400, { ...failure("ConditionalCheckFailedException"), Item: { owner: { S: "ben" } } });
    assert.deepEqual(await table.update(update), { applied: false, item: { owner: { S: "ben" } } });
  });

  for (const [status, name] of [
    [500, "InternalServerError"],
    [503, "ServiceUnavailable"],
    [400, "ThrottlingException"],
    [400, "ProvisionedThroughputExceededException"],
  ] as const) {
    it(`takes ${name} for no answer, and leaves the repetition to the lock`, async () => {
      const { table, requests } = answering(status, failure(name));
      await assert.rejects(table.update(update), UnansweredError);
      assert.equal(requests.length, 1);
    });
  }

  it("takes a broken connection, and silence, for no answer", async () => {
    await assert.rejects(
      tableOver((() => Promise.reject(new Error("ECONNRESET"))) as never).update(update),
      UnansweredError,
    );
    const silent = (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) =>
      new Promise((_, reject) => abortSignal.addEventListener("abort", () => reject(abortSignal.reason)));
    await assert.rejects(tableOver(silent as never).get("a/b"), UnansweredError);
  });

  for (const [name, remedy] of [
    ["ResourceNotFoundException", /slipway up state/],
    ["AccessDeniedException", /dynamodb:UpdateItem/],
    ["ExpiredTokenException", /credentials/],
  ] as const) {
    it(`takes ${name} for a refusal, and says what helps`, async () => {
      const { table } = answering(400, failure(name));
      await assert.rejects(table.update(update), (error: Error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(error.message, /Lock table locks: UpdateItem failed/);
        assert.match(error.message, remedy);
        return true;
      });
    });
  }
});
