import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../../catalog/iam/document";
import type { StoreModel } from "../../../catalog/pipeline/model";
import { artifactStores } from "../../../catalog/pipeline/stores";
import type { ArtifactStoreArgs } from "../../../components/toolchain/artifact-store";
import { catalog, catalogOf, environment, placeIn, stage } from "../../catalog/pipeline/sample";
import { type Built, build, buildError, documentOf } from "../harness";

const toolchain = "111111111111";
const owner = `arn:aws:iam::${toolchain}:role/slipway/acme-update`;

function args(changes: Partial<ArtifactStoreArgs> = {}): ArtifactStoreArgs {
  const [store] = artifactStores(placeIn(catalog()));
  return {
    store: store!,
    accountId: toolchain,
    partition: "aws",
    organizationId: "o-example00",
    owner,
    production: true,
    ...changes,
  };
}

async function make(changes: Partial<ArtifactStoreArgs> = {}, preview = false): Promise<Built> {
  const { ArtifactStore } = await import("../../../components/toolchain/artifact-store");
  return build(
    () => {
      const store = new ArtifactStore("artifacts", args(changes));
      return { bucketName: store.bucketName, keyArn: store.keyArn };
    },
    { preview },
  );
}

const bucketStatements = (built: Built) =>
  documentOf(built.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]).Statement;
const keyStatements = (built: Built) => documentOf(built.one("aws:kms/key:Key").inputs["policy"]).Statement;

/** Each allowing statement as who may do what. */
function grants(statements: Statement[]): Record<string, { roles: unknown; root: unknown; actions: unknown }> {
  return Object.fromEntries(
    statements
      .filter((each) => each.Effect === "Allow")
      .map((each) => [
        each.Sid,
        {
          root: (each.Principal as { AWS: string }).AWS,
          roles: each.Condition?.["ArnEquals"]?.["aws:PrincipalArn"],
          actions: each.Action,
        },
      ]),
  );
}

