import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { decide, type PolicyDocument, policy } from "../../../catalog/iam";
import { naming } from "../../../catalog/naming";
import type { PeopleAccess } from "../../../catalog/people/access";
import { limits, policySize } from "../../../catalog/quota";
import { AccountRoles, type AccountRolesArgs } from "../../../components/account/account-roles";
import { type Built, build, documentOf } from "../harness";
import { boundless, unconditionedPass } from "../statements";

const names = naming("acme");
const toolchainId = "111111111111";
const devId = "222222222222";
const prodId = "333333333333";
const runState = (account: string, accountId: string) => ({
  accountId,
  state: {
    partition: "aws",
    accountId: toolchainId,
    region: "us-east-1",
    bucket: names.stateBucket(toolchainId),
    table: names.lockTable,
    account,
    names,
  },
});
const toolchain: AccountRolesArgs = {
  names,
  partition: "aws",
  accountId: toolchainId,
  alias: "toolchain",
  toolchainId,
  storeAccountId: toolchainId,
  deployTargets: { dev: devId, prod: prodId },
  buildNetwork: true,
  runs: [runState("toolchain", toolchainId), runState("dev", devId)],
  operators: { partition: "aws", accountId: toolchainId, roleArns: [`arn:aws:iam::${toolchainId}:role/Operator`] },
};
const dev: AccountRolesArgs = { ...toolchain, accountId: devId, alias: "dev", runs: [] };
const make = (args: AccountRolesArgs) =>
  build(
    () => {
      const { boundaryArn, roleArns } = new AccountRoles("account", args);
      return { boundaryArn, roleArns };
    },
    { place: { account: args.accountId, region: "us-east-1", partition: args.partition } },
  );
const documents = (built: Built): { name: string; document: PolicyDocument }[] =>
  [...built.all("aws:iam/policy:Policy"), ...built.all("aws:iam/rolePolicy:RolePolicy")].map(({ name, inputs }) => ({
    name,
    document: documentOf(inputs["policy"]),
  }));
const trusts = (built: Built): Record<string, PolicyDocument> =>
  Object.fromEntries(
    built.all("aws:iam/role:Role").map(({ inputs }) => [inputs["name"], documentOf(inputs["assumeRolePolicy"])]),
  );

/** Every document and role that IAM would refuse for its size or number. */
function overQuota(built: Built): string[] {
  const inline = new Map<string, number>();
  for (const { inputs } of built.all("aws:iam/rolePolicy:RolePolicy")) {
    const role = inputs["role"] as string;
    inline.set(role, (inline.get(role) ?? 0) + policySize("inline", inputs["policy"] as string));
  }
  const attached = new Map<string, number>();
  for (const { inputs } of built.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
    const role = inputs["role"] as string;
    attached.set(role, (attached.get(role) ?? 0) + 1);
  }
  const measured = [
    ...built
      .all("aws:iam/policy:Policy")
      .map(
        ({ name, inputs }) => [name, policySize("managed", inputs["policy"] as string), "managedPolicySize"] as const,
      ),
    ...built
      .all("aws:iam/role:Role")
      .flatMap(({ name, inputs }) => [
        [name, policySize("trust", inputs["assumeRolePolicy"] as string), "trustPolicyLength"] as const,
        [name, (inputs["name"] as string).length, "roleName"] as const,
      ]),
    ...[...inline].map(([role, size]) => [role, size, "inlinePolicySize"] as const),
    ...[...attached].map(([role, count]) => [role, count, "managedPoliciesPerRole"] as const),
  ];
  const most = (which: (typeof measured)[number][2]) => (which === "roleName" ? 64 : limits[which].value);
  return measured
    .filter(([, size, which]) => size > most(which))
    .map(([name, size, which]) => `${name}: ${which} ${size} of ${most(which)}`);
}

