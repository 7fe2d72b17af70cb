import assert from "node:assert/strict";
import { proveRequests } from "../../analysis/authorization";
import type { Graph } from "../../analysis/graph/types";
import { stackDeployments } from "../../catalog/deployments/settings";
import { recordGraph } from "../../runner/graph/record";
import { cloudCatalog, withReview } from "../catalog/deployments/cloud";
import { all, stackOf } from "./graphs";

const webhooks = { team: { url: "https://hooks.globex.example/slipway", events: ["update_failed"] } };

describe("an organisation with an environment in Pulumi Cloud", function () {
  this.timeout(60_000);
  const catalog = cloudCatalog({ webhooks }, withReview);
  let graph: Graph;
  before(async () => {
    graph = await recordGraph(catalog, undefined, { strict: true });
  });
  const deployments = () => stackOf(graph, "deployments");

  it("is planned whole: stacks there without a state of ours, and settings for each of them", () => {
    for (const { stack } of stackDeployments(catalog)) assert.equal(stackOf(graph, stack).state, undefined, stack);
    assert.ok(stackOf(graph, "test").resources.length > 10);
    const told = all(deployments(), "pulumiservice:index:DeploymentSettings").map(({ inputs }) => inputs["stack"]);
    assert.deepEqual(
      told,
      stackDeployments(catalog).map(({ stack }) => stack),
    );
  });

  it("keeps no token of Pulumi Cloud, and calls it by its own address", () => {
    const [provider] = all(deployments(), "pulumi:providers:pulumiservice");
    assert.deepEqual(provider?.inputs, { apiUrl: "https://api.pulumi.com" });
    assert.doesNotMatch(JSON.stringify(deployments()), /accessToken|\bpul-[0-9a-f]{8}|\$secret/);
  });

  it("asks for nothing that is not allowed, the runs in Pulumi Cloud included", () => {
    const inAccount = (name: string) => stackOf(graph, name).account === catalog.organization.accounts["test"];
    const proofs = proveRequests(graph).filter(({ request }) => inAccount(request.stack));
    const refused = proofs.filter(({ verdict }) => verdict.verdict !== "allowed");
    assert.deepEqual(
      refused.map(({ request, verdict }) => [request.id, verdict]),
      [],
    );
    const whats = proofs.filter(({ request }) => request.stack === "test.account").map(({ request }) => request.what);
    for (const access of ["preview", "update"]) {
      assert.ok(whats.includes(`a token gets globex-deployments-${access} by Pulumi0`), access);
      assert.ok(whats.includes(`CI enters globex-${access}`), access);
    }
  });

  it("the account's roles admit the role for Pulumi Deployments of their access, and no run of ours", () => {
    for (const access of ["preview", "update"]) {
      const role = all(stackOf(graph, "test.account"), "aws:iam/role:Role").find(
        ({ inputs }) => inputs["name"] === `globex-${access}`,
      )!;
      const { Statement } = JSON.parse(String(role.inputs["assumeRolePolicy"]));
      const admitted = Statement.map(
        (each: { Condition: Record<string, Record<string, unknown>> }) =>
          Object.values(each.Condition).find((block) => "aws:PrincipalArn" in block)?.["aws:PrincipalArn"],
      );
      const own = `arn:aws:iam::012345678901:role/slipway/globex-deployments-${access}`;
      assert.deepEqual(admitted.flat(), [own]);
    }
    const roles = all(stackOf(graph, "toolchain.account"), "aws:iam/role:Role").map(({ inputs }) => inputs["name"]);
    assert.ok(roles.includes("globex-run-live-update"));
    assert.ok(!roles.some((name) => String(name).startsWith("globex-run-test-")));
  });

  it("ends its review environment, tells its people, and lets services follow their environment", () => {
    const ends = all(deployments(), "pulumiservice:index:TtlSchedule").map(({ inputs }) => inputs["stack"]);
    assert.deepEqual(ends, ["review"]);
    const hooks = all(deployments(), "pulumiservice:index:Webhook").map(({ inputs }) => inputs);
    assert.equal(hooks.filter(({ format }) => format === "raw").length, stackDeployments(catalog).length);
    assert.deepEqual(
      hooks.filter(({ format }) => format === "pulumi_deployments").map(({ payloadUrl }) => payloadUrl),
      ["release/ledger.test", "release/payments.test", "release/portal.test", "release/price-feed.test"],
    );
  });
});
