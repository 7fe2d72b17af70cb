import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyGroup } from "../../../catalog/deployments/policy-group";
import { type StackDeployment, stackDeployments } from "../../../catalog/deployments/settings";
import { cloudCatalog, expiry, withReview } from "./cloud";

const settingsOf = (catalog: ReturnType<typeof cloudCatalog>, stack: string): StackDeployment =>
  stackDeployments(catalog).find((each) => each.stack === stack)!;

/** Runs a stack's commands as Pulumi Deployments does, each in a shell of its own, and reads what they hand over. */
function handedOver({ commands }: StackDeployment, variables: Record<string, string>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-deployment-"));
  try {
    const file = join(folder, "PULUMI_ENV");
    for (const command of commands) {
      const line = command.replaceAll("/PULUMI_ENV", file);
      execFileSync("/bin/sh", ["-c", line], { env: variables, stdio: ["ignore", "pipe", "pipe"] });
    }
    const lines = readFileSync(file, "utf8").trim().split("\n");
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("settings of Pulumi Deployments", () => {
  const catalog = cloudCatalog();
  const role = (access: string) => `arn:aws:iam::012345678901:role/slipway/globex-deployments-${access}`;

  it("there are some for each stack in Pulumi Cloud, and none without the file", () => {
    const stacks = stackDeployments(catalog).map(({ stack }) => stack);
    assert.deepEqual(stacks, ["test", "ledger.test", "payments.test", "portal.test", "price-feed.test"]);
    assert.deepEqual(stackDeployments({ ...catalog, deployments: undefined }), []);
  });

  it("each names repository, branch and place, and looks for drift without undoing it", () => {
    const { provider, repository, branch, organization, project, drift, expires } = settingsOf(catalog, "ledger.test");
    assert.deepEqual(
      { provider, repository, branch, organization, project, drift, expires },
      {
        provider: "github",
        repository: "globex/release",
        branch: "main",
        organization: "globex",
        project: "release",
        drift: { cron: "0 4 * * *", remediate: false },
        expires: undefined,
      },
    );
  });

  for (const [operation, access] of [
    ["preview", "preview"],
    ["detect-drift", "preview"],
    ["update", "update"],
    ["refresh", "update"],
    ["destroy", "update"],
    ["remediate-drift", "update"],
  ] as const) {
    it(`a run of ${operation} takes the ${access} role, for its own token and under its own name`, () => {
      const run = { PULUMI_CI_OPERATION: operation, PULUMI_CI_BUILD_NUMBER: "17" };
      assert.deepEqual(handedOver(settingsOf(catalog, "ledger.test"), run), {
        SLIPWAY_ACCESS: access,
        AWS_ROLE_ARN: role(access),
        AWS_WEB_IDENTITY_TOKEN_FILE: "/mnt/pulumi/pulumi.oidc",
        AWS_ROLE_SESSION_NAME: "slipway-ledger.test-17",
      });
    });
  }

  it("a run of an operation that nobody knows stops before the engine", () => {
    const run = { PULUMI_CI_OPERATION: "import", PULUMI_CI_BUILD_NUMBER: "1" };
    assert.throws(() => handedOver(settingsOf(catalog, "test"), run), /no role for the operation import/);
  });

  it("a refresh asks the program, because the state keeps the role of the last update", () => {
    for (const { variables } of stackDeployments(catalog)) assert.deepEqual(variables, { PULUMI_RUN_PROGRAM: "true" });
  });

  it("an updated environment is followed by its services, and a service by nothing", () => {
    assert.deepEqual(settingsOf(catalog, "test").followers, [
      "ledger.test",
      "payments.test",
      "portal.test",
      "price-feed.test",
    ]);
    assert.deepEqual(settingsOf(catalog, "ledger.test").followers, []);
  });

  it("tags say what a stack is", () => {
    assert.deepEqual(settingsOf(catalog, "ledger.test").tags, {
      "slipway:kind": "service",
      "slipway:account": "test",
      "slipway:region": "eu-west-1",
      "slipway:environment": "test",
      "slipway:service": "ledger",
      "slipway:production": "false",
    });
  });

  it("a review environment ends when its file says, its own stack an hour after its services'", () => {
    const stage = { environment: "review" };
    const reviewed = cloudCatalog({}, (copy) => withReview(copy).set("services/price-feed.yaml", ["stages", 2], stage));
    assert.equal(settingsOf(reviewed, "price-feed.review").expires, expiry);
    assert.equal(settingsOf(reviewed, "review").expires, "2027-03-31T19:00:00Z");
    assert.equal(settingsOf(reviewed, "test").expires, undefined);
  });
});

describe("the policy group of Pulumi Cloud", () => {
  it("holds every stack there, with one version of the pack, and audits at first", () => {
    const group = policyGroup(cloudCatalog(), "0.1.0")!;
    assert.deepEqual([group.organization, group.name, group.mode], ["globex", "globex-slipway", "audit"]);
    assert.deepEqual(group.pack, { name: "slipway", version: "0.1.0" });
    assert.deepEqual(group.stacks.slice(0, 2), [
      { name: "test", project: "release" },
      { name: "ledger.test", project: "release" },
    ]);
    assert.equal(group.stacks.length, 5);
  });

  it("refuses, or is left out, when the file says so", () => {
    assert.equal(policyGroup(cloudCatalog({ policyGroup: "preventative" }), "0.1.0")?.mode, "preventative");
    assert.equal(policyGroup(cloudCatalog({ policyGroup: "none" }), "0.1.0"), undefined);
  });
});
