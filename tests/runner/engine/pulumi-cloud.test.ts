/** Stacks in Pulumi Cloud: an emulator's STS, and in the place of the CLI a script that writes down how it was run. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalog } from "../../../catalog/load";
import { stackNamed } from "../../../catalog/stacks";
import type { Catalog } from "../../../catalog/types";
import { laptopAccessToken } from "../../../local/model/pulumi-cloud";
import { applyStacks } from "../../../runner/apply";
import type { Cloud } from "../../../runner/cloud/types";
import { onPulumiCloud, skipReason, stackReference } from "../../../runner/engine/pulumi-cloud";
import { runVerb } from "../../../runner/engine/verb";
import { withStack } from "../../../runner/engine/words";
import { openWorkspace } from "../../../runner/engine/workspace";
import type { Session } from "../../../runner/session";
import { terminal } from "../../../runner/terminal";
import { laptopCloud, startTimeout } from "../../local/provider/cloud";
import { cloudOrganization } from "../cloud/organization";

const options = { waitMs: 0, acceptState: false, verbose: false };
const given = "pul-0123456789abcdef";

describe("a stack whose state is in Pulumi Cloud", function () {
  this.timeout(startTimeout);
  let folder: string;
  let catalog: Catalog;
  let endpoint: string;
  const initial = { token: process.env["PULUMI_ACCESS_TOKEN"], file: process.env["SLIPWAY_PULUMI_OIDC_TOKEN_FILE"] };

  before(async () => {
    folder = cloudOrganization();
    catalog = loadCatalog(folder);
    writeFileSync(
      join(folder, "pulumi"),
      `#!/bin/sh\nenv > '${folder}/environment'\necho "$@" >> '${folder}/arguments'\ngrep -r "${given}" . > '${folder}/leaks'\nexit 0\n`,
      { mode: 0o755 },
    );
    ({ endpoint } = await laptopCloud());
  });
  beforeEach(() => {
    process.env["PULUMI_ACCESS_TOKEN"] = given;
    delete process.env["SLIPWAY_PULUMI_OIDC_TOKEN_FILE"];
    rmSync(join(folder, "arguments"), { force: true });
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    delete process.env["PULUMI_ACCESS_TOKEN"];
    if (initial.token !== undefined) process.env["PULUMI_ACCESS_TOKEN"] = initial.token;
    if (initial.file !== undefined) process.env["SLIPWAY_PULUMI_OIDC_TOKEN_FILE"] = initial.file;
  });

  const play = () => catalog.stacks.find(({ backend, kind }) => backend === "cloud" && kind === "environment")!;
  const cloud = (changes: Partial<Cloud> = {}): Cloud => ({
    kind: "aws",
    title: "AWS",
    environment: {},
    ambient: { accessKeyId: "test", secretAccessKey: "test" },
    client: (region, credentials) => ({ region, endpoint, ...(credentials ? { credentials } : {}) }),
    refusal: async () => undefined,
    delivery: async () => assert.fail("no pipeline is looked at"),
    releases: {
      calls: () => assert.fail("nothing is released"),
      pipelineStages: async () => assert.fail("nothing is released"),
      secondMs: 0,
    },
    backendParameters: {},
    ...changes,
  });
  const session = (changes: Partial<Cloud> = {}): Session => ({
    catalog,
    terminal: { ...terminal({ json: true }), progress: () => {} },
    cloud: async () => cloud(changes),
    pulumi: async () => ({ command: join(folder, "pulumi"), version: "3.259.0", source: "path" }) as never,
  });
  const ran = () => (existsSync(join(folder, "arguments")) ? readFileSync(join(folder, "arguments"), "utf8") : "");
  const environment = () => {
    const lines = readFileSync(join(folder, "environment"), "utf8").split("\n");
    return new Map(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
  };

  it("is named with organisation and project, in every spelling of the option", () => {
    const name = stackReference(catalog, play());
    assert.equal(name, `${catalog.deployments!.organization}/${catalog.project}/${play().name}`);
    assert.equal(stackReference(catalog, stackNamed(catalog, "dev")), "dev");
    const args = ["up", "-s", "play", "--yes"];
    assert.deepEqual(withStack(args, name), ["up", "--stack", name, "--yes"]);
    assert.deepEqual(withStack(["up", "--stack=play"], name), ["up", "--stack", name]);
  });

  it("is skipped on the laptop, with the reason", async () => {
    assert.match(skipReason(play(), cloud({ kind: "laptop" })) ?? "", /Pulumi Cloud/);
    assert.equal(skipReason(play(), cloud()), undefined);
    assert.equal(skipReason(stackNamed(catalog, "dev"), cloud({ kind: "laptop" })), undefined);
    const [outcome] = await applyStacks(session({ kind: "laptop" }), "drift", [play().name], options);
    assert.equal(outcome!.status, "skipped");
    assert.match(outcome!.reason ?? "", /its state is in Pulumi Cloud/);
    assert.equal(ran(), "");
    await assert.rejects(
      onPulumiCloud(session({ kind: "laptop" }), play(), "update", async () => {}),
      { name: "RefusedError" },
    );
  });

  it("runs on Pulumi Cloud's backend with the token in the engine's environment only, without lock or key of ours", async () => {
    await runVerb(session(), "preview", play(), options);
    assert.match(ran(), new RegExp(`preview .*--stack ${stackReference(catalog, play())}`));
    assert.doesNotMatch(ran(), new RegExp(given));
    assert.match(ran(), /--suppress-permalink=true/);
    const variables = environment();
    assert.equal(variables.get("PULUMI_BACKEND_URL"), "https://api.pulumi.com");
    assert.equal(variables.get("PULUMI_ACCESS_TOKEN"), given);
    assert.equal(variables.get("SLIPWAY_ACCESS"), "preview");
    for (const name of ["SLIPWAY_RUN", "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER", "PULUMI_CONFIG_PASSPHRASE"]) {
      assert.equal(variables.get(name), undefined, name);
    }
    assert.equal(readFileSync(join(folder, "leaks"), "utf8"), "", "the scratch project holds the token");
    assert.deepEqual(readdirSync(join(folder, ".slipway", "runs")), []);
  });

  it("updates only after a preview that the pack has judged", async () => {
    await runVerb(session(), "up", play(), options);
    const [first, second] = ran().trim().split("\n");
    assert.match(first!, /^preview .*--policy-pack/);
    assert.match(second!, /^up .*--policy-pack/);
    assert.equal(environment().get("SLIPWAY_ACCESS"), "update");
  });

  it("is refused without a token, and to whoever may not enter its account, before the engine starts", async () => {
    delete process.env["PULUMI_ACCESS_TOKEN"];
    await assert.rejects(runVerb(session(), "up", play(), options), /needs an access token of Pulumi Cloud/);
    process.env["PULUMI_ACCESS_TOKEN"] = given;
    const closed = session({ refusal: async () => "its trust policy does not admit you" });
    await assert.rejects(runVerb(closed, "up", play(), options), {
      name: "RefusedError",
      message: /may not assume .*555555555555.*its trust policy does not admit you/,
    });
    assert.equal(ran(), "");
  });
});

describe("the environment of an engine on our own store", () => {
  it("holds no token of the caller's, and for the stack of Pulumi Cloud's settings the one that is handed over", () => {
    const folder = cloudOrganization();
    const catalog = loadCatalog(folder);
    const was = process.env["PULUMI_ACCESS_TOKEN"];
    process.env["PULUMI_ACCESS_TOKEN"] = given;
    const open = (name: string, accessToken?: string) =>
      openWorkspace({
        catalog,
        plan: stackNamed(catalog, name),
        cloud: { environment: {} } as Cloud,
        credentials: undefined,
        access: "update",
        backendUrl: "s3://store/state",
        ...(accessToken ? { accessToken } : {}),
      });
    try {
      assert.equal(open("state").environment["PULUMI_ACCESS_TOKEN"], undefined);
      const { environment, directory } = open("deployments", laptopAccessToken);
      assert.equal(environment["PULUMI_ACCESS_TOKEN"], laptopAccessToken);
      assert.equal(environment["PULUMI_BACKEND_URL"], "s3://store/state");
      for (const name of readdirSync(directory)) {
        assert.doesNotMatch(readFileSync(join(directory, name), "utf8"), new RegExp(laptopAccessToken));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
      if (was === undefined) delete process.env["PULUMI_ACCESS_TOKEN"];
      else process.env["PULUMI_ACCESS_TOKEN"] = was;
    }
  });
});
