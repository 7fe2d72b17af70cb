import assert from "node:assert/strict";
import * as pulumiservice from "@pulumi/pulumiservice";
import type { StackDeployment } from "../../../catalog/deployments/settings";
import { PolicyEnforcement } from "../../../components/deployments/policy-enforcement";
import { StackDeploymentSettings } from "../../../components/deployments/stack-deployment";
import { build, buildError } from "../harness";

const deployment: StackDeployment = {
  organization: "acme",
  project: "slipway",
  stack: "orders.sandbox",
  provider: "github",
  repository: "acme/platform",
  branch: "main",
  paths: ["Pulumi.yaml", "services/orders.yaml"],
  previews: true,
  commands: ["echo ready"],
  variables: { PULUMI_RUN_PROGRAM: "true" },
  drift: { cron: "0 4 * * *", remediate: false },
  tags: { "slipway:kind": "service" },
  followers: [],
};
const webhooks = { team: { url: "https://hooks.acme.example/slipway", events: ["update_failed", "drift_detected"] } };

const made = (change: Partial<StackDeployment> = {}, told = {}) =>
  build(() => {
    const provider = new pulumiservice.Provider("cloud", { apiUrl: "https://api.pulumi.com" });
    new StackDeploymentSettings("orders", { deployment: { ...deployment, ...change }, webhooks: told }, { provider });
    return {};
  });
const type = (name: string) => `pulumiservice:index:${name}`;
const place = { organization: "acme", project: "slipway", stack: "orders.sandbox" };

describe("StackDeploymentSettings", () => {
  it("makes the stack before everything that it is told, so that the first push can deploy it", async () => {
    const built = await made({}, webhooks);
    const stack = built.one(type("Stack"));
    assert.deepEqual(stack.inputs, {
      organizationName: "acme",
      projectName: "slipway",
      stackName: "orders.sandbox",
      forceDestroy: false,
    });
    const settings = built.one(type("DeploymentSettings"));
    assert.ok(settings.dependencies.includes(stack.urn));
    assert.ok(built.one(type("StackTags")).dependencies.includes(stack.urn));
    for (const later of ["DriftSchedule", "Webhook"]) {
      assert.ok(built.one(type(later)).dependencies.includes(settings.urn), later);
    }
  });

  it("deploys pushes to the branch, previews pull requests, and makes no stack of any pull request", async () => {
    const { inputs } = (await made()).one(type("DeploymentSettings"));
    assert.deepEqual(inputs["vcs"], {
      provider: "github",
      repository: "acme/platform",
      paths: deployment.paths,
      deployCommits: true,
      previewPullRequests: true,
      pullRequestTemplate: false,
    });
    assert.deepEqual(inputs["sourceContext"], { git: { branch: "refs/heads/main" } });
    const other = (await made({ previews: false, directory: "cloud" })).one(type("DeploymentSettings")).inputs;
    assert.equal((other["vcs"] as { previewPullRequests: boolean }).previewPullRequests, false);
    assert.deepEqual(other["sourceContext"], { git: { branch: "refs/heads/main", repoDir: "cloud" } });
  });

  it("gives no role to all operations alike, and leaves intermediate pushes their runs", async () => {
    const { inputs } = (await made()).one(type("DeploymentSettings"));
    assert.deepEqual(inputs["operationContext"], {
      preRunCommands: ["echo ready"],
      environmentVariables: { PULUMI_RUN_PROGRAM: "true" },
      options: { skipIntermediateDeployments: false, deleteAfterDestroy: false },
    });
  });

  it("looks for drift, and undoes it only when told to", async () => {
    const schedule = (await made()).one(type("DriftSchedule"));
    assert.deepEqual(schedule.inputs, { ...place, scheduleCron: "0 4 * * *", autoRemediate: false });
    const undoing = await made({ drift: { cron: "0 5 * * *", remediate: true } });
    assert.equal(undoing.one(type("DriftSchedule")).inputs["autoRemediate"], true);
  });

  it("ends a stack that expires, with its history, and no other", async () => {
    assert.deepEqual((await made()).all(type("TtlSchedule")), []);
    const expires = "2027-03-31T18:00:00Z";
    const { inputs } = (await made({ expires })).one(type("TtlSchedule"));
    assert.deepEqual(inputs, { ...place, timestamp: expires, deleteAfterDestroy: true });
  });

  it("tells people of what they asked for, and starts the stacks that follow after a success", async () => {
    const built = await made({ followers: ["orders.other"] }, webhooks);
    assert.deepEqual(
      built
        .all(type("Webhook"))
        .map(({ inputs }) => [inputs["format"], inputs["payloadUrl"], inputs["filters"]])
        .sort()
        .reverse(),
      [
        ["raw", "https://hooks.acme.example/slipway", ["update_failed", "drift_detected"]],
        ["pulumi_deployments", "slipway/orders.other", ["update_succeeded"]],
      ],
    );
  });

  it("refuses settings that every push would trigger, a stack that follows itself, and an open webhook", async () => {
    const args = {
      deployment: { ...deployment, paths: ["!docs/**"], followers: ["orders.sandbox"] },
      webhooks: { team: { url: "http://hooks.acme.example", events: [] } },
    };
    const { message } = await buildError(() => {
      new StackDeploymentSettings("orders", args);
      return {};
    });
    assert.match(message, /deployment\.paths: must include something/);
    assert.match(message, /deployment\.followers: must be other stacks/);
    assert.match(message, /webhooks\.team\.url: must begin with https/);
  });
});

describe("PolicyEnforcement", () => {
  const plan = {
    organization: "acme",
    name: "acme-slipway",
    mode: "audit" as const,
    pack: { name: "slipway", version: "0.1.0" },
    stacks: [{ name: "sandbox", project: "slipway" }],
  };

  it("is a group of exactly these stacks, with one version of the pack", async () => {
    const built = await build(() => {
      new PolicyEnforcement("policies", plan);
      return {};
    });
    const group = built.one(type("PolicyGroup"));
    assert.deepEqual(group.ignoreChanges, ["policyPacks"], "the company's configuration of the pack would be lost");
    assert.deepEqual(group.inputs, {
      name: "acme-slipway",
      organizationName: "acme",
      entityType: "stacks",
      mode: "audit",
      policyPacks: [{ name: "slipway", versionTag: "0.1.0" }],
      stacks: [{ name: "sandbox", routingProject: "slipway" }],
    });
  });

  it("refuses a mode that Pulumi Cloud does not know, and a version that is none", async () => {
    const args = { ...plan, mode: "mandatory" as "audit", pack: { name: "slipway", version: "latest" } };
    const { message } = await buildError(() => {
      new PolicyEnforcement("policies", args);
      return {};
    });
    assert.match(message, /mode: must be audit or preventative/);
    assert.match(message, /pack\.version: must be one version/);
  });
});
