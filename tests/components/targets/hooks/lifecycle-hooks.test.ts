import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../../../catalog/iam/document";
import { limits, naming } from "../../../../catalog/naming";
import { lifecycleStages } from "../../../../catalog/rollout/stages";
import { smokeTestProblems } from "../../../../catalog/smoke-test";
import { hookPart, type SmokeHook } from "../../../../components/targets/hooks/hook-names";
import type { LifecycleHooksArgs } from "../../../../components/targets/hooks/lifecycle-hooks";
import { handle } from "../../../../functions/hooks/handler";
import { accounts, environment } from "../../../catalog/pipeline/sample";
import { recording } from "../../../functions/hooks/world";
import { type Built, build, buildError, documentOf } from "../../harness";

const place = { account: accounts.prod, region: "us-east-1", partition: "aws" };
const hook: SmokeHook = {
  stage: "POST_TEST_TRAFFIC_SHIFT",
  kind: "smoke",
  path: "/health",
  status: 200,
  contains: "ok",
  latencyMs: 1000,
  requests: 3,
  attempts: 5,
};

function args(changes: Partial<LifecycleHooksArgs> = {}): LifecycleHooksArgs {
  return {
    names: naming("acme"),
    service: "orders",
    environment: environment("prod"),
    hooks: [hook],
    place: { origin: pulumi.output("https://orders.internal:8443"), anyName: true },
    ...changes,
  };
}

async function make(changes: Partial<LifecycleHooksArgs> = {}, preview = false): Promise<Built> {
  const { LifecycleHooks } = await import("../../../../components/targets/hooks/lifecycle-hooks");
  return build(() => ({ arns: new LifecycleHooks("hooks", args(changes)).functionArns }), { place, preview });
}

const rights = (built: Built): PolicyDocument =>
  documentOf(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]);

describe("LifecycleHooks", () => {
  it("makes a function of the committed bundle for each test, whose ARN is known beforehand", async () => {
    const built = await make({ hooks: [hook, { ...hook, stage: "POST_PRODUCTION_TRAFFIC_SHIFT" }] }, true);
    const arn = "arn:aws:lambda:us-east-1:333333333333:function:acme-orders-prod";
    assert.deepEqual(built.outputs["arns"], {
      POST_TEST_TRAFFIC_SHIFT: `${arn}_after-test`,
      POST_PRODUCTION_TRAFFIC_SHIFT: `${arn}_after-shift`,
    });
    const functions = built.all("aws:lambda/function:Function");
    assert.deepEqual(
      functions.map(({ inputs }) => inputs["name"]),
      ["acme-orders-prod_after-test", "acme-orders-prod_after-shift"],
    );
    const { assets } = functions[0]!.inputs["code"] as { assets: Record<string, { text: string }> };
    assert.match(Object.values(assets)[0]!.text, /SMOKE_TEST/);
  });

  it("hands its function what the function reads", async () => {
    const { inputs } = (await make()).one("aws:lambda/function:Function");
    const { variables } = inputs["environment"] as { variables: Record<string, string> };
    const world = recording([{ body: "ok" }]);
    const { log } = console;
    console.log = () => {};
    const answer = await handle({}, { settings: variables["SMOKE_TEST"], remaining: () => 900_000 }, world).finally(
      () => {
        console.log = log;
      },
    );
    assert.equal(answer.hookStatus, "SUCCEEDED");
    assert.deepEqual(world.asked, Array(3).fill("https://orders.internal:8443/health"));
  });

  it("gives the function the test's longest time, and some to report", async () => {
    // 5 attempts of 3 requests of a second, 4 pauses of 10 seconds, 30 seconds of reserve.
    assert.equal((await make()).one("aws:lambda/function:Function").inputs["timeout"], 85);
  });

  it("has no rights but its log's when ECS takes its answer", async () => {
    const built = await make();
    assert.deepEqual(
      rights(built).Statement.map(({ Sid }) => Sid),
      ["Logs"],
    );
    const role = built.one("aws:iam/role:Role").inputs;
    assert.deepEqual([role["name"], role["path"]], ["acme-orders-prod-hook", "/services/"]);
    assert.equal(role["permissionsBoundary"], "arn:aws:iam::333333333333:policy/slipway/acme-boundary");
  });

  it("may report to exactly its deployment group", async () => {
    const document = rights(await make({ reportTo: { application: "acme-orders", group: "acme-orders-prod" } }));
    assert.deepEqual(document.Statement[1], {
      Sid: "Report",
      Effect: "Allow",
      Action: "codedeploy:PutLifecycleEventHookExecutionStatus",
      Resource: "arn:aws:codedeploy:us-east-1:333333333333:deploymentgroup:acme-orders/acme-orders-prod",
    });
  });

  it("runs inside the network where it is given one", async () => {
    const built = await make({ network: { subnetIds: ["subnet-a"], securityGroupIds: ["sg-1"] } });
    assert.deepEqual(built.one("aws:lambda/function:Function").inputs["vpcConfig"], {
      subnetIds: ["subnet-a"],
      securityGroupIds: ["sg-1"],
    });
    assert.deepEqual(
      rights(built).Statement.map(({ Sid }) => Sid),
      ["Logs", "FindNetwork", "Interfaces", "InSubnets", "WithGroup", "NoInterfacesFromCode"],
    );
  });

  it("refuses unknown stages, two tests at one stage and tests that cannot pass, all at once", async () => {
    const { LifecycleHooks } = await import("../../../../components/targets/hooks/lifecycle-hooks");
    const hooks: SmokeHook[] = [
      hook,
      { ...hook, path: "health" },
      { ...hook, stage: "LATER", matches: "(", attempts: 60, latencyMs: 60_000 },
    ];
    const { message } = await buildError(() => void new LifecycleHooks("hooks", args({ hooks })), { place });
    assert.match(message, /hooks\[1\]\.stage: has a smoke test already/);
    assert.match(message, /hooks\[1\]\.path: must be a path/);
    assert.match(message, /hooks\[2\]\.stage: must be a lifecycle stage/);
    assert.match(message, /hooks\[2\]\.matches: must be a regular expression/);
    assert.match(message, /hooks\[2\]\.attempts: makes a test of up to/);
  });
});

