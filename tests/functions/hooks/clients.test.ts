import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { worldOf } from "../../../functions/hooks/clients";
import { ask } from "../../../functions/hooks/http";
import type { Call } from "../../../functions/release/sdk";

function calls(answers: Record<string, object | Error | Promise<object>>) {
  const sent: [operation: string, input: Record<string, unknown>][] = [];
  const call: Call = async <Answer>(operation: string, input: object) => {
    sent.push([operation, input as Record<string, unknown>]);
    const answer = answers[operation] ?? {};
    if (answer instanceof Error) throw answer;
    return (await answer) as Answer;
  };
  return { call, sent, world: worldOf(call, call) };
}

const payload = (value: unknown) => ({ Payload: Buffer.from(JSON.stringify(value)) });
const named = (name: string) => Object.assign(new Error("no"), { name });

describe("the hooks' calls to AWS", () => {
  it("find the version that a deployment brings by its target", async () => {
    const { world, sent } = calls({
      ListDeploymentTargets: { targetIds: ["acme-rates-prod:live"] },
      BatchGetDeploymentTargets: {
        deploymentTargets: [
          {
            deploymentTargetType: "LambdaTarget",
            lambdaTarget: {
              lambdaFunctionInfo: {
                functionName: "acme-rates-prod",
                functionAlias: "live",
                currentVersion: "6",
                targetVersion: "7",
                targetVersionWeight: 0,
              },
            },
          },
        ],
      },
    });
    assert.equal(await world.targetVersion("d-1"), "7");
    assert.deepEqual(sent[1], [
      "BatchGetDeploymentTargets",
      { deploymentId: "d-1", targetIds: ["acme-rates-prod:live"] },
    ]);
    assert.equal(await calls({}).world.targetVersion("d-1"), undefined);
  });

  it("ask a version as API Gateway would, path and query apart", async () => {
    const { world, sent } = calls({ Invoke: payload({ statusCode: 204, body: "ok" }) });
    assert.deepEqual(await world.invoke("f", "7", "/health?deep=1", 1000), { status: 204, body: "ok" });
    const [, input] = sent[0]!;
    assert.deepEqual([input["FunctionName"], input["Qualifier"]], ["f", "7"]);
    const event = JSON.parse(String(input["Payload"]));
    assert.deepEqual([event.rawPath, event.rawQueryString, event.version], ["/health", "deep=1", "2.0"]);
    assert.deepEqual(event.queryStringParameters, { deep: "1" });
  });

  it("read an answer as API Gateway does", async () => {
    const answer = async (Invoke: object) => calls({ Invoke }).world.invoke("f", "7", "/", 1000);
    assert.deepEqual(await answer(payload({ up: true })), { status: 200, body: '{"up":true}' });
    const encoded = { statusCode: 200, body: Buffer.from("ok").toString("base64"), isBase64Encoded: true };
    assert.deepEqual(await answer(payload(encoded)), { status: 200, body: "ok" });
    assert.deepEqual(await answer({ Payload: Buffer.from("plain") }), { status: 200, body: "plain" });
  });

  it("reject for a function that fails, without its words, and for one that takes too long", async () => {
    const failing = calls({ Invoke: { FunctionError: "Unhandled", ...payload({ errorMessage: "token=abc" }) } });
    await assert.rejects(
      () => failing.world.invoke("f", "7", "/", 1000),
      (error: Error) => /version 7 failed: Unhandled/.test(error.message) && !error.message.includes("abc"),
    );
    const slow = calls({ Invoke: new Promise<object>(() => {}) });
    await assert.rejects(() => slow.world.invoke("f", "7", "/", 1), /no answer within 1 ms/);
  });

  it("tell CodeDeploy once: what an earlier run has told is no error", async () => {
    const { world, sent } = calls({
      PutLifecycleEventHookExecutionStatus: named("LifecycleEventAlreadyCompletedException"),
    });
    await world.report("d-1", "h-1", "Failed");
    assert.deepEqual(sent[0]![1], { deploymentId: "d-1", lifecycleEventHookExecutionId: "h-1", status: "Failed" });
    const denied = calls({ PutLifecycleEventHookExecutionStatus: named("AccessDeniedException") });
    await assert.rejects(() => denied.world.report("d-1", "h-1", "Failed"), { name: "AccessDeniedException" });
  });
});

describe("a request of the smoke test", () => {
  let server: Server;
  let origin: string;
  const listen = async (listener: RequestListener) => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("says status and body, and follows no redirect", async () => {
    await listen((request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/" }).end();
      else response.writeHead(200).end(`for ${request.url}`);
    });
    assert.deepEqual(await ask({ origin }, "/health?a=1", 2000), {
      status: 200,
      body: "for /health?a=1",
    });
    assert.equal((await ask({ origin }, "/moved", 2000)).status, 302);
  });

  it("asks nobody but the target, whatever its path looks like", async () => {
    await listen((request, response) => response.end(request.url));
    for (const path of ["//other.example/v2?a=?b", "/\\other.example/", "//127.0.0.1:1/", "/@other.example/"]) {
      const { body } = await ask({ origin }, path, 2000);
      assert.ok(body.startsWith("/"), path);
    }
    assert.equal((await ask({ origin }, "//other.example/v2?a=?b", 2000)).body, "//other.example/v2?a=?b");
  });

  it("rejects when nobody answers in time, when the answer breaks off, and when nobody is there", async () => {
    await listen((request, response) => {
      if (request.url === "/broken") {
        response.writeHead(200, { "content-length": "100" });
        response.write("half");
        response.destroy();
      }
    });
    await assert.rejects(() => ask({ origin }, "/silent", 50), /no answer within 50 ms/);
    await assert.rejects(() => ask({ origin }, "/broken", 2000));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(() => ask({ origin }, "/", 2000), /ECONNREFUSED/);
    await listen(() => {});
  });

  it("reads no more than a mebibyte", async () => {
    await listen((_, response) => response.end("x".repeat(3 * 1024 * 1024)));
    const { status, body } = await ask({ origin }, "/", 5000);
    assert.deepEqual([status, body.length], [200, 1024 * 1024]);
  });
});
