import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { type Context, decide } from "../../../catalog/iam";
import { sourceStatements } from "../../../catalog/pipeline/sources";
import { artifactStores } from "../../../catalog/pipeline/stores";
import type { SourceRoleArgs } from "../../../components/toolchain/source-role";
import { accounts, catalog, catalogOf, placeIn, type ServiceFile } from "../../catalog/pipeline/sample";
import { build, buildError, documentOf } from "../harness";

const pipelineRoleArn = `arn:aws:iam::${accounts.toolchain}:role/slipway/acme-pipeline`;
const regional = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:${accounts.toolchain}:${resource}`;
const given = regional("codestar-connections", "connection/0c0ffee0-0000-4000-8000-000000000000");

/** The role of a service with these sources. */
function args(source: ServiceFile["source"], changes: Partial<SourceRoleArgs> = {}): SourceRoleArgs {
  const { toolchain } = catalog();
  const connections = { ...toolchain.connections, given: { provider: "GitHub" as const, arn: given } };
  const place = placeIn(catalogOf({ source }, undefined, { toolchain: { ...toolchain, connections } }));
  return {
    roleName: "acme-orders-source",
    accountId: accounts.toolchain,
    partition: "aws",
    organizationId: "o-example00",
    boundaryArn: place.catalog.names.boundaryArn("aws", accounts.toolchain),
    pipelineRoleArn,
    statements: place.track.sources.flatMap((each) => sourceStatements(place, each)),
    store: artifactStores(place)[0]!,
    ...changes,
  };
}

async function make(source: ServiceFile["source"], changes: Partial<SourceRoleArgs> = {}) {
  const { SourceRole } = await import("../../../components/toolchain/source-role");
  return build(() => ({ roleArn: new SourceRole("source", args(source, changes)).roleArn }));
}

/** Answers whether the role of a service with these sources may do something. */
async function asking(source: ServiceFile["source"]) {
  const built = await make(source);
  const document = documentOf(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]);
  return (action: string, resource: string, context: Context = {}) =>
    decide(
      {
        caller: { kind: "principal", arn: String(built.outputs["roleArn"]), accountId: accounts.toolchain },
        action,
        resource,
        resourceAccount: accounts.toolchain,
        context,
      },
      { identity: [{ name: "source", document }] },
    ).verdict;
}

const github = { connection: "github", repository: "acme/orders", branch: "main" } as const;

describe("SourceRole", () => {
  it("is made below the path of services, inside the boundary", async () => {
    const role = (await make(github)).one("aws:iam/role:Role").inputs;
    assert.equal(role["name"], "acme-orders-source");
    assert.equal(role["path"], "/services/");
    assert.equal(role["permissionsBoundary"], `arn:aws:iam::${accounts.toolchain}:policy/slipway/acme-boundary`);
  });

  it("admits exactly the role of its pipeline", async () => {
    const role = (await make(github)).one("aws:iam/role:Role").inputs;
    const trust = { name: "trust", document: documentOf(role["assumeRolePolicy"]) };
    const enter = (arn: string, organization = "o-example00") =>
      decide(
        {
          caller: { kind: "principal", arn, accountId: arn.split(":")[4]! },
          action: "sts:AssumeRole",
          resource: `arn:aws:iam::${accounts.toolchain}:role/services/acme-orders-source`,
          resourceAccount: accounts.toolchain,
          context: { "aws:PrincipalOrgID": organization },
        },
        {
          identity: [
            {
              name: "anything",
              document: {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
              },
            },
          ],
          resource: trust,
        },
      ).verdict;
    assert.equal(enter(pipelineRoleArn), "allowed");
    assert.equal(enter(`${pipelineRoleArn}-dev`), "missing");
    assert.equal(enter(`arn:aws:iam::${accounts.toolchain}:role/services/acme-orders-build`), "missing");
    assert.equal(enter(pipelineRoleArn.replace(accounts.toolchain, accounts.dev)), "missing");
    assert.equal(enter(pipelineRoleArn, "o-elsewhere0"), "missing");
  });

  it("uses a connection for its own repository only, by the new name and by that of a given one", async () => {
    for (const [connection, service, arn] of [
      ["github", "codeconnections", regional("codeconnections", "connection/1")],
      ["given", "codestar-connections", given],
    ] as const) {
      const may = await asking({ ...github, connection });
      const repository = (name: string) => ({ [`${service}:FullRepositoryId`]: name });
      assert.equal(may(`${service}:UseConnection`, arn, repository("acme/orders")), "allowed", service);
      assert.equal(may(`${service}:UseConnection`, arn, repository("acme/payments")), "missing", service);
      assert.equal(may(`${service}:UseConnection`, arn), "missing", service);
    }
    const may = await asking({ ...github, connection: "given" });
    const own = { "codestar-connections:FullRepositoryId": "acme/orders" };
    const another = regional("codestar-connections", "connection/1");
    assert.equal(may("codestar-connections:UseConnection", another, own), "missing");
  });

  it("reads its own CodeCommit repository, and changes none", async () => {
    const may = await asking({ kind: "codecommit", repository: "orders", branch: "main" });
    assert.equal(may("codecommit:UploadArchive", regional("codecommit", "orders")), "allowed");
    assert.equal(may("codecommit:UploadArchive", regional("codecommit", "payments")), "missing");
    assert.equal(may("codecommit:GitPush", regional("codecommit", "orders")), "missing");
  });

  it("reads its own object, and writes none there", async () => {
    const may = await asking({ kind: "s3", bucket: "acme-promoted", key: "orders/release.zip" });
    assert.equal(may("s3:GetBucketVersioning", "arn:aws:s3:::acme-promoted"), "allowed");
    assert.equal(may("s3:GetObjectVersion", "arn:aws:s3:::acme-promoted/orders/release.zip"), "allowed");
    assert.equal(may("s3:GetObject", "arn:aws:s3:::acme-promoted/payments/release.zip"), "missing");
    assert.equal(may("s3:PutObject", "arn:aws:s3:::acme-promoted/orders/release.zip"), "missing");
  });

  it("finds its own image, and pushes none", async () => {
    const may = await asking({ kind: "ecr", repository: "acme-base/node", tag: "stable" });
    assert.equal(may("ecr:DescribeImages", regional("ecr", "repository/acme-base/node")), "allowed");
    assert.equal(may("ecr:DescribeImages", regional("ecr", "repository/acme-base/other")), "missing");
    assert.equal(may("ecr:PutImage", regional("ecr", "repository/acme-base/node")), "missing");
  });

  it("leaves artifacts in its service's own store", async () => {
    const may = await asking([github, { kind: "codecommit", repository: "settings", branch: "main" }]);
    const object = (service: string) => `arn:aws:s3:::acme-${service}-artifacts-${accounts.toolchain}-us-east-1/a/b`;
    assert.equal(may("s3:PutObject", object("orders")), "allowed");
    assert.equal(may("s3:PutObject", object("payments")), "missing");
    assert.equal(may("codecommit:GetCommit", regional("codecommit", "settings")), "allowed");
    const { Statement } = documentOf((await make(github)).one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]);
    const keys = Statement.filter(({ Action }) => [Action].flat().some((action) => action?.startsWith("kms:")));
    assert.deepEqual(
      keys.map(({ Condition }) => Condition),
      [{ "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/acme/artifacts/orders" } }],
    );
  });

  it("refuses another account's pipeline role, and sources without rights, all at once", async () => {
    const { SourceRole } = await import("../../../components/toolchain/source-role");
    const error = (await buildError(() => {
      const foreign = pipelineRoleArn.replace(accounts.toolchain, accounts.dev);
      new SourceRole("source", args(github, { pipelineRoleArn: foreign, statements: [], boundaryArn: "" }));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "boundaryArn",
      "pipelineRoleArn",
      "statements",
    ]);
  });
});