describe("AccountRoles", () => {
  it("makes the roles of a target account by their computed names, all below /slipway/", async () => {
    const built = await make(dev);
    const roles = built.all("aws:iam/role:Role");
    assert.deepEqual(roles.map(({ inputs }) => inputs["name"]).sort(), [
      "acme-codedeploy",
      "acme-deploy",
      "acme-flow-logs",
      "acme-preview",
      "acme-update",
    ]);
    for (const { inputs } of [...roles, ...built.all("aws:iam/policy:Policy")]) {
      assert.equal(inputs["path"], "/slipway/");
    }
    assert.equal(built.one("aws:iam/policy:Policy", "account-boundary").inputs["name"], "acme-boundary");
    assert.equal(built.outputs["boundaryArn"], names.boundaryArn("aws", devId));
  });

  it("makes roles of pipelines, gates, notifications, chat and runs in the toolchain account, and none to deploy there", async () => {
    const roles = (await make(toolchain)).all("aws:iam/role:Role").map(({ inputs }) => inputs["name"]);
    assert.deepEqual(roles.sort(), [
      "acme-chat",
      "acme-flow-logs",
      "acme-gates",
      "acme-notify",
      "acme-pipeline",
      "acme-pipeline-dev",
      "acme-pipeline-prod",
      "acme-preview",
      "acme-run-dev-preview",
      "acme-run-dev-update",
      "acme-run-toolchain-preview",
      "acme-run-toolchain-update",
      "acme-update",
    ]);
  });

  it("makes a release role where something is released to ECS or Lambda, in the toolchain and in the target, and nowhere else", async () => {
    const names = async (args: AccountRolesArgs) =>
      (await make(args)).all("aws:iam/role:Role").map(({ inputs }) => inputs["name"]);
    const releases = { ecs: true, tasks: false, functions: [] };
    assert.ok((await names({ ...dev, releases })).includes("acme-release"));
    assert.ok((await names({ ...toolchain, releaseTargets: [devId] })).includes("acme-release"));
    for (const args of [dev, toolchain]) assert.ok(!(await names(args)).includes("acme-release"));
    const standard = { ...dev, standardEcs: [{ service: "web", environment: "dev" }] };
    assert.ok(!(await names(standard)).includes("acme-release"));
    const ecs = (await make(standard)).one("aws:iam/rolePolicy:RolePolicy", "account-deploy-ecs");
    assert.match(ecs.inputs["policy"] as string, /ecs:RegisterTaskDefinition/);
  });

  it("has a pipeline role that can do something before there is an account to deploy to", async () => {
    const built = await make({ ...toolchain, deployTargets: {} });
    const role = built.one("aws:iam/rolePolicy:RolePolicy", "account-pipeline-pipeline");
    for (const { Sid, Resource } of documentOf(role.inputs["policy"]).Statement) {
      assert.notDeepEqual(Resource, [], Sid);
    }
  });

  it("lets exactly the account's run role of the same access into update and preview", async () => {
    const trust = trusts(await make(dev));
    for (const access of ["update", "preview"]) {
      const [statement] = trust[`acme-${access}`]!.Statement;
      assert.deepEqual(statement?.Principal, { AWS: "arn:aws:iam::111111111111:root" });
      assert.deepEqual(statement?.Condition, {
        ArnEquals: { "aws:PrincipalArn": [`arn:aws:iam::111111111111:role/slipway/acme-run-dev-${access}`] },
      });
    }
  });

  it("lets the role of trunk pipelines and that of its own account's branches into deploy, and no other", async () => {
    const trust = trusts(await make(dev))["acme-deploy"]!;
    const enter = (role: string, accountId = toolchainId) =>
      decide(
        {
          caller: { kind: "principal", arn: `arn:aws:iam::${accountId}:role/${role}`, accountId },
          action: "sts:AssumeRole",
          resource: `arn:aws:iam::${devId}:role/slipway/acme-deploy`,
          resourceAccount: devId,
          context: {},
        },
        {
          identity: [
            { name: "anything", document: policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }) },
          ],
          resource: { name: "trust", document: trust },
        },
      ).verdict;
    assert.equal(enter("slipway/acme-pipeline"), "allowed");
    assert.equal(enter("slipway/acme-pipeline-dev"), "allowed");
    for (const role of [
      "slipway/acme-pipeline-prod",
      "slipway/acme-gates",
      "services/acme-pipeline",
      "acme-pipeline",
    ]) {
      assert.equal(enter(role), "missing", role);
    }
    assert.equal(enter("slipway/acme-pipeline", prodId), "missing");
  });

  it("names the organisation in every trust of roles when it is known, and in none otherwise", async () => {
    const organizationId = "o-example00";
    const known = { ...toolchain, organizationId, operators: { ...toolchain.operators, organizationId } };
    for (const [role, document] of Object.entries(trusts(await make(known)))) {
      for (const statement of document.Statement.filter(({ Principal }) => Principal !== "*" && Principal?.AWS)) {
        assert.equal(statement.Condition?.["StringEquals"]?.["aws:PrincipalOrgID"], organizationId, role);
      }
    }
    assert.doesNotMatch(JSON.stringify(trusts(await make(toolchain))), /PrincipalOrgID/);
  });

  it("trusts AWS services for this account only", async () => {
    for (const [args, role, service] of [
      [dev, "acme-codedeploy", "codedeploy.amazonaws.com"],
      [toolchain, "acme-pipeline", "codepipeline.amazonaws.com"],
      [toolchain, "acme-pipeline-dev", "codepipeline.amazonaws.com"],
      [toolchain, "acme-gates", "lambda.amazonaws.com"],
      [toolchain, "acme-notify", "events.amazonaws.com"],
    ] as const) {
      const [statement] = trusts(await make(args))[role]!.Statement;
      assert.deepEqual(statement?.Principal, { Service: service });
      assert.equal(statement?.Condition?.["StringEquals"]?.["aws:SourceAccount"], args.accountId);
    }
  });

  it("lets a run enter one account, by the role of its own access", async () => {
    const built = await make(toolchain);
    for (const access of ["preview", "update"]) {
      const run = built.one("aws:iam/rolePolicy:RolePolicy", `account-run-dev-${access}-run`);
      const enter = documentOf(run.inputs["policy"]).Statement.filter(({ Action }) => Action === "sts:AssumeRole");
      assert.deepEqual(
        enter.map(({ Resource }) => Resource),
        [`arn:aws:iam::222222222222:role/slipway/acme-${access}`],
      );
    }
  });

  it("gives no wildcard action on a wildcard resource, and no role to pass without its service", async () => {
    for (const args of [dev, toolchain]) {
      for (const { name, document } of documents(await make(args))) {
        assert.deepEqual(boundless(document), [], name);
        assert.deepEqual(unconditionedPass(document), [], name);
      }
    }
  });

  it("stays within IAM's quotas with the longest names and forty accounts", async () => {
    const longest = {
      ...toolchain,
      names: naming("abcdefgh"),
      partition: "aws-us-gov",
      organizationId: "o-abcdefghij",
    };
    const aliases = Array.from({ length: 40 }, (_, index) => `account${String(index).padStart(3, "0")}`);
    const runs = aliases.map((alias) => ({
      ...runState(alias, devId),
      state: { ...runState(alias, devId).state, partition: "aws-us-gov", names: naming("abcdefgh") },
    }));
    const deployTargets = Object.fromEntries(aliases.map((alias, index) => [alias, String(400000000000 + index)]));
    const set = "aws-reserved/sso.amazonaws.com/us-gov-west-1/AWSReservedSSO";
    const signedIn = Array.from(
      { length: 10 },
      (_, index) => `arn:aws-us-gov:iam::${toolchainId}:role/${set}_${"a".repeat(31)}${index}_*`,
    );
    const people: PeopleAccess = {
      zone: "toolchain",
      developer: signedIn,
      operator: signedIn,
      breakGlass: signedIn,
      alarmRegion: "us-gov-west-1",
      storeAccountIds: [toolchainId, ...Object.values(deployTargets)],
    };
    for (const args of [
      { ...longest, runs, deployTargets, people },
      {
        ...longest,
        runs,
        deployTargets,
        accountId: devId,
        alias: "account000",
        people: { ...people, zone: "non-production" as const },
      },
    ]) {
      assert.deepEqual(overQuota(await make(args)), []);
    }
  });

  it("stays within IAM's quotas in the example", async () => {
    for (const args of [toolchain, dev]) assert.deepEqual(overQuota(await make(args)), []);
  });

  it("refuses everything that is wrong in one error", async () => {
    const wrong = {
      ...toolchain,
      accountId: "1",
      deployTargets: { dev: devId, toolchain: toolchainId, short: "12" },
      operators: { ...toolchain.operators, roleArns: ["someone"] },
      runs: [...toolchain.runs, runState("dev", "22")],
    };
    await assert.rejects(make(wrong), (error: unknown) => {
      assert.ok(pulumi.InputPropertiesError.isInstance(error));
      assert.deepEqual(error.errors.map(({ propertyPath }) => propertyPath).sort(), [
        "accountId",
        "deployTargets",
        "deployTargets.short",
        "operators.roleArns[0]",
        "runs",
        "runs[2].accountId",
      ]);
      return true;
    });
  });
});