describe("names of hooks", () => {
  it("exist for every stage of both controllers, and fit the longest name of a function", () => {
    const names = naming("a".repeat(limits.prefix));
    for (const stage of lifecycleStages) {
      const part = hookPart(stage)!;
      assert.ok(part.length <= 12, stage);
      const longest = names.hookFunction("s".repeat(limits.service), `${"e".repeat(10)}-ap-southeast-1`, part);
      assert.ok(longest.length <= 64, longest);
    }
  });

  it("differ for all stages of one controller", () => {
    const native = lifecycleStages.filter((stage) => stage === stage.toUpperCase()).map(hookPart);
    assert.equal(new Set(native).size, native.length);
    const codedeploy = lifecycleStages.filter((stage) => stage !== stage.toUpperCase()).map(hookPart);
    assert.equal(new Set(codedeploy).size, codedeploy.length);
  });
});

describe("a smoke test's figures", () => {
  it("are refused beyond their bounds, each by its field", () => {
    const fields = (changes: Partial<SmokeHook>) =>
      smokeTestProblems({ ...hook, ...changes }).map(({ field }) => field);
    assert.deepEqual(fields({}), []);
    assert.deepEqual(fields({ status: 99, requests: 0, attempts: 61, latencyMs: 0.5 }), [
      "status",
      "latencyMs",
      "requests",
      "attempts",
    ]);
    assert.deepEqual(fields({ path: "/v1//health?to=//x" }), []);
    for (const path of ["//169.254.170.2/v2/credentials", "/\\other.example/", "https://other.example/", "health"]) {
      assert.deepEqual(fields({ path }), ["path"], path);
    }
    // 900 seconds without the 30 of the reserve: 870.
    assert.deepEqual(fields({ attempts: 1, requests: 87, latencyMs: 10_000 }), []);
    assert.deepEqual(fields({ attempts: 1, requests: 88, latencyMs: 10_000 }), ["attempts"]);
  });
});
