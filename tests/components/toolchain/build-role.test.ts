import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { decide, policy } from "../../../catalog/iam";
import { buildStatements } from "../../../components/toolchain/build-project-statements";
import type { BuildRoleArgs } from "../../../components/toolchain/build-role";
import { build, buildError, documentOf } from "../harness";
import { accountId, fullUse, leastUse, names, network } from "./builds";

const args = (changes: Partial<BuildRoleArgs> = {}): BuildRoleArgs => ({
  ...fullUse(),
  prefix: "acme",
  roleName: "acme-orders-build",
  boundaryArn: names.boundaryArn("aws", accountId),
  projectNames: ["acme-orders-build", "acme-orders_smoke"],
  ...changes,
});

async function make(changes: Partial<BuildRoleArgs> = {}, preview = false) {
  const { BuildRole } = await import("../../../components/toolchain/build-role");
  return build(
    () => {
      const { roleArn, batchRoleArn } = new BuildRole("builds", args(changes));
      return { roleArn, batchRoleArn };
    },
    { preview },
  );
}

describe("BuildRole", () => {
  it("makes one role below the path of services, inside the boundary", async () => {
    const built = await make();
    const role = built.one("aws:iam/role:Role").inputs;
    assert.equal(role["name"], "acme-orders-build");
    assert.equal(role["path"], "/services/");
    assert.equal(role["permissionsBoundary"], "arn:aws:iam::111111111111:policy/slipway/acme-boundary");
    assert.equal(built.outputs["roleArn"], `arn:aws:iam::${accountId}:role/services/acme-orders-build`);
    assert.equal(built.outputs["batchRoleArn"], "");
  });

  it("gives it exactly the statements of what its builds use", async () => {
    const given = (await make()).one("aws:iam/rolePolicy:RolePolicy", "builds-build").inputs;
    assert.deepEqual(documentOf(given["policy"]), policy(...buildStatements(fullUse())));
  });

  it("admits CodeBuild for exactly its projects of its account", async () => {
    const trust = documentOf((await make()).one("aws:iam/role:Role").inputs["assumeRolePolicy"]);
    const enter = (project: string, sourceAccount = accountId, service = "codebuild.amazonaws.com") =>
      decide(
        {
          caller: { kind: "service", service },
          action: "sts:AssumeRole",
          resource: `arn:aws:iam::${accountId}:role/services/acme-orders-build`,
          resourceAccount: accountId,
          context: {
            "aws:SourceAccount": sourceAccount,
            "aws:SourceArn": `arn:aws:codebuild:us-east-1:${sourceAccount}:project/${project}`,
          },
        },
        { resource: { name: "trust", document: trust } },
      ).verdict;
    assert.equal(enter("acme-orders-build"), "allowed");
    assert.equal(enter("acme-orders_smoke"), "allowed");
    assert.equal(enter("acme-payments-build"), "missing");
    assert.equal(enter("acme-orders-build", "999999999999"), "missing");
    assert.equal(enter("acme-orders-build", accountId, "lambda.amazonaws.com"), "missing");
  });

  it("names a network by the tags of its stack, so that every policy is known beforehand", async () => {
    const policies = (await make({ network })).all("aws:iam/rolePolicy:RolePolicy");
    assert.deepEqual(
      policies.map((each) => each.name),
      ["builds-build"],
    );
    assert.match(String(policies[0]!.inputs["policy"]), /"aws:ResourceTag\/slipway:stack":"toolchain"/);
    assert.doesNotMatch(String((await make()).one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]), /ec2:/);
  });

  it("has a role of its own for batches, which starts the builds of its projects and nothing else", async () => {
    const built = await make({ batch: { roleName: "acme-orders-batch", projectNames: ["acme-orders-build"] } });
    const role = built.one("aws:iam/role:Role", "builds-batch-role").inputs;
    assert.equal(role["name"], "acme-orders-batch");
    assert.equal(role["permissionsBoundary"], names.boundaryArn("aws", accountId));
    assert.equal(built.outputs["batchRoleArn"], `arn:aws:iam::${accountId}:role/services/acme-orders-batch`);
    const given = documentOf(built.one("aws:iam/rolePolicy:RolePolicy", "builds-batch-run").inputs["policy"]);
    assert.deepEqual(
      given.Statement.map(({ Action, Resource }) => [Action, Resource]),
      [
        [
          ["codebuild:RetryBuild", "codebuild:StartBuild", "codebuild:StopBuild"],
          [`arn:aws:codebuild:us-east-1:${accountId}:project/acme-orders-build`],
        ],
      ],
    );
    const own = documentOf(built.one("aws:iam/rolePolicy:RolePolicy", "builds-build").inputs["policy"]);
    assert.ok(!JSON.stringify(own).includes("codebuild:StartBuild"));
  });

  it("pins the names of its children", async () => {
    const built = await make({
      network,
      batch: { roleName: "acme-orders-batch", projectNames: ["acme-orders-build"] },
    });
    assert.deepEqual(built.resources.map((each) => `${each.parent ?? ""}/${each.name}`).sort(), [
      "/builds",
      "builds/builds-batch-role",
      "builds/builds-batch-run",
      "builds/builds-build",
      "builds/builds-role",
    ]);
  });

  it("reports at once everything that its boundary would refuse when a build runs", async () => {
    const { BuildRole } = await import("../../../components/toolchain/build-role");
    const bad = args({
      ...leastUse({
        accountId: "1",
        logGroupNames: ["/aws/codebuild/orders"],
        artifacts: { bucket: "orders", keyAlias: "alias/acme/state/prod/prod" },
        variables: [
          { value: "anything" },
          { parameter: "/slipway/acme/releases/orders/prod" },
          { parameter: "/payments/url" },
          { secret: "payments/database" },
        ],
        variableKeyAliases: ["alias/payments"],
        reportGroups: [{ name: "unit", type: "TEST" }],
        images: [
          `${accountId}.dkr.ecr.us-east-1.amazonaws.com/acme/orders/api:1`,
          `${accountId}.dkr.ecr.us-east-1.amazonaws.com/tools/node:22`,
          "999999999999.dkr.ecr.us-east-1.amazonaws.com/acme-base/node:22",
        ],
      }),
      roleName: "admin",
      projectNames: [],
      network: { network: "", group: "orders.pipeline" },
      batch: { roleName: "admin", projectNames: ["other"] },
    });
    const error = (await buildError(() => {
      new BuildRole("builds", bad);
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "accountId",
      "artifacts.bucket",
      "artifacts.keyAlias",
      "batch.projectNames[0]",
      "batch.roleName",
      "batch.roleName",
      "images[0]",
      "images[1]",
      "images[2]",
      "logGroupNames[0]",
      "network.network",
      "projectNames",
      "reportGroups[0].name",
      "roleName",
      "variableKeyAliases[0]",
      "variables[1].parameter",
      "variables[2].parameter",
      "variables[3].secret",
    ]);
  });
});
