import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { buildPolicyPack } from "../../policies/build";
import { type Configuration, engineConfiguration } from "../../policies/configuration";
import { rules } from "../../policies/rules";
import { cases } from "./cases";
import { document, type Part, urnOf } from "./fixtures";

const grpc = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
const messages = require("@pulumi/pulumi/proto/analyzer_pb");
const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

interface Diagnostic {
  policyname: string;
  message: string;
  enforcementlevel: number;
  urn: string;
}

const levels = { advisory: 0, mandatory: 1, disabled: 2, remediate: 3 };
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("the compiled policy pack in the language host's runner", function () {
  this.timeout(60_000);
  let folder: string;
  let pack: ChildProcess;
  let client: {
    close(): void;
    [call: string]: (request: object, answer?: (error: Error | null, response: AnswerOf) => void) => void;
  };

  interface AnswerOf {
    getDiagnosticsList(): Array<{ toObject(): Diagnostic }>;
    getPoliciesList(): Array<{ toObject(): { name: string; enforcementlevel: number } }>;
    getRemediationsList(): Array<{ getProperties(): Struct | undefined }>;
  }

  before(async () => {
    // A copy of what is published, in a folder above which there is no node_modules.
    folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-pack-")));
    const built = buildPolicyPack();
    for (const part of ["package.json", "PulumiPolicy.yaml", "dist"]) {
      cpSync(join(built, part), join(folder, part), { recursive: true });
    }
    pack = spawn(process.execPath, [runner, "127.0.0.1:1", folder], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    const errors: string[] = [];
    pack.stderr!.on("data", (text) => errors.push(String(text)));
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: pack.stdout! }).once("line", resolve);
      pack.once("exit", (code) => reject(new Error(`the pack ended with ${code}: ${errors.join("")}`)));
    });
    client = new grpc.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  });

  after(() => {
    client?.close();
    pack?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = (method: string, request: object) =>
    new Promise<AnswerOf>((resolve, reject) =>
      client[method]!(request, (error, response) => (error ? reject(error) : resolve(response))),
    );
  const diagnostics = (answer: AnswerOf) => answer.getDiagnosticsList().map((each) => each.toObject());

  const struct = (props: object) => Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]);

  /** A request about a resource, or a resource of a request about a stack: both say the same of it. */
  function told(into: "AnalyzeRequest" | "AnalyzerResource", part: Part) {
    const each = new messages[into]();
    const options = new messages.AnalyzerResourceOptions();
    options.setProtect(part.protect ?? false);
    each.setType(part.type);
    each.setUrn(urnOf(part));
    each.setName(part.name ?? "it");
    each.setOptions(options);
    each.setProperties(struct(sent(part.inputs ?? {})));
    return each;
  }

  /** As the engine sends it: an unknown is a text that nobody would write. */
  const sent = (inputs: object): object =>
    JSON.parse(JSON.stringify(inputs), (_, value) => (value?.$unknown === true ? unknownText : value));

  async function analyze(type: string, inputs: Part["inputs"], more: Partial<Part> = {}) {
    return diagnostics(await call("analyze", told("AnalyzeRequest", { type, inputs, ...more })));
  }

  async function analyzeStack(parts: Part[]) {
    const request = new messages.AnalyzeStackRequest();
    const resources = parts.map((part) => {
      const each = told("AnalyzerResource", part);
      for (const [property, urns] of Object.entries(part.propertyDependencies ?? {})) {
        const dependencies = new messages.AnalyzerPropertyDependencies();
        dependencies.setUrnsList(urns);
        each.getPropertydependenciesMap().set(property, dependencies);
      }
      return each;
    });
    request.setResourcesList(resources);
    return diagnostics(await call("analyzeStack", request));
  }

  /** As the engine does with the file of `--policy-pack-config`. */
  async function configure(configuration: Configuration) {
    const request = new messages.ConfigureAnalyzerRequest();
    for (const [name, { enforcementLevel, ...settings }] of Object.entries(engineConfiguration(configuration, rules))) {
      const config = new messages.PolicyConfig();
      config.setEnforcementlevel(levels[(enforcementLevel as keyof typeof levels) ?? "mandatory"]);
      config.setProperties(struct(settings));
      request.getPolicyconfigMap().set(name, config);
    }
    await call("configure", request);
  }
  afterEach(() => configure({}));

  it("is one file beside its description", () => {
    assert.deepEqual(readdirSync(join(folder, "dist")), ["index.js"]);
  });

  it("offers every rule at mandatory level", async () => {
    const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
    const policies = (await call("getAnalyzerInfo", new Empty())).getPoliciesList().map((each) => each.toObject());
    assert.deepEqual(
      policies.map(({ name, enforcementlevel }) => [name, enforcementlevel]),
      [...rules.map(({ name }) => name), "pack-exemption-is-current"].map((name) => [name, levels.mandatory]),
    );
  });

  it("reports a resource's violation with its remedy, and nothing about a good one", async () => {
    const policy = (Resource: string) => ({
      policy: document({ Sid: "S", Effect: "Allow", Action: "sqs:Send*", Resource }),
    });
    const [found, ...rest] = await analyze("aws:iam/rolePolicy:RolePolicy", policy("*"));
    assert.equal(rest.length, 0);
    assert.equal(found!.policyname, "iam-statement-has-no-wildcard-action-on-wildcard-resource");
    assert.equal(found!.enforcementlevel, levels.mandatory);
    assert.match(found!.message, /statement S allows sqs:Send\* on \*\. List the actions/);
    assert.deepEqual(await analyze("aws:iam/rolePolicy:RolePolicy", policy("arn:aws:sqs:us-east-1:1:orders")), []);
    assert.deepEqual(await analyze("aws:ssm/parameter:Parameter", policy("*")), []);
  });

  it("notes an unknown document as advisory, for a preview", async () => {
    const found = await analyze("aws:iam/policy:Policy", { policy: { $unknown: true } });
    const judging = rules.filter(
      (rule) =>
        "check" in rule &&
        rule.types.includes("aws:iam/policy:Policy") &&
        // Looks at policies of certain names only.
        rule.name !== "iam-boundary-refuses-state",
    );
    assert.deepEqual(
      found.map(({ policyname, enforcementlevel }) => [policyname, enforcementlevel]),
      judging.map(({ name }) => [name, levels.advisory]),
    );
    assert.match(found[0]!.message, /policy can't be known during preview/);
  });

  it("still reports what it knows beside an unknown", async () => {
    const found = await analyze("aws:codedeploy/deploymentGroup:DeploymentGroup", {
      autoRollbackConfiguration: { enabled: true, events: [] },
      alarmConfiguration: { $unknown: true },
      tagsAll: { "slipway:production": "true" },
    });
    assert.deepEqual(
      found.map(({ enforcementlevel }) => enforcementlevel),
      [levels.mandatory, levels.mandatory, levels.advisory],
    );
  });

  it("judges the resources of a stack together, joined by dependency", async () => {
    const unknown = { $unknown: true };
    const bucket: Part = { type: "aws:s3/bucketV2:BucketV2", inputs: { bucketPrefix: "artifacts-", bucket: unknown } };
    const controls: Part = {
      type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      inputs: { bucket: unknown, rule: { objectOwnership: "BucketOwnerEnforced" } },
      propertyDependencies: { bucket: [urnOf(bucket)] },
    };
    const found = await analyzeStack([bucket, controls]);
    assert.deepEqual(
      found.map(
        ({ message }) =>
          /has no [A-Za-z]+|keeps every version|can choose another encryption|keeps no versions|denies requests without TLS|is not encrypted|does not own/.exec(
            message,
          )?.[0],
      ),
      [
        "keeps every version",
        "has no BucketPublicAccessBlock",
        "keeps no versions",
        "denies requests without TLS",
        "can choose another encryption",
        "is not encrypted",
      ],
    );
    assert.ok(found.every(({ urn }) => urn === urnOf(bucket)));
  });

  for (const rule of rules) {
    it(`finds in the engine what ${rule.name} finds in a graph`, async () => {
      const others = rules.filter((each) => each !== rule).map(({ name }) => [name, "disabled"] as const);
      for (const { what, parts, settings = {}, finds = [] } of cases[rule.name]!) {
        await configure({ rules: { ...Object.fromEntries(others), [rule.name]: settings } });
        const named = parts.map((part, index) => ({ name: `it-${index}`, ...part }));
        const found = "checkStack" in rule ? await analyzeStack(named) : [];
        if (!("checkStack" in rule)) {
          for (const { type, inputs, ...more } of named) found.push(...(await analyze(type, inputs, more)));
        }
        const texts = found.map(({ message, enforcementlevel }) =>
          enforcementlevel === levels.advisory ? "undecided" : message.split("\n").at(-1)!,
        );
        const expected = finds.map((message) => (message === "undecided" ? message : `${message} ${rule.remedy}`));
        assert.deepEqual(texts, expected, what);
      }
    });
  }

  const bare: Part = { type: "aws:kms/key:Key", name: "orders-key", inputs: { enableKeyRotation: false } };
  const exempt = (until: string) => ({
    exemptions: [{ rule: "kms-key-rotates", resource: "orders-*", reason: "Replaced in the spring", until }],
  });

  it("excuses an exempt resource, and no other", async () => {
    await configure(exempt("2999-12-31"));
    assert.deepEqual(await analyze(bare.type, bare.inputs, bare), []);
    assert.equal((await analyze(bare.type, bare.inputs, { name: "key" })).length, 1);
    assert.deepEqual(await analyzeStack([bare]), []);
  });

  it("finds what is no longer exempt, and the exemption that has ended", async () => {
    await configure(exempt("2020-12-31"));
    assert.equal((await analyze(bare.type, bare.inputs, bare)).length, 1);
    const [ended, ...rest] = await analyzeStack([bare]);
    assert.deepEqual(rest, []);
    assert.equal(ended!.policyname, "pack-exemption-is-current");
    assert.equal(ended!.enforcementlevel, levels.mandatory);
    assert.match(ended!.message, /The exemption of orders-\* ended on 2020-12-31/);
  });

  it("repairs at level remediate only, leaves the rest of the resource as it was, and never an exempt one", async () => {
    const type = "aws:ec2/instance:Instance";
    const inputs = {
      metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: { $unknown: true } },
      ami: "a",
    };
    const remediate = async () => {
      const answer = await call("remediate", told("AnalyzeRequest", { type, inputs }));
      return answer.getRemediationsList().map((each) => each.getProperties()!.toJavaScript());
    };
    assert.deepEqual(await remediate(), []);
    const rules = { "ec2-instance-requires-imdsv2": "remediate" as const };
    await configure({ rules });
    assert.deepEqual(await remediate(), [
      { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: unknownText }, ami: "a" },
    ]);
    const exemption = {
      rule: "ec2-instance-requires-imdsv2",
      resource: "it",
      reason: "An old agent",
      until: "2999-12-31",
    };
    await configure({ rules, exemptions: [exemption] });
    assert.deepEqual(await remediate(), []);
  });
});
