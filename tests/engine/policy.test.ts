import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadCatalog } from "../../catalog/load";
import { packageRoot } from "../../catalog/package-root";
import { buildPolicyPack } from "../../policies/build";
import { type Configuration, engineConfiguration } from "../../policies/configuration";
import { rules } from "../../policies/rules";
import { publishPack } from "../../runner/policies/publish";
import type { PackReport } from "../../runner/policies/status";
import type { Session } from "../../runner/session";
import { type EngineLaptop, openEngineLaptop } from "./laptop";
import { needsPulumi } from "./needs-pulumi";
import { type Organization, openOrganization } from "./organization";

const program = `
import * as aws from "@pulumi/aws";
const provider = new aws.Provider("target", { region: "us-east-1" });
new aws.iam.Policy("too-much", {
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "All", Effect: "Allow", Action: "s3:*", Resource: "*" }],
  }),
}, { provider });
new aws.kms.Key("orders", { enableKeyRotation: false }, { provider });
`;

describe("the policy pack in the engine", function () {
  this.timeout(600_000);
  let laptop: EngineLaptop;
  let folder: string;
  before(async function () {
    folder = mkdtempSync(join(tmpdir(), "slipway-policy-"));
    laptop = await openEngineLaptop(this, program);
  });
  after(async () => {
    await laptop?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A preview under the pack with this configuration, as a file of the engine's own form. */
  function preview(configuration: object) {
    const file = join(folder, "configuration.json");
    writeFileSync(file, JSON.stringify(configuration));
    return laptop.run(["preview", "--policy-pack", buildPolicyPack(), "--policy-pack-config", file]);
  }

  it("lets a preview pass that is exempt, and repairs what it may", async () => {
    const exemption = { rule: "iam-statement-has-no-wildcard-action-on-wildcard-resource", resource: "too-much" };
    const configuration: Configuration = {
      rules: { "kms-key-rotates": "remediate" },
      exemptions: [{ ...exemption, reason: "Written before the rule", until: "2999-12-31" }],
    };
    const { code, output } = await preview(engineConfiguration(configuration, rules));
    assert.equal(code, 0, output);
    assert.match(output, /kms-key-rotates/);
    assert.doesNotMatch(output, /The key does not rotate/);
  });

  it("stops on an exemption that has ended, and says so beside what it no longer excuses", async () => {
    const exemption = { rule: "kms-key-rotates", resource: "orders", reason: "Written before the rule" };
    const configuration: Configuration = {
      rules: { "iam-statement-has-no-wildcard-action-on-wildcard-resource": "disabled" },
      exemptions: [{ ...exemption, until: "2020-12-31" }],
    };
    const { code, output } = await preview(engineConfiguration(configuration, rules));
    assert.notEqual(code, 0, output);
    assert.match(output, /The exemption of orders ended on 2020-12-31/);
    assert.match(output, /The key does not rotate/);
    assert.doesNotMatch(output, /no-wildcard-action/);
  });

  it("does not ask what is disabled", async () => {
    const off = Object.fromEntries(rules.map(({ name }) => [name, "disabled" as const]));
    const { code, output } = await preview(engineConfiguration({ rules: off }, rules));
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /mandatory|advisory/);
  });

  it("refuses a configuration that a rule does not understand", async () => {
    const { code, output } = await preview({ "ec2-security-group-is-closed-to-everyone": { ports: ["https"] } });
    assert.notEqual(code, 0, output);
    assert.match(output, /ports/);
  });

  it("judges state that exists already, without program or provider", async () => {
    const type = "aws:kms/key:Key";
    const provider = {
      urn: "urn:pulumi:prod::p::pulumi:providers:aws::target",
      id: "11111111-1111-4111-8111-111111111111",
    };
    const resources = [
      { ...provider, custom: true, type: "pulumi:providers:aws" },
      ...[true, false].map((enableKeyRotation) => ({
        ...{ urn: `urn:pulumi:prod::p::${type}::key-${enableKeyRotation}`, custom: true, id: "k", type },
        ...{
          provider: `${provider.urn}::${provider.id}`,
          inputs: { enableKeyRotation },
          outputs: { enableKeyRotation },
        },
      })),
    ];
    const manifest = { time: "2027-01-01T00:00:00Z", magic: "", version: "" };
    const file = join(folder, "state.json");
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { manifest, resources } }));
    const { code, output } = await laptop.run([
      "policy",
      "analyze",
      "--policy-pack",
      buildPolicyPack(),
      "--file",
      file,
    ]);
    assert.notEqual(code, 0, output);
    assert.match(output, /kms-key-rotates .*key-false/);
    assert.doesNotMatch(output, /key-true/);
  });

  for (const verb of ["preview", "up"]) {
    it(`stops a ${verb} that violates a mandatory rule before anything is made`, async () => {
      const yes = verb === "up" ? ["--yes"] : [];
      const { code, output } = await laptop.run([verb, ...yes, "--policy-pack", buildPolicyPack()]);
      assert.notEqual(code, 0, output);
      assert.match(output, /no-wildcard-action-on-wildcard-resource/);
      assert.match(output, /mandatory/);
      const exported = await laptop.run(["stack", "export"]);
      assert.deepEqual(JSON.parse(exported.output).deployment.resources ?? [], []);
    });
  }
});

