import assert from "node:assert/strict";
import { decide, type PolicyDocument } from "../../../catalog/iam";
import { hookFunctions } from "../../../catalog/releases";
import { codedeployPolicy } from "../../../components/account/codedeploy-role";
import { ecsPolicy } from "../../../components/account/ecs-role";
import type { AccountPlace } from "../../../components/account/place";
import { accounts, catalogOf, type ServiceFile, stage } from "../../catalog/pipeline/sample";
import { place as toolchain } from "./place";

const accountId = accounts.prod;
const target: AccountPlace = { ...toolchain, accountId, alias: "prod" };
const hook = (name: string) => ({ stage: "AfterInstall" as const, kind: "function" as const, function: name });
const ecs: ServiceFile["target"] = {
  kind: "ecs",
  containers: [{ name: "web", port: 8080 }],
  health: "/health",
  loadBalancer: { certificate: { prod: `arn:aws:acm:us-east-1:${accountId}:certificate/1` } },
};

describe("the functions that rollouts run", () => {
  for (const [role, documentOf] of [
    ["codedeploy", codedeployPolicy],
    ["ecs", ecsPolicy],
  ] as const) {
    const ask = (document: PolicyDocument, name: string) =>
      decide(
        {
          caller: { kind: "principal", arn: target.names.platformRoleArn("aws", accountId, role), accountId },
          action: "lambda:InvokeFunction",
          resource: `arn:aws:lambda:us-east-1:${accountId}:function:${name}`,
          resourceAccount: accountId,
        },
        { identity: [{ name: role, document }] },
      ).verdict;

    it(`are Slipway's own tests and those that files name, and no service's function (${role})`, () => {
      const document = documentOf(target, ["acme-check"]);
      for (const own of ["acme-orders-prod_after-test", "acme-check"]) assert.equal(ask(document, own), "allowed", own);
      for (const other of ["acme-billing-prod", "acme-check-2", "acme-other", "another-orders-prod_after"]) {
        assert.equal(ask(document, other), "missing", other);
      }
      assert.equal(ask(documentOf(target, []), "acme-check"), "missing");
    });
  }

  it("are those of the account's own stages", () => {
    const rollout = (name: string) => ({
      strategy: "canary" as const,
      controller: "codedeploy" as const,
      hooks: [hook(name)],
    });
    const stages = [stage("dev", { rollout: rollout("acme-a") }), stage("prod", { rollout: rollout("acme-b") })];
    const company = catalogOf({ target: ecs, build: { images: [{ name: "web" }] }, stages });
    assert.deepEqual(hookFunctions(company, "dev"), ["acme-a"]);
    assert.deepEqual(hookFunctions(company, "prod"), ["acme-b"]);
    assert.deepEqual(hookFunctions(catalogOf({}), "prod"), []);
  });
});
