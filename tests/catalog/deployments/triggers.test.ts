import assert from "node:assert/strict";
import { stackDeployments } from "../../../catalog/deployments/settings";
import { type Change, runsFor } from "../../../catalog/deployments/triggers";
import { cloudCatalog } from "./cloud";

const services = ["ledger.test", "payments.test", "portal.test", "price-feed.test"];
const all = ["test", ...services];

/** Paths of one change, the branch, and the stacks that run. */
type Row = [what: string, paths: string[], branch: string, stacks: string[]];

const rows: Row[] = [
  ["the environment's file", ["Pulumi.test.yaml"], "main", all],
  ["the organisation's file", ["Pulumi.yaml"], "main", all],
  ["one service's file", ["services/ledger.yaml"], "main", ["ledger.test"]],
  ["two services' files", ["services/ledger.yaml", "services/portal.yaml"], "main", ["ledger.test", "portal.test"]],
  ["another environment's file", ["Pulumi.prod.yaml"], "main", []],
  ["the state's and the toolchain's files", ["Pulumi.state.yaml", "Pulumi.toolchain.yaml"], "main", []],
  ["the settings of Pulumi Deployments", ["Pulumi.deployments.yaml"], "main", []],
  ["a service that has no stage there", ["services/other.yaml"], "main", []],
  ["a component", ["components/network/network.ts"], "main", all],
  ["the catalog, deep inside", ["catalog/pipeline/stores.ts"], "main", all],
  ["the programs", ["stacks/environment.ts"], "main", all],
  ["the packages", ["package-lock.json"], "main", all],
  ["a package file in a folder", ["tests/package.json"], "main", []],
  ["schemas for editors", ["catalog/schemas/service.json"], "main", []],
  ["schemas and a service", ["catalog/schemas/service.json", "services/ledger.yaml"], "main", ["ledger.test"]],
  ["the read-me and tests", ["README.md", "tests/stacks/graph.test.ts"], "main", []],
  [
    "functions and the runner, of which no such stack is built",
    ["functions/gates/index.ts", "runner/apply.ts"],
    "main",
    [],
  ],
  ["a file with the same ending elsewhere", ["old/Pulumi.test.yaml"], "main", []],
  ["a file whose name only looks alike", ["PulumiXtest.yaml"], "main", []],
  ["another branch", ["Pulumi.test.yaml"], "develop", []],
  ["a branch whose name begins alike", ["Pulumi.test.yaml"], "main-2", []],
  ["nothing", [], "main", []],
];

describe("which stacks Pulumi Deployments runs for a path and a branch", () => {
  const deployments = stackDeployments(cloudCatalog());
  const runs = (event: Change["event"], paths: string[], branch: string) =>
    runsFor(deployments, { event, paths, branch });

  for (const [what, paths, branch, stacks] of rows) {
    it(`${what}, on ${branch}: ${stacks.join(", ") || "none"}`, () => {
      assert.deepEqual(runs("push", paths, branch), Object.fromEntries(stacks.map((stack) => [stack, "update"])));
      const previews = runs("pull-request", paths, branch);
      assert.deepEqual(previews, Object.fromEntries(stacks.map((stack) => [stack, "preview"])));
    });
  }

  it("previews no pull request when the file says so, and deploys pushes all the same", () => {
    const quiet = stackDeployments(cloudCatalog({ previews: false }));
    const change = { paths: ["Pulumi.test.yaml"], branch: "main" };
    assert.deepEqual(runsFor(quiet, { event: "pull-request", ...change }), {});
    assert.deepEqual(Object.keys(runsFor(quiet, { event: "push", ...change })), all);
  });

  it("follows the branch and the folder that the file names", () => {
    const other = stackDeployments(cloudCatalog({ branch: "release/1", directory: "cloud/platform" }));
    const push = (path: string, branch: string) =>
      Object.keys(runsFor(other, { event: "push", paths: [path], branch }));
    assert.deepEqual(push("cloud/platform/services/ledger.yaml", "release/1"), ["ledger.test"]);
    assert.deepEqual(push("services/ledger.yaml", "release/1"), []);
    assert.deepEqual(push("cloud/platform/catalog/schemas/state.json", "release/1"), []);
    assert.deepEqual(push("cloud/platform/services/ledger.yaml", "main"), []);
  });
});
