/** The whole example organisation, as a newcomer has it with `npm start`: up, up again, guarded shell, destroy. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { parse, stringify } from "yaml";
import type { Graph } from "../../analysis/graph/types";
import { loadCatalog } from "../../catalog/load";
import { packageRoot } from "../../catalog/package-root";
import { stackNamed } from "../../catalog/stacks";
import { isStored, stateOf } from "../../catalog/stored";
import type { Catalog } from "../../catalog/types";
import { type CheckpointResource, compareGraph, differenceText } from "./compare";
import { needsPulumi } from "./needs-pulumi";
import { type Ended, type Organization, openOrganization } from "./organization";

const minutes = 60_000;

interface Outcome {
  stack: string;
  status: string;
  changes: Record<string, number>;
  kept?: string[];
}

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

describe("the example organisation on the real engine", function () {
  this.timeout(10 * minutes);
  let organization: Organization;
  let catalog: Catalog;
  let first: Ended;

  before(async function () {
    organization = await openOrganization(this, { without: [], services: true });
    this.timeout(10 * minutes);
    catalog = loadCatalog(organization.directory);
    first = await organization.slipway(["local", "up"]);
  });
  after(() => organization?.close());

  const client = () => ({
    region: "us-east-1",
    endpoint: organization.emulator.endpoint,
    forcePathStyle: true,
    credentials: { accessKeyId: "laptop", secretAccessKey: "laptop" },
  });

  async function checkpoint(name: string) {
    const state = stateOf(stackNamed(catalog, name));
    const Key = `${state.prefix}/.pulumi/stacks/${catalog.project}/${name}.json`;
    const object = await new S3Client(client()).send(new GetObjectCommand({ Bucket: state.bucket, Key }));
    return { versionId: object.VersionId, ...JSON.parse(await object.Body!.transformToString()).checkpoint.latest };
  }

  /** Runs a line in a shell that `slipway env` has prepared. */
  async function guardedShell(line: string) {
    const settings = await organization.done(["env"]);
    const { PATH, HOME } = { PATH: process.env["PATH"], HOME: organization.directory };
    return promisify(execFile)("sh", ["-c", `${settings}\n${line}`], {
      env: { PATH, HOME },
      cwd: organization.directory,
    });
  }

  it("comes up, and shows each stack's resources, backend and lock, and the pipeline", () => {
    assert.equal(first.code, 0, first.output);
    for (const { name, state } of catalog.stacks.filter(isStored)) {
      const line = first.stdout.split("\n").find((text) => text.startsWith(`${name} `) && text.includes("s3://"));
      assert.match(
        line ?? `no line for ${name}`,
        new RegExp(`\\d+ +s3://${state.bucket}/${state.prefix} +free \\(fence \\d+\\)`),
      );
    }
    assert.match(first.stdout, /acme-orders: Source -> Build -> dev -> prod \(after approval\)/);
    assert.match(first.stdout, /acme-payments: Source -> Build -> uat -> production \(after approval\)/);
    assert.match(first.stdout, /acme-receipts: Source -> Build -> dev -> prod \(after approval\)/);
    assert.match(first.stdout, /acme-storefront: Source -> Build -> dev -> prod \(after approval\)/);
  });

  it("has no warning in its output", () => {
    assert.doesNotMatch(first.output, /warning|deprecat/i);
  });

  it("keeps checkpoints under each scope's prefix, encrypted through that scope's key, with fence and digest in the lock", async () => {
    const tables = new DynamoDBClient(client());
    for (const { name, state } of catalog.stacks.filter(isStored)) {
      const { secrets_providers, versionId } = await checkpoint(name);
      assert.equal(secrets_providers.state.url, `awskms://${state.keyAlias}?region=${state.region}`, name);
      const { Item } = await tables.send(
        new GetItemCommand({ TableName: state.table, Key: { LockID: { S: state.lockId } } }),
      );
      assert.equal(Item?.["owner"], undefined, `${name} is free`);
      assert.ok(Number(Item?.["fence"]?.N) >= 1, `${name} has a fence`);
      assert.match(Item?.["stateDigest"]?.S ?? "", /^[0-9a-f]{64}$/, name);
      assert.equal(Item?.["stateVersionId"]?.S, versionId, name);
    }
  });

  it("is what the recorded graph says, stack by stack", async () => {
    const graph: Graph = JSON.parse(await organization.done(["graph", "--json"]));
    assert.deepEqual(
      graph.stacks.map(({ name }) => name),
      catalog.stacks.map(({ name }) => name),
    );
    const differences: string[] = [];
    for (const stack of graph.stacks.filter(({ state }) => state)) {
      const { resources }: { resources: CheckpointResource[] } = await checkpoint(stack.name);
      differences.push(...compareGraph(stack, resources).map(differenceText));
    }
    assert.deepEqual(differences, []);
  });

  it("has nothing to change any more, in the eyes of the role that only reads", async () => {
    const { code, stdout, output } = await organization.slipway(["preview", "--all", "--json"]);
    assert.equal(code, 0, output);
    const { stacks } = JSON.parse(stdout) as { stacks: Outcome[] };
    assert.deepEqual(
      stacks.map(({ stack, status, changes }) => ({ stack, status, changes })),
      catalog.stacks.map((plan) => ({ stack: plan.name, status: isStored(plan) ? "done" : "skipped", changes: {} })),
    );
  });

  it("has no changes after a refresh has taken over what AWS adds and reorders", async () => {
    const names = ["dev", "orders.dev", "receipts.prod", "storefront.prod", "orders.pipeline"];
    await organization.done(["refresh", ...names]);
    const { stacks } = JSON.parse((await organization.slipway(["up", ...names, "--json"])).stdout) as {
      stacks: Outcome[];
    };
    assert.deepEqual(
      stacks.map(({ stack, status, changes }) => ({ stack, status, changes })),
      names.map((stack) => ({ stack, status: "done", changes: {} })),
    );
  });

  it("lists, previews and updates from the guarded shell", async () => {
    const listed = await guardedShell("pulumi stack ls --json");
    assert.deepEqual(
      (JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name).sort(),
      catalog.stacks
        .filter(isStored)
        .map(({ name }) => name)
        .sort(),
    );
    assert.match((await guardedShell("pulumi preview -s dev --non-interactive")).stdout, /unchanged/);
    assert.match((await guardedShell("pulumi up -s dev --yes --non-interactive")).stdout, /\d+ unchanged/);
  });

  it("refuses the bare binary before anything is registered", async function () {
    const { command } = await needsPulumi(this);
    this.timeout(10 * minutes);
    const { directory, emulator } = organization;
    const state = stateOf(stackNamed(catalog, "dev"));
    const before = await checkpoint("dev");
    const data = join(directory, ".slipway", "laptop");
    const env = {
      PATH: process.env["PATH"],
      HOME: directory,
      PULUMI_HOME: join(data, "pulumi-home"),
      PULUMI_BACKEND_URL: `s3://${state.bucket}/${state.prefix}?region=us-east-1&s3ForcePathStyle=true`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: "laptop",
      AWS_SECRET_ACCESS_KEY: "laptop",
      SLIPWAY_LAPTOP: emulator.token,
      SLIPWAY_LAPTOP_ENDPOINT: emulator.endpoint,
      SLIPWAY_LAPTOP_DATA: data,
      SLIPWAY_DIRECTORY: directory,
    };
    const scratch = bareProject(directory);
    const bare = promisify(execFile)(command, ["up", "-s", "dev", "--yes", "--skip-preview", "--non-interactive"], {
      env,
      cwd: scratch,
    });
    await assert.rejects(bare, ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      assert.match(stdout + stderr, /Stack dev was not changed: this run holds no lock/);
      assert.match(stdout + stderr, /slipway up dev/);
      return true;
    });
    const after = await checkpoint("dev");
    assert.deepEqual(
      after.resources.map(({ urn, id }: { urn: string; id: string }) => [urn, id]),
      before.resources.map(({ urn, id }: { urn: string; id: string }) => [urn, id]),
    );
  });

  it("notices that the state was written around the lock, and goes on only when that is accepted", async () => {
    const refused = await organization.slipway(["up", "dev"]);
    assert.equal(refused.code, 3, refused.output);
    assert.match(refused.output, /its state is not the one that the last recorded run left/);
    assert.match(refused.output, /--accept-state/);
    await organization.done(["up", "dev", "--accept-state"]);
    await organization.done(["up", "dev"]);
  });

  it("read and wrote neither a Pulumi login nor an AWS profile of the user", () => {
    const home = organization.directory;
    assert.equal(existsSync(join(home, ".aws")), false);
    assert.equal(existsSync(join(home, ".pulumi", "credentials.json")), false);
    assert.deepEqual(readdirSync(join(home, ".slipway", "runs")), []);
  });

  it("reports stacks whose file is gone as orphans, and destroys one when it is named", async () => {
    const file = join(organization.directory, "services", "orders.yaml");
    const text = readFileSync(file);
    rmSync(file);
    try {
      const shown = JSON.parse(await organization.done(["catalog", "show", "--orphans", "--json"])) as {
        orphans: { name: string }[];
      };
      assert.deepEqual(shown.orphans.map(({ name }) => name).sort(), ["orders.dev", "orders.pipeline", "orders.prod"]);
      await organization.done(["destroy", "orders.prod"]);
      const left = organization.records().filter(({ type }) => type === "aws:ec2/instance:Instance");
      const stacks = left.map(({ outputs }) => (outputs["tagsAll"] as Record<string, string>)["slipway:stack"]);
      assert.deepEqual([...new Set(stacks)].sort(), [
        "orders.dev",
        "payments.prod",
        "payments.prod-eu-west-1",
        "payments.uat",
      ]);
    } finally {
      writeFileSync(file, text);
    }
  });

  it("is destroyed but for what is protected, and says what it kept", async () => {
    const { code, stdout, output } = await organization.slipway(["local", "destroy", "--json"]);
    assert.equal(code, 0, output);
    const { outcomes } = JSON.parse(stdout) as { outcomes: Outcome[] };
    const kept = outcomes.flatMap(({ kept }) => kept ?? []).map((urn) => urn.split("::").slice(2).join(" "));
    assert.ok(
      kept.some((urn) => urn.includes("aws:s3/bucket:Bucket state-bucket")),
      kept.join("\n"),
    );
    // The production load balancer stays, and so does the network that it stands in.
    const whole = outcomes.filter(({ stack, status }) => status === "skipped" && isStored(stackNamed(catalog, stack)));
    assert.deepEqual(
      whole.map(({ stack }) => stack),
      ["prod"],
    );
    const custom = ({ type }: { type: string }) => !type.startsWith("pulumi:");
    const standing = (await checkpoint("prod")).resources.filter(
      (each: { custom: boolean; type: string }) => each.custom && custom(each),
    );
    const left = organization.records().filter(custom);
    const named = left.map(({ type, id }) => `${type} ${id}`).join("\n");
    assert.equal(left.length, kept.length + standing.length, named);
  });
});

/** A project that runs Slipway's program, as somebody has it who goes around the runner. */
function bareProject(directory: string): string {
  const scratch = mkdtempSync(join(directory, "bare-"));
  const project = parse(readFileSync(join(directory, "Pulumi.yaml"), "utf8"));
  writeFileSync(join(scratch, "Pulumi.yaml"), stringify({ ...project, main: packageRoot() }));
  return scratch;
}
