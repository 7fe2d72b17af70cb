import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { buildPolicyPack } from "../../policies/build";
import { rules } from "../../policies/rules";
import { document } from "./fixtures";

const grpc = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
const messages = require("@pulumi/pulumi/proto/analyzer_pb");
const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

interface Diagnostic {
  policyname: string;
  message: string;
  enforcementlevel: number;
  urn: string;
}

const levels = { advisory: 0, mandatory: 1 };
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

  async function analyze(type: string, props: Record<string, unknown>) {
    const request = new messages.AnalyzeRequest();
    request.setType(type);
    request.setUrn(`urn:pulumi:s::p::${type}::it`);
    request.setName("it");
    request.setOptions(new messages.AnalyzerResourceOptions());
    request.setProperties(Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]));
    return diagnostics(await call("analyze", request));
  }

  it("is one file beside its description", () => {
    assert.deepEqual(readdirSync(join(folder, "dist")), ["index.js"]);
  });

  it("offers every rule at mandatory level", async () => {
    const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
    const policies = (await call("getAnalyzerInfo", new Empty())).getPoliciesList().map((each) => each.toObject());
    assert.deepEqual(
      policies.map(({ name, enforcementlevel }) => [name, enforcementlevel]),
      rules.map(({ name }) => [name, levels.mandatory]),
    );
  });

  it("reports a resource's violation with its remedy, and nothing about a good one", async () => {
    const policy = (Resource: string) => ({
      policy: document({ Sid: "S", Effect: "Allow", Action: "s3:*", Resource }),
    });
    const [found, ...rest] = await analyze("aws:iam/rolePolicy:RolePolicy", policy("*"));
    assert.equal(rest.length, 0);
    assert.equal(found!.policyname, "no-wildcard-action-on-wildcard-resource");
    assert.equal(found!.enforcementlevel, levels.mandatory);
    assert.match(found!.message, /statement S allows s3:\* on \*\. List the actions/);
    assert.deepEqual(await analyze("aws:iam/rolePolicy:RolePolicy", policy("arn:aws:s3:::b/*")), []);
    assert.deepEqual(await analyze("aws:ssm/parameter:Parameter", policy("*")), []);
  });

  it("notes an unknown document as advisory, for a preview", async () => {
    const found = await analyze("aws:iam/policy:Policy", { policy: unknownText });
    assert.deepEqual(
      found.map(({ policyname, enforcementlevel }) => [policyname, enforcementlevel]),
      [
        ["no-wildcard-action-on-wildcard-resource", levels.advisory],
        ["pass-role-names-its-service", levels.advisory],
      ],
    );
    assert.match(found[0]!.message, /policy can't be known during preview/);
  });

  it("still reports what it knows beside an unknown", async () => {
    const found = await analyze("aws:codedeploy/deploymentGroup:DeploymentGroup", {
      autoRollbackConfiguration: { enabled: true, events: [] },
      alarmConfiguration: unknownText,
      tagsAll: { "slipway:production": "true" },
    });
    assert.deepEqual(
      found.map(({ enforcementlevel }) => enforcementlevel),
      [levels.mandatory, levels.mandatory, levels.advisory],
    );
  });

  it("judges the resources of a stack together, joined by dependency", async () => {
    const resource = (type: string, props: Record<string, unknown>, of?: string) => {
      const each = new messages.AnalyzerResource();
      each.setType(type);
      each.setUrn(`urn:pulumi:s::p::${type}::it`);
      each.setName("it");
      each.setOptions(new messages.AnalyzerResourceOptions());
      each.setProperties(Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]));
      if (of) {
        const dependencies = new messages.AnalyzerPropertyDependencies();
        dependencies.setUrnsList([of]);
        each.getPropertydependenciesMap().set("bucket", dependencies);
      }
      return each;
    };
    const request = new messages.AnalyzeStackRequest();
    const bucket = resource("aws:s3/bucketV2:BucketV2", { bucketPrefix: "artifacts-", bucket: unknownText });
    const controls = resource(
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      { bucket: unknownText, rule: { objectOwnership: "BucketOwnerEnforced" } },
      bucket.getUrn(),
    );
    request.setResourcesList([bucket, controls]);
    const found = diagnostics(await call("analyzeStack", request));
    assert.deepEqual(
      found.map(
        ({ message }) =>
          /has no [A-Za-z]+|denies requests without TLS|is not encrypted|does not enforce/.exec(message)?.[0],
      ),
      ["has no BucketPublicAccessBlock", "denies requests without TLS", "is not encrypted"],
    );
    assert.ok(found.every(({ urn }) => urn === bucket.getUrn()));
  });
});
