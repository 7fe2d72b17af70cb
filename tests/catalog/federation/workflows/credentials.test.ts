import assert from "node:assert/strict";
import { FakeService, runScript, type ScriptRun, signed } from "./servers";

const roleArn = "arn:aws:iam::111111111111:role/slipway/acme-ci-platform-preview";
const subject = "repo:acme/platform:pull_request";
const token = signed({ iss: "https://token.actions.githubusercontent.com", sub: subject, aud: "sts.amazonaws.com" });
const requestToken = "request-token-secret";
const credentials = { id: "ASIAEXAMPLEEXAMPLE00", secret: "secret/access+key", session: "session+token/secret==" };
const issued = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Credentials>
      <AccessKeyId>${credentials.id}</AccessKeyId>
      <SecretAccessKey>${credentials.secret}</SecretAccessKey>
      <SessionToken>${credentials.session}</SessionToken>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>`;
const denied = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>`;

describe("the script that exchanges a token for credentials", () => {
  let issuer: FakeService;
  let sts: FakeService;

  beforeEach(async () => {
    issuer = await FakeService.start();
    sts = await FakeService.start();
    issuer.answer = { status: 200, body: JSON.stringify({ count: 1, value: token }) };
    sts.answer = { status: 200, body: issued };
  });

  afterEach(async () => {
    await Promise.all([issuer.stop(), sts.stop()]);
  });

  const common = () => ({
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL_STS: sts.address,
    SLIPWAY_AUDIENCE: "sts.amazonaws.com",
    SLIPWAY_ROLE_ARN: roleArn,
  });
  const github = () => ({
    ...common(),
    SLIPWAY_ISSUER: "github",
    ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.address}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
  });
  /** Nothing secret is said, and no process has it among its arguments. */
  const silent = (run: ScriptRun) => {
    const [header, payload, signature] = token.split(".");
    const secrets = [token, header, payload, signature, requestToken, ...Object.values(credentials)];
    for (const secret of secrets) {
      assert.ok(!run.output.includes(secret!), `output has ${secret}: ${run.output}`);
      assert.ok(!run.arguments.includes(secret!), `arguments have ${secret}`);
    }
  };
  const refused = (run: ScriptRun, message: RegExp) => {
    silent(run);
    assert.equal(run.code, 3, run.output);
    assert.equal(run.environment, undefined, "the command must not run");
    assert.match(run.output, message);
  };

  it("asks GitHub for a token of the audience, and gives the command the credentials of the role, and its exit code", async () => {
    const run = await runScript({ ...github(), SLIPWAY_SESSION: "slipway 42" });
    silent(run);
    assert.equal(run.code, 7);
    assert.equal(run.output, "");
    assert.equal(issuer.received[0]?.url.searchParams.get("audience"), "sts.amazonaws.com");
    assert.equal(issuer.received[0]?.headers.authorization, `Bearer ${requestToken}`);
    assert.deepEqual(sts.received[0]?.form, {
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: roleArn,
      RoleSessionName: "slipway-42",
      DurationSeconds: "3600",
      WebIdentityToken: token,
    });
    assert.equal(run.environment?.["AWS_ACCESS_KEY_ID"], credentials.id);
    assert.equal(run.environment?.["AWS_SECRET_ACCESS_KEY"], credentials.secret);
    assert.equal(run.environment?.["AWS_SESSION_TOKEN"], credentials.session);
    assert.equal(run.environment?.["AWS_REGION"], "us-east-1");
  });

  it("leaves the command nothing to get another token with", async () => {
    const run = await runScript({
      ...github(),
      SLIPWAY_ID_TOKEN: token,
      CIRCLE_OIDC_TOKEN: token,
      AWS_PROFILE: "mine",
    });
    const names = Object.keys(run.environment ?? {});
    assert.deepEqual(
      names.filter((name) => /TOKEN_REQUEST|ID_TOKEN|OIDC|AWS_PROFILE/.test(name)),
      [],
    );
    assert.ok(!Object.values(run.environment ?? {}).includes(token));
  });

  it("asks the metadata service of the machine for the token of its managed identity", async () => {
    issuer.answer = { status: 200, body: JSON.stringify({ access_token: token, token_type: "Bearer" }) };
    const run = await runScript({
      ...common(),
      SLIPWAY_ISSUER: "entra",
      SLIPWAY_AUDIENCE: "api://slipway",
      AZURE_POD_IDENTITY_AUTHORITY_HOST: issuer.address,
    });
    silent(run);
    assert.equal(run.code, 7, run.output);
    const [asked] = issuer.received;
    assert.equal(asked?.method, "GET");
    assert.equal(asked?.url.pathname, "/metadata/identity/oauth2/token");
    assert.deepEqual(Object.fromEntries(asked?.url.searchParams ?? []), {
      "api-version": "2018-02-01",
      resource: "api://slipway",
    });
    assert.equal(asked?.headers["metadata"], "true");
    assert.equal(sts.received[0]?.form["WebIdentityToken"], token);
  });

  for (const [name, variable] of [
    ["gitlab", "SLIPWAY_ID_TOKEN"],
    ["circleci", "CIRCLE_OIDC_TOKEN_V2"],
  ] as const) {
    it(`takes the token of ${name} from its variable`, async () => {
      const run = await runScript({ ...common(), SLIPWAY_ISSUER: name, [variable]: token });
      silent(run);
      assert.equal(run.code, 7, run.output);
      assert.equal(sts.received[0]?.form["WebIdentityToken"], token);
    });

    it(`says that ${name} gave no token`, async () => {
      refused(await runScript({ ...common(), SLIPWAY_ISSUER: name }), new RegExp(variable));
      assert.equal(sts.received.length, 0);
    });
  }

  it("says, when STS refuses, which run the trust must name", async () => {
    sts.answer = { status: 403, body: denied };
    const run = await runScript(github());
    refused(run, /STS refused arn:aws:iam::111111111111:role\/slipway\/acme-ci-platform-preview: AccessDenied\./);
    assert.match(
      run.output,
      /The run is repo:acme\/platform:pull_request, of https:\/\/token\.actions\.githubusercontent\.com,/,
    );
  });

  it("says that the job lacks the permission to ask for a token", async () => {
    refused(await runScript({ ...common(), SLIPWAY_ISSUER: "github" }), /id-token: write/);
  });

  it("says that GitHub gives no token", async () => {
    issuer.answer = { status: 403, body: `{"message":"${requestToken} is not good"}` };
    refused(await runScript(github()), /GitHub gave no token: HTTP status 403/);
  });

  const malformed: [string, () => void, RegExp][] = [
    [
      "a token service that answers with no token",
      () => (issuer.answer = { status: 200, body: "{}" }),
      /holds no token/,
    ],
    [
      "a token service that answers with something else",
      () => (issuer.answer = { status: 200, body: JSON.stringify({ value: 'a.b.c"\nurl = "http://evil' }) }),
      /holds no token/,
    ],
    [
      "a token service that answers with one part",
      () => (issuer.answer = { status: 200, body: JSON.stringify({ value: "abc" }) }),
      /holds no token/,
    ],
    [
      "a token service that answers with four parts",
      () => {
        issuer.answer = { status: 200, body: JSON.stringify({ value: "a.b.c.d" }) };
      },
      /holds no token/,
    ],
    ["an STS that answers with nothing", () => (sts.answer = { status: 200, body: "" }), /STS holds no credentials/],
    [
      "an STS that answers with a page",
      () => (sts.answer = { status: 200, body: "<html>sign in</html>" }),
      /STS holds no credentials/,
    ],
    [
      "an STS that leaves one of the three out",
      () => (sts.answer = { status: 200, body: issued.replace(/<SessionToken>.*<\/SessionToken>/, "") }),
      /STS holds no credentials/,
    ],
    [
      "an STS whose credentials hold a command",
      () => (sts.answer = { status: 200, body: issued.replace(credentials.id, "$(reboot)") }),
      /STS holds no credentials/,
    ],
  ];
  for (const [what, set, message] of malformed) {
    it(`runs nothing after ${what}`, async () => {
      set();
      refused(await runScript(github()), message);
    });
  }

  it("names every variable that is missing, before any request", async () => {
    const run = await runScript({});
    refused(run, /set the variables SLIPWAY_ISSUER SLIPWAY_AUDIENCE SLIPWAY_ROLE_ARN AWS_REGION/);
    assert.equal(issuer.received.length + sts.received.length, 0);
  });

  for (const [what, variables] of [
    ["an audience with a quote", { SLIPWAY_AUDIENCE: 'a"\nurl = "http://127.0.0.1' }],
    ["a role with a space", { SLIPWAY_ROLE_ARN: "arn:aws:iam::1:role/a b" }],
    ["a token service without TLS", { ACTIONS_ID_TOKEN_REQUEST_URL: "http://example.com/token" }],
    ["an STS without TLS", { AWS_ENDPOINT_URL_STS: "http://example.com" }],
    ["a file as STS", { AWS_ENDPOINT_URL_STS: "file:///etc/passwd" }],
    ["another issuer", { SLIPWAY_ISSUER: "jenkins" }],
  ] as [string, Record<string, string>][]) {
    it(`refuses ${what}`, async () => {
      refused(await runScript({ ...github(), ...variables }), /cannot have|must begin with https|must be github/);
      assert.equal(sts.received.length, 0);
    });
  }

  it("asks for a command", async () => {
    refused(await runScript(github(), []), /name a command/);
  });
});
