/**
 * Who owns what of a service that is released: the real CLI and the release program on a laptop cloud whose weights,
 * task sets and aliases move as on AWS.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { assumeRole, openDoor } from "../../local/provider/accounts";
import { s3Client } from "../../local/provider/backing/s3-client";
import { openRecords } from "../../local/provider/records";
import { laptopFolder } from "../../runner/cloud/laptop";
import { release } from "../../runner/commands/release";
import { FailedError } from "../../runner/exit";
import { releaseServices } from "../../runner/release/aws";
import { openSession } from "../../runner/session";
import { assertEverythingOnce } from "./once";
import { type Organization, openOrganization } from "./organization";
import {
  aliasType,
  controlled,
  dev,
  edit,
  failing,
  fn,
  functionType,
  listenerType,
  moved,
  native,
  recordOf,
  region,
  runs,
  type ServiceName,
  services,
  serviceType,
  stacks,
  toolchain,
  writeCompany,
} from "./releasing";

const bucket = "acme-zips";
const zipOf = (number: number) => Buffer.from(`release ${number}`);
const digestOf = (service: ServiceName, number: number) =>
  service === fn
    ? `sha256:${createHash("sha256").update(zipOf(number)).digest("hex")}`
    : `sha256:${String(number).padStart(64, "0")}`;
const zipAt = (number: number) => `s3://${bucket}/release-${number}.zip`;

describe("services that are released", function () {
  this.timeout(600_000);
  let acme: Organization;
  let files: string;

  before(async function () {
    files = mkdtempSync(join(tmpdir(), "slipway-company-"));
    writeCompany(files);
    acme = await openOrganization(this, { from: files, services: true });
    this.timeout(600_000);
    const s3 = s3Client(await openDoor(acme.emulator.endpoint)(dev, region));
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    for (const number of [1, 2, 3]) {
      const Key = `release-${number}.zip`;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: zipOf(number) }));
    }
    await acme.done(["up", "state", "dev.state", "toolchain.account", "dev.account", "dev", ...stacks]);
  });
  after(async () => {
    await acme?.close();
    rmSync(files, { recursive: true, force: true });
  });

  const releasing = (service: ServiceName, number: number) => [
    ...["release", service, "dev", "--digest", digestOf(service, number), "--yes"],
    ...(service === fn ? ["--zip", zipAt(number)] : []),
  ];

  /** Releases until traffic is on the move, then ends as if it was killed. */
  async function releaseHalf(service: ServiceName, number: number): Promise<void> {
    const session = openSession({ directory: acme.directory, cloud: "laptop" });
    const digest = digestOf(service, number);
    const options = { digest, yes: true, ...(service === fn ? { zip: zipAt(number) } : {}) };
    const before = moved(acme, service);
    const killed = release(
      { ...session, terminal: { ...session.terminal, progress: () => {} } },
      service,
      "dev",
      options,
      async (_, place) => ({
        ...(await releaseServices(await session.cloud(), place)),
        async sleep() {
          if (moved(acme, service) !== before) throw new Error("killed");
        },
      }),
    );
    await assert.rejects(killed, (error: Error) => error instanceof FailedError && /killed/.test(error.message));
  }

  /** What an `up` of the services' stacks changes, by stack: `type name`. */
  async function up(wanted = stacks): Promise<Record<string, string[]>> {
    return changes(await acme.done(["up", ...wanted]), wanted);
  }

  const changes = (output: string, wanted: string[]) =>
    Object.fromEntries(
      wanted.map((stack) => {
        const lines = output.matchAll(new RegExp(`^${stack}: +\\S+ +aws:(\\S+):\\S+ +target-(\\S+)$`, "gm"));
        return [stack, [...new Set([...lines].map(([, type, name]) => `${type} ${name}`))].sort()];
      }),
    );
  const nothing = Object.fromEntries(stacks.map((stack) => [stack, [] as string[]]));
  const all = <T>(of: (service: ServiceName) => T) => Object.fromEntries(services.map((name) => [name, of(name)]));
  const running = () => all((name) => runs(acme, name));
  const weights = () => all((name) => moved(acme, name));

  const balanced = [native, controlled].map((service) => `${service}.dev`);
  const weak = "ELBSecurityPolicy-2016-08";
  const production = (service: ServiceName) => {
    const listeners = acme
      .records()
      .filter(({ type, id }) => type === listenerType && id.includes(`/acme-${service}/`));
    return listeners.find(({ outputs }) => outputs["port"] === 443)!;
  };

  it("have a placeholder from their stack, until their first release brings an image or a zip", async () => {
    assert.match(String(recordOf(acme, serviceType, native).outputs["taskDefinition"]), /acme-web-dev-template:/);
    for (const service of services) {
      assert.notEqual(runs(acme, service).code, digestOf(service, 1));
      const output = await acme.done(releasing(service, 1));
      assert.match(output, new RegExp(`dev runs ${digestOf(service, 1)}`));
    }
    assert.deepEqual(
      running(),
      all((name) => ({ code: digestOf(name, 1), memory: name === fn ? "256" : "512" })),
    );
    assert.deepEqual(weights(), { [native]: 100, [controlled]: 100, [fn]: 0 });
  });

  it("are released by nobody whom the release role does not admit", async () => {
    const session = openSession({ directory: acme.directory, cloud: "laptop" });
    const cloud = await session.cloud();
    const role = `arn:aws:iam::${toolchain}:role/anybody`;
    const { accessKeyId, secretAccessKey, sessionToken } = await assumeRole(
      acme.emulator.endpoint,
      undefined,
      role,
      "x",
    );
    const ambient = { accessKeyId, secretAccessKey, sessionToken: sessionToken! };
    const anybody = { ...session, cloud: async () => ({ ...cloud, ambient }) };
    await assert.rejects(release(anybody, native, "dev", { digest: digestOf(native, 2), yes: true }), {
      name: "RefusedError",
      message: /assumed-role\/anybody\/x may not assume \S+acme-release: its trust policy does not admit/,
    });
  });

  it("get a change of their template by the next release: a stack changes nothing that runs", async () => {
    for (const service of [native, controlled] as const) edit(acme, service, "memory: 512", "memory: 1024");
    edit(acme, fn, "memory: 256", "memory: 512");
    const before = [running(), weights()];
    assert.deepEqual(await up(), {
      [`${native}.dev`]: ["ecs/taskDefinition template", "ssm/parameter target"],
      [`${controlled}.dev`]: ["ecs/taskDefinition template", "ssm/parameter target"],
      [`${fn}.dev`]: ["lambda/function function"],
    });
    assert.deepEqual([running(), weights()], before);
    assert.equal(recordOf(acme, functionType, fn).outputs["version"], "3", "a version that nobody is led to");
  });

  it("keep weights and revisions of a rollout under way when a stack is refreshed and its own settings change", async () => {
    for (const service of services) await releaseHalf(service, 2);
    assert.deepEqual(weights(), { [native]: 90, [controlled]: 90, [fn]: 10 });
    const taskDefinition = recordOf(acme, serviceType, native).outputs["taskDefinition"];
    await acme.done(["refresh", ...stacks]);
    for (const service of [native, controlled] as const)
      edit(acme, service, "memory: 1024", "memory: 1024\n  desired: 4");
    edit(acme, fn, "memory: 512", "memory: 512\n  timeoutSeconds: 60");
    assert.deepEqual(await up(), {
      [`${native}.dev`]: ["ecs/service service"],
      [`${controlled}.dev`]: ["ecs/service service"],
      [`${fn}.dev`]: ["lambda/function function"],
    });
    assert.deepEqual(weights(), { [native]: 90, [controlled]: 90, [fn]: 10 });
    const { outputs } = recordOf(acme, serviceType, native);
    assert.deepEqual([outputs["taskDefinition"], outputs["desiredCount"]], [taskDefinition, 4]);
    assert.equal(recordOf(acme, serviceType, controlled).outputs["desiredCount"], 4);
    const { functionVersion } = recordOf(acme, aliasType, fn).outputs;
    assert.deepEqual([functionVersion, runs(acme, fn).code], ["2", digestOf(fn, 1)]);
  });

  it("are watched to the end of the rollout by the same release again, with the right code and the right memory", async () => {
    for (const service of services) await acme.done(releasing(service, 2));
    assert.deepEqual(
      running(),
      all((name) => ({ code: digestOf(name, 2), memory: name === fn ? "512" : "1024" })),
    );
    assert.deepEqual(weights(), { [native]: 0, [controlled]: 0, [fn]: 0 });
  });

  it("go back by themselves when a release fails, which says why and exits with 1", async () => {
    const before = [running(), weights()];
    failing(acme, { alarms: services.map((service) => `acme-${service}-dev-errors`) });
    for (const service of services) {
      const { code, output } = await acme.slipway(releasing(service, 3));
      assert.equal(code, 1, output);
      assert.match(output, new RegExp(`acme-${service}-dev-errors`));
      assert.match(output, /runs again\./);
    }
    failing(acme, {});
    assert.deepEqual([running(), weights()], before);
  });

  it("need no update after all that: nothing of a rollout is a stack's", async () => {
    const before = [running(), weights()];
    assert.deepEqual(await up(), nothing);
    assert.deepEqual([running(), weights()], before);
  });

  it("show as drift what somebody has changed of a load balancer, and nothing that a rollout has moved", async () => {
    const policy = production(native).outputs["sslPolicy"];
    for (const service of [native, controlled] as const) {
      const listener = production(service);
      const outputs = { ...listener.outputs, sslPolicy: weak };
      openRecords(laptopFolder(acme.directory)).put({ ...listener, outputs });
    }
    const { stdout } = await acme.slipway(["drift", ...balanced, "--json"]);
    const outcomes = JSON.parse(stdout).stacks as {
      stack: string;
      drift: { name: string; properties: object[] }[];
    }[];
    const found = outcomes.map(({ stack, drift }) => [
      stack,
      drift.map(({ name, properties }) => ({ name, properties })),
    ]);
    const drift = [
      { name: "target-balancer-production", properties: [{ path: "sslPolicy", state: policy, cloud: weak }] },
    ];
    assert.deepEqual(Object.fromEntries(found), {
      [`${native}.dev`]: drift,
      [`${controlled}.dev`]: drift,
    });
  });

  it("get their load balancer back after a refresh, with what their files change, and keep their weights", async () => {
    const before = [running(), weights()];
    await acme.done(["refresh", ...balanced]);
    edit(acme, native, "loadBalancer:", "loadBalancer:\n    deregistrationSeconds: 77");
    assert.deepEqual(await up(balanced), {
      [`${native}.dev`]: [
        "lb/listener balancer-production",
        "lb/targetGroup balancer-blue",
        "lb/targetGroup balancer-green",
      ],
      [`${controlled}.dev`]: ["lb/listener balancer-production"],
    });
    for (const service of [native, controlled] as const)
      assert.notEqual(production(service).outputs["sslPolicy"], weak);
    assert.deepEqual([running(), weights()], before);
  });

  it("leave the cloud and the stacks' states telling the same", async () => {
    await assertEverythingOnce(acme, ["state", "dev.state", "toolchain.account", "dev.account", "dev", ...stacks]);
  });
});