describe("ArtifactStore", () => {
  it("lets in by its bucket policy exactly the roles of its pipeline, sources and builds, and each stage's own roles", async () => {
    const read = ["s3:GetObject", "s3:GetObjectVersion"];
    const writers = [
      "arn:aws:iam::111111111111:role/services/acme-orders-build",
      "arn:aws:iam::111111111111:role/services/acme-orders-source",
      "arn:aws:iam::111111111111:role/slipway/acme-pipeline",
    ];
    assert.deepEqual(grants(bucketStatements(await make())), {
      ToolchainObjects: { root: `arn:aws:iam::${toolchain}:root`, roles: writers, actions: [...read, "s3:PutObject"] },
      ToolchainBucket: {
        root: `arn:aws:iam::${toolchain}:root`,
        roles: writers,
        actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
      },
      Read222222222222: {
        root: "arn:aws:iam::222222222222:root",
        roles: [
          "arn:aws:iam::222222222222:role/services/acme-orders-dev-instance",
          "arn:aws:iam::222222222222:role/slipway/acme-deploy",
        ],
        actions: read,
      },
      Read333333333333: {
        root: "arn:aws:iam::333333333333:root",
        roles: [
          "arn:aws:iam::333333333333:role/services/acme-orders-prod-instance",
          "arn:aws:iam::333333333333:role/slipway/acme-deploy",
        ],
        actions: read,
      },
    });
  });

  it("lets the release copy a function's zip out of the one store, and into the other's folder of copies, by S3", async () => {
    const zip = { kind: "lambda", package: "zip", runtime: "nodejs24.x", handler: "index.handler" } as const;
    const far = [environment("dev"), environment("prod", { region: "eu-west-1" })];
    const [from, to] = artifactStores(placeIn(catalogOf({ target: zip }, far)));
    const copies = async (store: StoreModel) => {
      const built = await make({ store });
      const of = (statements: Statement[]) => statements.filter(({ Sid }) => Sid === "ZipCopies");
      const [bucket, key] = [of(bucketStatements(built)), of(keyStatements(built))];
      for (const [statement, ...more] of [bucket, key]) {
        assert.deepEqual(more, []);
        assert.deepEqual(statement!.Condition!["ArnEquals"], {
          "aws:PrincipalArn": [`arn:aws:iam::${toolchain}:role/slipway/acme-release`],
        });
      }
      const via = key[0]!.Condition!["StringEquals"]!["kms:ViaService"];
      return { bucket: [bucket[0]!.Action, bucket[0]!.Resource], key: [key[0]!.Action, via] };
    };
    const arn = (store: StoreModel) => `arn:aws:s3:::${store.bucket}`;
    assert.deepEqual(await copies(from!), {
      bucket: [["s3:GetObject", "s3:GetObjectVersion"], `${arn(from!)}/*`],
      key: ["kms:Decrypt", "s3.us-east-1.amazonaws.com"],
    });
    assert.deepEqual(await copies(to!), {
      bucket: ["s3:PutObject", `${arn(to!)}/releases/*`],
      key: [["kms:Decrypt", "kms:GenerateDataKey"], "s3.eu-west-1.amazonaws.com"],
    });
    // Nobody but the release writes there, and the functions' release role alone reads.
    assert.deepEqual(Object.keys(grants(bucketStatements(await make({ store: to! })))), [
      "ZipCopies",
      `Read${to!.readers[0]!.accountId}`,
    ]);
  });

  it("lets in by its key policy the same roles: writers encrypt, readers of each account only decrypt", async () => {
    const statements = keyStatements(await make());
    const { Administration, ...use } = grants(statements);
    assert.deepEqual(use, {
      ToolchainUse: {
        root: `arn:aws:iam::${toolchain}:root`,
        roles: [
          "arn:aws:iam::111111111111:role/services/acme-orders-build",
          "arn:aws:iam::111111111111:role/services/acme-orders-source",
          "arn:aws:iam::111111111111:role/slipway/acme-pipeline",
        ],
        actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      },
      ...Object.fromEntries(
        [
          ["222222222222", "dev"],
          ["333333333333", "prod"],
        ].flatMap(([account, name]) => [
          [
            `Deploy${account}`,
            {
              root: `arn:aws:iam::${account}:root`,
              roles: [`arn:aws:iam::${account}:role/slipway/acme-deploy`],
              actions: ["kms:Decrypt", "kms:DescribeKey"],
            },
          ],
          [
            `Install${account}`,
            {
              root: `arn:aws:iam::${account}:root`,
              roles: [`arn:aws:iam::${account}:role/services/acme-orders-${name}-instance`],
              actions: "kms:Decrypt",
            },
          ],
        ]),
      ),
    });
    assert.ok(Administration);
  });

  it("never uses a wildcard for a principal of an allowing statement, and asks every caller for the organisation", async () => {
    const built = await make();
    for (const statement of [...bucketStatements(built), ...keyStatements(built)]) {
      if (statement.Effect !== "Allow" || statement.Sid === "Administration") continue;
      const text = JSON.stringify([statement.Principal, statement.Condition]);
      assert.ok(!text.includes("*"), `${statement.Sid} is open: ${text}`);
      assert.equal(statement.Condition?.["StringEquals"]?.["aws:PrincipalOrgID"], "o-example00", statement.Sid);
    }
  });

  it("gives the key's administrators no way to use it, and its alias to the owning stack's role only", async () => {
    const statements = keyStatements(await make());
    const administration = statements.find((each) => each.Sid === "Administration")!;
    for (const action of administration.Action as string[]) {
      assert.ok(!/Encrypt|Decrypt|GenerateDataKey|CreateGrant|\*/.test(action), action);
    }
    const alias = statements.find((each) => each.Sid === "DenyAliasChanges")!;
    assert.deepEqual(alias.Condition, { ArnNotEquals: { "aws:PrincipalArn": owner } });
    assert.deepEqual(alias.Action, ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]);
  });

  it("lets instances decrypt through S3 only, and deploy roles directly too", async () => {
    const statements = keyStatements(await make());
    const via = (sid: string) =>
      statements.find((each) => each.Sid === sid)!.Condition?.["StringEquals"]?.["kms:ViaService"];
    assert.equal(via("Install333333333333"), "s3.us-east-1.amazonaws.com");
    assert.equal(via("Deploy333333333333"), undefined);
  });

  it("keeps only an account's own environments apart: a service of dev alone shows prod nothing", async () => {
    const store = artifactStores(placeIn(catalogOf({ stages: [stage("dev")] })))[0]!;
    const built = await make({ store, production: false });
    const text = JSON.stringify([bucketStatements(built), keyStatements(built)]);
    assert.ok(text.includes("222222222222"));
    assert.ok(!text.includes("333333333333"));
  });

  it("lets a branch's own pipeline role and account in only", async () => {
    const source = { connection: "github", repository: "acme/orders" } as const;
    const stages = [stage("dev", { branch: "develop" }), stage("prod", { branch: "main" })];
    const which = catalogOf({ mode: "branch", source, stages });
    const store = artifactStores(placeIn(which, "orders", "dev"))[0]!;
    const built = await make({ store, production: false });
    const text = JSON.stringify([bucketStatements(built), keyStatements(built)]);
    assert.equal(store.bucket, "acme-orders-artifacts-dev-111111111111-us-east-1");
    assert.ok(text.includes('"arn:aws:iam::111111111111:role/slipway/acme-pipeline-dev"'));
    assert.ok(text.includes('"arn:aws:iam::111111111111:role/services/acme-orders_dev-build"'));
    for (const absent of [
      'acme-pipeline"',
      "acme-pipeline-prod",
      "acme-orders-build",
      "acme-orders_prod",
      "333333333333",
    ]) {
      assert.ok(!text.includes(absent), absent);
    }
  });

  it("refuses clear text and foreign encryption, but not a write that leaves encryption to the bucket", async () => {
    const statements = bucketStatements(await make());
    const denied = statements.filter((each) => each.Effect === "Deny");
    assert.deepEqual(
      denied.map((each) => each.Condition),
      [
        { Bool: { "aws:SecureTransport": "false" } },
        {
          StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
          Null: { "s3:x-amz-server-side-encryption": "false" },
        },
      ],
    );
    assert.deepEqual(denied[0]!.Resource, [
      "arn:aws:s3:::acme-orders-artifacts-111111111111-us-east-1",
      "arn:aws:s3:::acme-orders-artifacts-111111111111-us-east-1/*",
    ]);
  });

  it("is versioned, encrypted with its rotating key, owned by its account, and closed to the public", async () => {
    const built = await make();
    assert.equal(built.one("aws:kms/key:Key").inputs["enableKeyRotation"], true);
    assert.equal(built.one("aws:kms/alias:Alias").inputs["name"], "alias/acme/artifacts/orders");
    assert.deepEqual(built.one("aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"], {
      status: "Enabled",
    });
    const [rule] = built.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
      .inputs["rules"] as { applyServerSideEncryptionByDefault: { sseAlgorithm: string; kmsMasterKeyId: string } }[];
    assert.equal(rule!.applyServerSideEncryptionByDefault.sseAlgorithm, "aws:kms");
    assert.equal(rule!.applyServerSideEncryptionByDefault.kmsMasterKeyId, built.one("aws:kms/key:Key").outputs["arn"]);
    assert.deepEqual(built.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs["rule"], {
      objectOwnership: "BucketOwnerEnforced",
    });
    const access = built.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs;
    for (const switched of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]) {
      assert.equal(access[switched], true, switched);
    }
  });

  it("keeps artifacts long enough to roll back to", async () => {
    const days = async (retentionDays?: number) => {
      const built = await make(retentionDays ? { retentionDays } : {});
      const [rule] = built.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"] as {
        expiration: { days: number };
      }[];
      return rule!.expiration.days;
    };
    assert.equal(await days(), 400);
    assert.equal(await days(60), 60);
    await assert.rejects(days(59), /at least 60: as long as an approval may wait/);
  });

  it("protects and keeps bucket and key when a production stage reads them, and only then", async () => {
    for (const production of [true, false]) {
      const built = await make({ production });
      for (const type of ["aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:kms/alias:Alias"]) {
        assert.equal(built.one(type).protect, production, type);
        assert.equal(built.one(type).retainOnDelete, production, type);
      }
      assert.equal(built.one("aws:s3/bucket:Bucket").inputs["forceDestroy"], !production);
    }
  });

  it("has complete policies already in a preview: they hold no unknown value", async () => {
    const built = await make({}, true);
    assert.deepEqual(bucketStatements(built), bucketStatements(await make()));
    assert.deepEqual(keyStatements(built), keyStatements(await make()));
  });

  it("pins the names of its children", async () => {
    const built = await make();
    assert.deepEqual(built.resources.map((each) => `${each.parent ?? ""}/${each.name}`).sort(), [
      "/artifacts",
      "artifacts/artifacts-alias",
      "artifacts/artifacts-bucket",
      "artifacts/artifacts-encryption",
      "artifacts/artifacts-key",
      "artifacts/artifacts-lifecycle",
      "artifacts/artifacts-ownership",
      "artifacts/artifacts-policy",
      "artifacts/artifacts-public-access",
      "artifacts/artifacts-versioning",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const { store } = args();
    const bad = {
      ...store,
      bucket: "Not_A_Bucket",
      key: { alias: "alias/aws/s3", namedBy: "arn" as const },
      writers: ["arn:aws:iam::999999999999:role/x"],
      copier: { roleArn: "arn:aws:iam::999999999999:role/y", access: "reads" as const },
      readers: [{ ...store.readers[0]!, instanceRoles: ["arn:aws:iam::222222222222:role/services/*"] }],
    };
    const { ArtifactStore } = await import("../../../components/toolchain/artifact-store");
    const error = (await buildError(() => {
      new ArtifactStore("artifacts", args({ store: bad, owner: "arn:aws:iam::222222222222:role/x", retentionDays: 1 }));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "owner",
      "retentionDays",
      "store.bucket",
      "store.copier",
      "store.key.alias",
      "store.readers[0]",
      "store.writers[0]",
    ]);
    assert.match(error.errors.find((each) => each.propertyPath === "retentionDays")!.reason, /at least 60.*found 1/);
  });

  it("lies in the store's region, whatever the provider's", async () => {
    const [, far] = artifactStores(
      placeIn(catalogOf({}, [environment("dev"), environment("prod", { region: "eu-west-1" })])),
    );
    const built = await make({ store: far! });
    for (const each of built.resources.filter((resource) => resource.custom)) {
      assert.equal(each.inputs["region"], "eu-west-1", each.name);
    }
  });
});
