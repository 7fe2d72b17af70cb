/** Preview and drift as somebody who may only look: the real CLI on a laptop cloud that decides every AssumeRole. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { packageRoot } from "../../catalog/package-root";
import { stackNamed } from "../../catalog/stacks";
import { openDoor } from "../../local/provider/accounts";
import { openRecords } from "../../local/provider/records";
import { assumedSessions } from "../../local/provider/sessions";
import { applyStacks, type StackOutcome } from "../../runner/apply";
import { laptopFolder } from "../../runner/cloud/laptop";
import { guarded } from "../../runner/engine/guarded";
import type { Verb } from "../../runner/engine/verb";
import { openSession, type Session } from "../../runner/session";
import { type Organization, openOrganization } from "./organization";

const toolchain = "444455556666";
const account = "012345678901";
const stack = "test";
const role = (id: string, access: string) => `arn:aws:iam::${id}:role/slipway/globex-${access}`;
const engineers = `arn:aws:iam::${toolchain}:role/platform/engineers`;
const viewers = `arn:aws:iam::${toolchain}:role/platform/viewers`;

describe("somebody who may only look", function () {
  this.timeout(600_000);
  let globex: Organization;
  let said: string[] = [];

  before(async function () {
    globex = await openOrganization(this, { from: join(packageRoot(), "tests", "fixtures", "organization") });
    const file = join(globex.directory, "Pulumi.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(`- ${engineers}`, `- ${engineers}\n        - ${viewers}`));
    await makeCaller("engineers", ["preview", "update"]);
    await makeCaller("viewers", ["preview"]);
    this.timeout(600_000);
    await globex.done(["up", "state", "test.state", "toolchain.account", "test.account"]);
    const made = await run(engineers, "up");
    assert.equal(made.status, "done", made.error);
  });
  after(() => globex?.close());

  /** A role of the toolchain account that may enter the run roles of these accesses. */
  async function makeCaller(name: string, access: string[]): Promise<void> {
    const client = new IAMClient(await openDoor(globex.emulator.endpoint)(toolchain, "us-east-1"));
    const document = (statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
    const everybody = { Principal: { AWS: `arn:aws:iam::${toolchain}:root` }, Action: "sts:AssumeRole" };
    const trust = document(everybody);
    await client.send(new CreateRoleCommand({ RoleName: name, Path: "/platform/", AssumeRolePolicyDocument: trust }));
    const Resource = access.map((each) => `arn:aws:iam::${toolchain}:role/slipway/globex-run-*-${each}`);
    const PolicyDocument = document({ Action: "sts:AssumeRole", Resource });
    await client.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "run", PolicyDocument }));
  }

  /** A session of the runner that somebody begins with the given role. */
  async function sessionAs(as: string): Promise<Session> {
    said = [];
    const session = openSession({ directory: globex.directory, cloud: "laptop" });
    const cloud = await session.cloud();
    const sts = new STSClient(cloud.client("us-east-1", { accessKeyId: "laptop", secretAccessKey: "laptop" }));
    const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn: as, RoleSessionName: "test" }));
    const ambient = {
      accessKeyId: given!.AccessKeyId!,
      secretAccessKey: given!.SecretAccessKey!,
      sessionToken: given!.SessionToken!,
    };
    return {
      ...session,
      terminal: { ...session.terminal, progress: (line) => said.push(line) },
      cloud: async () => ({ ...cloud, ambient }),
    };
  }

  async function run(as: string, verb: Verb): Promise<StackOutcome> {
    const options = { waitMs: 0, acceptState: false, verbose: false };
    const [outcome] = await applyStacks(await sessionAs(as), verb, [stack], options);
    return outcome!;
  }

  const data = () => laptopFolder(globex.directory);
  /** Roles that providers enter while something is done. */
  async function entered(work: () => Promise<unknown>): Promise<string[]> {
    const before = assumedSessions(data()).length;
    await work();
    const found = assumedSessions(data()).slice(before);
    return [...new Set(found.map(({ roleArn }) => roleArn))];
  }
  const providerRole = async () => {
    const { resources = [] } = await globex.state(stack);
    return JSON.stringify(resources.find(({ type }) => type === "pulumi:providers:aws")?.inputs?.["assumeRoles"]);
  };

  it("cannot update: the run role for that does not admit it, and nothing is changed", async () => {
    const outcome = await run(viewers, "up");
    assert.equal(outcome.status, "refused");
    assert.match(outcome.error ?? "", new RegExp(`may not assume ${role(toolchain, "run-test-update")}`));
  });

  it("previews through the preview role although the state keeps the update role, and sees no change in that", async () => {
    assert.match(await providerRole(), /globex-update/);
    let outcome: StackOutcome | undefined;
    const roles = await entered(async () => {
      outcome = await run(viewers, "preview");
    });
    assert.equal(outcome!.status, "done", outcome!.error);
    assert.deepEqual(roles, [role(account, "preview")]);
    assert.deepEqual(outcome!.changes, {});
    assert.doesNotMatch(said.join("\n"), /pulumi:providers:aws/);
    assert.match(await providerRole(), /globex-update/, "a preview leaves the state as it is");
  });

  it("finds no drift where there is none, through the preview role as well", async () => {
    let outcome: StackOutcome | undefined;
    const roles = await entered(async () => {
      outcome = await run(viewers, "drift");
    });
    assert.equal(outcome!.status, "done", outcome!.error);
    assert.deepEqual(roles, [role(account, "preview")]);
    assert.deepEqual(outcome!.drift, []);
  });

  it("could not look without the program: the provider in the state wants the update role", async () => {
    const session = await sessionAs(viewers);
    const options = { operation: "test", access: "preview", writes: false, waitMs: 0, acceptState: false } as const;
    const { code, stdout } = await guarded(session, stackNamed(session.catalog, stack), options, (engine) =>
      engine.pulumi({ args: ["refresh", "--preview-only", "--stack", stack, "--non-interactive", "--color", "never"] }),
    );
    assert.notEqual(code, 0);
    assert.match(stdout, new RegExp(`Cannot assume IAM role ${role(account, "update")} as .*globex-run-test-preview`));
  });

  describe("after something was changed behind the engine's back", () => {
    const records = () => openRecords(data());
    const found = (type: string) => globex.records().find((each) => each.account === account && each.type === type)!;
    let vpc: string;
    let route: string;

    before(() => {
      const network = found("aws:ec2/vpc:Vpc");
      const way = found("aws:ec2/route:Route");
      [vpc, route] = [network.id, way.id];
      records().put({ ...network, outputs: { ...network.outputs, enableDnsHostnames: false } });
      records().remove(way.account, way.region, way.type, way.id);
    });

    it("is told which resources differ, and how", async () => {
      const outcome = await run(viewers, "drift");
      assert.equal(outcome.status, "done", outcome.error);
      const drift = (outcome.drift ?? []).map(({ type, change, properties }) => ({ type, change, properties }));
      drift.sort((a, b) => (a.type < b.type ? -1 : 1));
      assert.deepEqual(drift, [
        { type: "aws:ec2/route:Route", change: "deleted", properties: [] },
        {
          type: "aws:ec2/vpc:Vpc",
          change: "changed",
          properties: [{ path: "enableDnsHostnames", state: true, cloud: false }],
        },
      ]);
      assert.match(said.join("\n"), /enableDnsHostnames: true is false/);
    });

    it("leaves it alone, in the state and in the cloud", async () => {
      const { resources = [] } = await globex.state(stack);
      assert.equal(resources.find(({ id }) => id === vpc)?.outputs?.["enableDnsHostnames"], true);
      assert.ok(resources.some(({ id }) => id === route));
      const now = globex.records();
      assert.equal(now.find(({ id }) => id === vpc)?.outputs["enableDnsHostnames"], false);
      assert.ok(!now.some(({ id }) => id === route));
    });
  });
});
