/** The roles of services in the toolchain account, as the stacks make them, against the boundary that they bear. */
import assert from "node:assert/strict";
import { type Context, decide, type PolicyDocument, policy, type Statement } from "../../../catalog/iam";
import { limits, policySize } from "../../../catalog/quota";
import { networkSchema } from "../../../catalog/schema/network";
import { toolchainBoundary } from "../../../components/account/build-boundary";
import { programFor } from "../../../stacks/program";
import { accounts, catalog, catalogOf, type ServiceFile, stage } from "../../catalog/pipeline/sample";
import { type Built, build, documentOf } from "../harness";
import { parameterStore } from "../parameters";
import { boundless, list } from "../statements";

const parameters = parameterStore({
  "/slipway/acme/connections/github": `arn:aws:codeconnections:us-east-1:${accounts.toolchain}:connection/c0ffee`,
  "/slipway/acme/toolchain/network/vpc-id": "vpc-builds",
  "/slipway/acme/toolchain/network/private-subnet-ids": "subnet-a,subnet-b",
});
const step = { name: "smoke", buildspec: "smoke.yml", cache: "s3" as const };

/** Every right that a pipeline's own roles can have, in both modes. */
const everything: Partial<ServiceFile> = {
  source: [
    { connection: "github", repository: "acme/orders", branch: "main" },
    { kind: "codecommit", repository: "settings", branch: "main" },
    { kind: "s3", bucket: "acme-promoted", key: "orders/release.zip" },
    { kind: "ecr", repository: "vendor/base", tag: "stable" },
  ],
  build: {
    vpc: true,
    images: [{ name: "api" }],
    image: `${accounts.toolchain}.dkr.ecr.us-east-1.amazonaws.com/acme-base/docker/library/node:22`,
    env: { URL: { parameter: "/acme/orders/url" }, TOKEN: { secret: "acme/orders/token" } },
    reports: [
      { name: "unit", format: "JUNITXML", files: ["unit.xml"] },
      { name: "lines", format: "COBERTURAXML", files: ["lines.xml"] },
    ],
    batch: { maximumBuilds: 4, timeoutMinutes: 60 },
  },
  stages: [stage("dev", { after: [step] }), stage("prod")],
};
const branches: Partial<ServiceFile> = {
  mode: "branch",
  source: { kind: "codecommit", repository: "orders", create: false, approvals: 1 },
  stages: [stage("dev", { branch: "develop", after: [step] }), stage("prod", { branch: "main" })],
};

async function stackOf(file: Partial<ServiceFile>, name: string): Promise<Built> {
  const { toolchain } = catalog();
  const baseImages = { docker: { upstream: "public.ecr.aws" } };
  const network = networkSchema.parse({ cidr: "10.99.0.0/16", zones: 2 });
  const which = catalogOf(file, undefined, { toolchain: { ...toolchain, baseImages, network } });
  return build(programFor(which, name, "update"), { ...parameters, stack: name });
}

/** Policies of every role in the stack, by the role's name. */
function rolesOf(built: Built): Record<string, PolicyDocument[]> {
  const roles: Record<string, PolicyDocument[]> = {};
  for (const { inputs } of built.all("aws:iam/rolePolicy:RolePolicy")) {
    const role = String(inputs["role"]);
    roles[role] = [...(roles[role] ?? []), documentOf(inputs["policy"])];
  }
  return roles;
}

const boundary = {
  name: "boundary",
  document: toolchainBoundary({
    names: catalog().names,
    partition: "aws",
    accountId: accounts.toolchain,
    alias: "toolchain",
    toolchainId: accounts.toolchain,
    storeAccountId: accounts.toolchain,
  }),
};
const openKey = policy({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${accounts.toolchain}:root` },
  Action: "kms:*",
  Resource: "*",
});

/** One value that a pattern matches. */
const example = (pattern: string) => pattern.replaceAll("*", "x").replaceAll("?", "1");

/** A context in which a statement's conditions hold; here all of them compare with texts. */
function contextOf({ Condition = {} }: Statement): Context {
  const entries = Object.values(Condition).flatMap((block) => Object.entries(block));
  return Object.fromEntries(
    entries.map(([key, values]) => {
      const value = example(list(values)[0]!);
      return [key, key === "kms:ResourceAliases" ? [value] : value];
    }),
  );
}

/** Every single right of a statement that the role does not have after all. */
function refused(role: string, statement: Statement): string[] {
  const identity = [{ name: role, document: policy(statement) }];
  return list(statement.Action).flatMap((action) =>
    list(statement.Resource).flatMap((resource) => {
      const { verdict } = decide(
        {
          caller: {
            kind: "principal",
            arn: `arn:aws:iam::${accounts.toolchain}:role/services/${role}`,
            accountId: accounts.toolchain,
          },
          action,
          resource: resource === "*" ? "*" : example(resource),
          resourceAccount: accounts.toolchain,
          context: contextOf(statement),
        },
        { identity, boundary, ...(action.startsWith("kms:") ? { resource: { name: "key", document: openKey } } : {}) },
      );
      return verdict === "allowed" ? [] : [`${role}: ${action} ${resource} is ${verdict}`];
    }),
  );
}

describe("roles of services in the toolchain account", () => {
  const stacks: { name: string; base: string; built: Built }[] = [];

  before(async () => {
    stacks.push(
      { name: "orders.pipeline", base: "acme-orders", built: await stackOf(everything, "orders.pipeline") },
      { name: "orders.pipeline-dev", base: "acme-orders_dev", built: await stackOf(branches, "orders.pipeline-dev") },
    );
  });

  it("are made below the path of services, inside the boundary, for each use apart", async () => {
    for (const { name, base, built } of stacks) {
      for (const { inputs } of built.all("aws:iam/role:Role")) {
        assert.equal(inputs["path"], "/services/");
        assert.equal(inputs["permissionsBoundary"], `arn:aws:iam::${accounts.toolchain}:policy/slipway/acme-boundary`);
      }
      const uses = [...(name === "orders.pipeline" ? ["batch"] : []), "build", "source", "start", "test"];
      assert.deepEqual(
        Object.keys(rolesOf(built)).sort(),
        uses.map((use) => `${base}-${use}`),
      );
    }
  });

  it("are granted nothing that the boundary would take away again", async () => {
    for (const { built } of stacks) {
      const statements = Object.entries(rolesOf(built)).flatMap(([role, documents]) =>
        documents.flatMap(({ Statement }) => Statement.map((statement) => [role, statement] as const)),
      );
      assert.ok(statements.length > 0);
      assert.deepEqual(
        statements.flatMap(([role, statement]) => refused(role, statement)),
        [],
      );
    }
  });

  it("have no wildcard action on everything, and stay within IAM's quota of inline policies", async () => {
    for (const { built } of stacks) {
      for (const [role, documents] of Object.entries(rolesOf(built))) {
        for (const document of documents) assert.deepEqual(boundless(document), [], role);
        const size = documents.reduce((sum, document) => sum + policySize("inline", document), 0);
        assert.ok(size <= limits.inlinePolicySize.value, `${role} has ${size} characters`);
      }
    }
  });
});
