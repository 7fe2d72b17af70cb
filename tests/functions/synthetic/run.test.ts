import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { SmokeTest } from "../../../catalog/smoke-test";
import { worldOf } from "../../../functions/synthetic/clients";
import { run, type SyntheticSettings } from "../../../functions/synthetic/run";

const answered = { bucket: "acme-web-synthetic", key: "answered/1" };
const fine: RequestListener = (_, response) => response.end("total: 3");

/** S3 with one bucket: objects by key, and what was asked of it. */
function bucket(...objects: string[]) {
  const calls: string[] = [];
  return {
    calls,
    s3: async <T>(operation: string, input: object): Promise<T> => {
      const { Bucket, Key } = input as { Bucket: string; Key: string };
      assert.equal(Bucket, answered.bucket);
      calls.push(operation);
      if (operation === "PutObject") objects.push(Key);
      else if (!objects.includes(Key)) throw Object.assign(new Error("no such object"), { name: "NotFound" });
      return {} as T;
    },
  };
}

describe("run of a canary", () => {
  const servers: Server[] = [];
  let log: typeof console.log;

  beforeEach(() => {
    log = console.log;
    console.log = () => {};
  });

  afterEach(async () => {
    console.log = log;
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function listen(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function settings(origin: string, test: Partial<SmokeTest> = {}): string {
    const whole = { path: "/cart?full=1", status: 200, latencyMs: 60_000, requests: 2, attempts: 1, ...test };
    return JSON.stringify({ test: whole, place: { origin, anyName: true }, answered } satisfies SyntheticSettings);
  }

  it("passes when every request of the row is answered as expected, and notes that the address has answered", async () => {
    const asked: string[] = [];
    const origin = await listen((request, response) => {
      asked.push(request.url ?? "");
      fine(request, response);
    });
    const { s3, calls } = bucket();
    assert.match(await run(settings(origin, { contains: "total" }), worldOf(s3)), /2 requests passed/);
    assert.deepEqual(asked, ["/cart?full=1", "/cart?full=1"]);
    assert.deepEqual(calls, ["HeadObject", "PutObject"]);
    await run(settings(origin), worldOf(s3));
    assert.deepEqual(calls.slice(2), ["HeadObject"]);
  });

  const failures: [string, RequestListener, Partial<SmokeTest>, RegExp][] = [
    ["the status is another", (_, response) => response.writeHead(503).end(), {}, /answered 503 instead of 200/],
    ["a text is missing", fine, { contains: "sum" }, /without the expected text/],
    ["the body does not match", fine, { matches: "total: [4-9]" }, /without the expected match/],
    ["nothing answers in time", () => {}, { latencyMs: 20 }, /no answer within 20 ms/],
    ["the connection breaks", (request) => request.socket.destroy(), {}, /was not answered/],
  ];
  for (const [what, answer, test, reason] of failures) {
    it(`fails when ${what}`, async () => {
      const origin = await listen(answer);
      await assert.rejects(run(settings(origin, test), worldOf(bucket(answered.key).s3)), reason);
    });
  }

  it("fails when a later request of the row fails", async () => {
    let count = 0;
    const origin = await listen((_, response) => response.writeHead(++count === 2 ? 500 : 200).end());
    await assert.rejects(run(settings(origin), worldOf(bucket(answered.key).s3)), /answered 500/);
  });

  it("fails when an answer is too late, though it comes", async () => {
    const { s3 } = bucket(answered.key);
    let clock = 0;
    const world = { ...worldOf(s3), now: () => (clock += 600), request: async () => ({ status: 200, body: "" }) };
    await assert.rejects(run(settings("http://127.0.0.1", { latencyMs: 500 }), world), /took 600 of 500 ms/);
  });

  it("fails when nothing listens", async () => {
    const origin = await listen(fine);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    await assert.rejects(run(settings(origin), worldOf(bucket(answered.key).s3)), /ECONNREFUSED/);
  });

  it("passes, and says why, while the address has never answered as expected", async () => {
    const origin = await listen((_, response) => response.writeHead(503).end());
    const { s3, calls } = bucket();
    assert.match(await run(settings(origin), worldOf(s3)), /Nothing has passed yet.*answered 503/);
    assert.deepEqual(calls, ["HeadObject"]);
  });

  it("fails when S3 does not say whether the address has answered", async () => {
    const origin = await listen((_, response) => response.writeHead(503).end());
    const denied = async () => {
      throw Object.assign(new Error("denied"), { name: "Forbidden" });
    };
    await assert.rejects(run(settings(origin), worldOf(denied)), /denied/);
  });

  it("fails without settings, and with those that are no test", async () => {
    const world = worldOf(bucket().s3);
    await assert.rejects(run(undefined, world));
    await assert.rejects(
      run(settings("http://127.0.0.1", { path: "cart", status: 9 }), world),
      /path must[\s\S]*status must/,
    );
  });
});
