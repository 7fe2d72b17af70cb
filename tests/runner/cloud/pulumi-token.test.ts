import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { laptopAccessToken } from "../../../local/model/pulumi-cloud";
import { providerToken, pulumiAccessToken, tokenFileVariable } from "../../../runner/cloud/pulumi-token";
import type { Cloud } from "../../../runner/cloud/types";
import type { Session } from "../../../runner/session";
import { exampleCatalog } from "../../stacks/example";

const identity = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqb2IifQ.c2lnbmF0dXJl";
const wish = { user: "Stack deployments", organization: "acme", admin: true };

describe("the access token of Pulumi Cloud", () => {
  let folder: string;
  let file: string;
  let server: Server;
  let api: string;
  let asked: { path: string; form: Record<string, string> }[] = [];
  let answer: { status: number; body: string };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-token-"));
    file = join(folder, "token");
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (text) => {
        body += text;
      });
      request.on("end", () => {
        asked.push({ path: `${request.method} ${request.url}`, form: Object.fromEntries(new URLSearchParams(body)) });
        response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = [];
    answer = { status: 200, body: '{"access_token":"pul-short","expires_in":7200}' };
    writeFileSync(file, `${identity}\n`);
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it("is the one that is given", async () => {
    assert.equal(await pulumiAccessToken(wish, { PULUMI_ACCESS_TOKEN: "pul-given" }, api), "pul-given");
    assert.deepEqual(asked, []);
  });

  it("is made from the CI job's identity token, rather than a given one that lives longer", async () => {
    const environment = { PULUMI_ACCESS_TOKEN: "pul-given", [tokenFileVariable]: file };
    assert.equal(await pulumiAccessToken(wish, environment, api), "pul-short");
    assert.deepEqual(asked, [
      {
        path: "POST /api/oauth/token",
        form: {
          audience: "urn:pulumi:org:acme",
          grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
          subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
          requested_token_type: "urn:pulumi:token-type:access_token:organization",
          subject_token: identity,
          scope: "admin",
        },
      },
    ]);
  });

  it("has an administrator's rights only where they are needed", async () => {
    await pulumiAccessToken({ ...wish, admin: false }, { [tokenFileVariable]: file }, api);
    assert.ok(!("scope" in asked[0]!.form));
  });

  it("is refused with both remedies when there is nothing to make it from", async () => {
    await assert.rejects(pulumiAccessToken(wish, {}, api), (error: Error) => {
      assert.equal(error.name, "RefusedError");
      assert.match(error.message, /^Stack deployments: .*PULUMI_ACCESS_TOKEN.*SLIPWAY_PULUMI_OIDC_TOKEN_FILE/);
      return true;
    });
  });

  it("is not made from a file that holds no token, whose content is not sent anywhere", async () => {
    for (const prepare of [() => writeFileSync(file, "password"), () => rmSync(file)]) {
      prepare();
      await assert.rejects(pulumiAccessToken(wish, { [tokenFileVariable]: file }, api), {
        name: "RefusedError",
        message: /SLIPWAY_PULUMI_OIDC_TOKEN_FILE/,
      });
    }
    assert.deepEqual(asked, []);
  });

  it("is refused with a reason when Pulumi Cloud refuses, and the message repeats nothing that was sent", async () => {
    const answers = [
      { status: 401, body: JSON.stringify({ code: 401, message: `invalid subject_token ${identity}` }) },
      { status: 200, body: "{}" },
      { status: 200, body: "<html>" },
    ];
    for (answer of answers) {
      await assert.rejects(pulumiAccessToken(wish, { [tokenFileVariable]: file }, api), (error: Error) => {
        assert.equal(error.name, "RefusedError");
        assert.match(error.message, /Register the CI's issuer/);
        return !error.message.includes(identity);
      });
    }
    const closed = "http://127.0.0.1:1";
    await assert.rejects(pulumiAccessToken(wish, { [tokenFileVariable]: file }, closed), { name: "RefusedError" });
  });

  it("goes to the providers of the stack of Pulumi Cloud's own settings only; on the laptop it is a placeholder", async () => {
    const session = { catalog: exampleCatalog() } as Session;
    const [laptop, aws] = [{ kind: "laptop" }, { kind: "aws" }] as Cloud[];
    assert.equal(await providerToken(session, aws!, { kind: "pipeline", name: "orders.pipeline" }), undefined);
    const deployments = { kind: "deployments", name: "deployments" };
    assert.equal(await providerToken(session, laptop!, deployments), laptopAccessToken);
  });
});
