import assert from "node:assert/strict";
import * as pulumiservice from "@pulumi/pulumiservice";
import { problems, resources } from "./recording";

const stack = { organization: "acme", project: "slipway", stack: "sandbox" };
const apiUrl = "https://api.pulumi.com";

describe("recordGraph of Pulumi Cloud's resources", () => {
  it("keeps what the provider's Check and a preview answer, in no account and no region", async () => {
    const { sandbox, drift } = await resources(async () => {
      const provider = new pulumiservice.Provider("cloud", { apiUrl });
      const vcs = { provider: "github", repository: "acme/platform" };
      new pulumiservice.DeploymentSettings("sandbox", { ...stack, vcs }, { provider });
      new pulumiservice.DriftSchedule("drift", { ...stack, scheduleCron: "0 6 * * *" }, { provider });
    });
    assert.deepEqual(sandbox!.inputs["vcs"], {
      provider: "github",
      repository: "acme/platform",
      deployCommits: true,
      previewPullRequests: true,
      pullRequestTemplate: false,
    });
    assert.equal(sandbox!.provider, undefined);
    assert.equal(drift!.inputs["autoRemediate"], false);
    assert.deepEqual(drift!.outputs["scheduleId"], { $unknown: true });
  });

  it("fails on arguments that the provider would refuse", async () => {
    const found = await problems({
      "dev.account": async () => {
        const provider = new pulumiservice.Provider("cloud", { apiUrl });
        new pulumiservice.DriftSchedule("drift", { ...stack, scheduleCron: 6 as unknown as string }, { provider });
      },
    });
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0]!, /DriftSchedule::drift: scheduleCron: must be a string/);
  });

  it("fails on a provider that keeps a token in the state, or that would take the backend for Pulumi Cloud", async () => {
    const found = await problems({
      "dev.account": async () => {
        new pulumiservice.Provider("cloud", { apiUrl: "s3://acme-state/state", accessToken: "pul-0123456789" });
      },
    });
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found.join("\n"), /accessToken: would be kept in the state[\s\S]*apiUrl: "s3:/);
    assert.doesNotMatch(found.join("\n"), /0123456789/);
  });
});