describe("policies.yaml around the runner's stacks", function () {
  this.timeout(600_000);
  const applied = ["state", "toolchain.account", "toolchain"];
  let acme: Organization;
  before(async function () {
    acme = await openOrganization(this);
    await acme.done(["up", ...applied]);
  });
  after(() => acme?.close());
  afterEach(() => rmSync(join(acme.directory, "policies.yaml"), { force: true }));

  const tags = { tags: { owner: [] as string[] } };
  const exemption = { rule: "aws-resource-has-required-tags", resource: "urn:*", reason: "Owners are named in spring" };
  const write = (configuration: Configuration) =>
    writeFileSync(join(acme.directory, "policies.yaml"), JSON.stringify(configuration));
  const json = async (...args: string[]) => {
    const { code, stdout, output } = await acme.slipway([...args, "--json"]);
    assert.ok(stdout.startsWith("{"), output);
    return { code, result: JSON.parse(stdout) };
  };
  const verdicts = async () => {
    const { code, result } = await json("policies", "status", ...applied);
    const { stacks } = result as PackReport;
    return { code, verdicts: Object.fromEntries(stacks.map(({ stack, verdict }) => [stack, verdict])) };
  };
  const all = (verdict: string) => Object.fromEntries(applied.map((stack) => [stack, verdict]));

  it("records pack and configuration with each stack that was written under them", async () => {
    assert.deepEqual(await verdicts(), { code: 0, verdicts: all("current") });
    const { code, result } = await json("policies", "status", "--all");
    assert.equal(code, 0);
    const { today, stacks } = result as PackReport;
    const { state } = await acme.lock("toolchain");
    assert.deepEqual(state?.pack, today);
    assert.equal(stacks.find(({ stack }) => stack === "dev")?.verdict, "absent");
  });

  it("judges states as they are, and names stacks that it cannot judge", async () => {
    const { code, result } = await json("check", "--state", "--all");
    assert.deepEqual(result.findings, []);
    assert.equal(code, 0);
    assert.equal(result.judged, applied.length);
    assert.ok(result.skipped.some(({ stack }: { stack: string }) => stack === "dev"));
  });

  it("judges states by policies.yaml: levels, settings, exemptions and their last day", async () => {
    const check = () => json("check", "--state", "toolchain");
    write({ rules: { "aws-resource-has-required-tags": tags } });
    const { code, result } = await check();
    assert.equal(code, 3);
    const [found] = result.findings;
    assert.equal(found.rule, "aws-resource-has-required-tags");
    assert.equal(found.stack, "toolchain");
    assert.match(found.message, /has no tag owner\. Add it/);
    write({ rules: { "aws-resource-has-required-tags": { ...tags, enforcementLevel: "advisory" } } });
    assert.equal((await check()).code, 0);
    const exemptions = [{ ...exemption, until: "2999-12-31" }];
    write({ rules: { "aws-resource-has-required-tags": tags }, exemptions });
    const waived = { disabled: [], exemptions };
    assert.deepEqual(await check(), { code: 0, result: { findings: [], waived, judged: 1, skipped: [] } });
    write({ rules: { "aws-resource-has-required-tags": tags }, exemptions: [{ ...exemption, until: "2020-12-31" }] });
    const ended = await check();
    assert.equal(ended.code, 3);
    assert.ok(ended.result.findings.some(({ rule }: { rule: string }) => rule === "pack-exemption-is-current"));
  });

  it("refuses an up that the file makes a violation, and finds stacks written under another file", async () => {
    write({ rules: { "aws-resource-has-required-tags": tags } });
    const { code, output } = await acme.slipway(["up", "toolchain"]);
    assert.equal(code, 3, output);
    assert.match(output, /has no tag owner/);
    assert.deepEqual(await verdicts(), { code: 3, verdicts: all("other-configuration") });
  });

  it("gives the file to the engine of `slipway pulumi`, and leaves no copy behind", async () => {
    write({ rules: { "aws-resource-has-required-tags": { ...tags, enforcementLevel: "advisory" } } });
    const preview = await acme.done(["pulumi", "--", "preview", "-s", "toolchain", "--color", "never"]);
    assert.match(preview, /\[advisory\].*aws-resource-has-required-tags/);
    await acme.done(["pulumi", "--", "up", "-s", "toolchain", "--yes", "--skip-preview"]);
    const written = { ...all("other-configuration"), toolchain: "current" };
    assert.deepEqual(await verdicts(), { code: 3, verdicts: written });
    assert.deepEqual(readdirSync(join(acme.directory, ".slipway", "runs")), []);
  });

  it("cannot be left out of an up, nor given another configuration", async () => {
    const before = await acme.lock("toolchain");
    const file = join(acme.directory, "off.json");
    writeFileSync(file, JSON.stringify({ all: "disabled" }));
    for (const [args, reason] of [
      [["up", "-s", "toolchain", "--yes", "--message"], /flag needs an argument: --message/],
      [["up", "-s", "toolchain", "--yes", "--policy-pack", buildPolicyPack()], /leave --policy-pack/],
      [["up", "-s", "toolchain", "--yes", "--policy-pack-config", file], /leave --policy-pack/],
      [["--otel-traces", "file:///dev/null", "up", "-s", "toolchain", "--yes"], /stands before the command/],
    ] as const) {
      const { code, output } = await acme.slipway(["pulumi", "--", ...args]);
      assert.notEqual(code, 0, output);
      assert.match(output, reason);
    }
    assert.deepEqual((await acme.lock("toolchain")).state?.digest, before.state?.digest);
  });

  it("finds a stack that was written without the pack, until it is written under it again", async () => {
    await acme.done(["up", ...applied]);
    await acme.done(["refresh", "toolchain", "--yes"]);
    assert.deepEqual(await verdicts(), { code: 3, verdicts: { ...all("current"), toolchain: "without" } });
    await acme.done(["up", "toolchain"]);
    assert.deepEqual(await verdicts(), { code: 0, verdicts: all("current") });
  });
});

describe("the policy pack for Pulumi Cloud", function () {
  this.timeout(120_000);
  const token = "pul-not-a-secret";
  const variables = ["PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL"] as const;
  const saved = variables.map((name) => [name, process.env[name]] as const);
  let session: Session;
  let service: Server;
  let asked: string[] = [];
  let uploaded = Buffer.alloc(0);

  before(async function () {
    const cli = await needsPulumi(this);
    const never = () => assert.fail("no cloud is needed");
    const catalog = loadCatalog(join(packageRoot(), "tests", "fixtures", "organization"));
    const terminal = { json: false, progress: () => {}, say: () => {}, result: () => {} };
    session = { catalog, terminal, cloud: never, pulumi: async () => cli };
    service = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece) => pieces.push(piece));
      request.on("end", () => {
        asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`.trim());
        if (request.url === "/upload") uploaded = Buffer.concat(pieces);
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(answerTo(request.url!)));
      });
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  });
  after(() => service?.close());
  beforeEach(() => {
    asked = [];
    process.env["PULUMI_ACCESS_TOKEN"] = token;
    process.env["PULUMI_BACKEND_URL"] = address();
  });
  afterEach(() => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const address = () => `http://127.0.0.1:${(service.address() as AddressInfo).port}`;

  /** As much of Pulumi Cloud as publishing asks for. */
  function answerTo(path: string): object {
    if (path === "/api/user") return { githubLogin: "ci", name: "ci", organizations: [{ githubLogin: "globex" }] };
    if (path.endsWith("/policypacks")) return { version: 1, uploadURI: `${address()}/upload`, requiredHeaders: {} };
    return path === "/api/capabilities" ? { capabilities: [] } : {};
  }

  it("loads from a copy elsewhere with the company's configuration, without asking anybody", async () => {
    delete process.env["PULUMI_ACCESS_TOKEN"];
    const { files, output, name, version } = await publishPack(session, { organization: "globex", dryRun: true });
    assert.deepEqual(files, ["index.js", "package.json", "PulumiPolicy.yaml"]);
    assert.deepEqual([name, output], ["slipway", undefined]);
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(asked, []);
  });

  it("is published as exactly its three files, with the caller's token", async () => {
    const { version, output } = await publishPack(session, { organization: "globex", dryRun: false });
    assert.match(output!, /Publishing "slipway"/);
    assert.ok(asked.includes(`POST /api/orgs/globex/policypacks token ${token}`), asked.join("\n"));
    assert.ok(asked.includes(`POST /api/orgs/globex/policypacks/slipway/versions/${version}/complete token ${token}`));
    assert.deepEqual(namesIn(gunzipSync(uploaded)).sort(), [
      "package/PulumiPolicy.yaml",
      "package/index.js",
      "package/package.json",
    ]);
  });
});

/** Names in a tar archive: blocks of 512 bytes, a header before each file. */
function namesIn(tar: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) => tar.toString("utf8", at + from, at + from + length).split("\0")[0]!;
    names.push(text(0, 100));
    at += 512 + Math.ceil(Number.parseInt(text(124, 12), 8) / 512) * 512;
  }
  return names;
}
