import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { decide, policy } from "../../../catalog/iam";
import { naming } from "../../../catalog/naming";
import { SecretsKey } from "../../../components/state/secrets-key";
import { StateStore, type StateStoreArgs } from "../../../components/state/state-store";
import { build, documentOf } from "../harness";

const names = naming("acme");
const accountId = "111111111111";
const admin = `arn:aws:iam::${accountId}:role/Administrator`;
const writer = names.runRoleArn("aws", accountId, "dev", "update");
const reader = names.runRoleArn("aws", accountId, "dev", "preview");
const args: StateStoreArgs = {
  partition: "aws",
  accountId,
  region: "us-east-1",
  administrators: [admin],
  bucket: names.stateBucket(accountId),
  table: names.lockTable,
  keyAlias: names.stateStoreKeyAlias,
  readers: [reader],
  writers: [writer, admin],
};
const replica = {
  region: "eu-west-1",
  bucket: names.stateReplicaBucket(accountId),
  roleName: names.stateReplicationRole,
  rolePath: "/slipway/",
};
const store = (more: Partial<StateStoreArgs> = {}) =>
  build(() => {
    const { bucket, table, backendUrl, terraformBackendConfig } = new StateStore("state", { ...args, ...more });
    return { bucket, table, backendUrl, terraformBackendConfig };
  });

describe("StateStore", () => {
  it("names bucket, lock table and key as computed, and its children after itself", async () => {
    const built = await store();
    assert.equal(built.one("aws:s3/bucket:Bucket").inputs["bucket"], "acme-state-111111111111");
    assert.equal(built.one("aws:dynamodb/table:Table").inputs["name"], "acme-state-lock");
    assert.equal(built.one("aws:kms/alias:Alias").inputs["name"], "alias/acme/store");
    assert.deepEqual(built.resources.map(({ name }) => name).sort(), [
      "state",
      "state-bucket",
      "state-bucket-encryption",
      "state-bucket-lifecycle",
      "state-bucket-ownership",
      "state-bucket-policy",
      "state-bucket-public-access",
      "state-bucket-versioning",
      "state-key",
      "state-key-alias",
      "state-table",
    ]);
    assert.ok(built.resources.every(({ name, parent }) => name === "state" || parent === "state"));
  });

  it("keeps every version, encrypted with its own rotated key, private and owned by the account", async () => {
    const built = await store({ noncurrentDays: 30 });
    const key = built.one("aws:kms/key:Key");
    assert.equal(key.inputs["enableKeyRotation"], true);
    assert.deepEqual(built.one("aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"], {
      status: "Enabled",
    });
    const encryption = built.one(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    );
    assert.deepEqual(encryption.inputs["rules"], [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.outputs["arn"] },
        bucketKeyEnabled: false,
      },
    ]);
    const access = built.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs;
    for (const block of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]) {
      assert.equal(access[block], true, block);
    }
    assert.deepEqual(built.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs["rule"], {
      objectOwnership: "BucketOwnerEnforced",
    });
    const [rule] = built.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs[
      "rules"
    ] as Record<string, unknown>[];
    assert.deepEqual(rule?.["noncurrentVersionExpiration"], { noncurrentDays: 30 });
    assert.deepEqual(rule?.["abortIncompleteMultipartUpload"], { daysAfterInitiation: 7 });
  });

  it("makes a lock table with the key that Slipway and Terraform share", async () => {
    const { inputs } = (await store()).one("aws:dynamodb/table:Table");
    assert.equal(inputs["hashKey"], "LockID");
    assert.deepEqual(inputs["attributes"], [{ name: "LockID", type: "S" }]);
    assert.equal(inputs["billingMode"], "PAY_PER_REQUEST");
    assert.equal(inputs["deletionProtectionEnabled"], true);
    assert.deepEqual(inputs["pointInTimeRecovery"], { enabled: true });
    assert.equal((inputs["serverSideEncryption"] as { enabled: boolean }).enabled, true);
  });

  it("refuses to be deleted, and is forgotten rather than deleted", async () => {
    const built = await store({ replica });
    for (const type of ["aws:s3/bucket:Bucket", "aws:dynamodb/table:Table", "aws:kms/key:Key"]) {
      for (const resource of built.all(type)) {
        assert.equal(resource.protect, true, resource.name);
        assert.equal(resource.retainOnDelete, true, resource.name);
      }
    }
  });

  it("says where its state is, for Pulumi and for Terraform", async () => {
    const { outputs, one } = await store();
    assert.equal(outputs["backendUrl"], "s3://acme-state-111111111111?region=us-east-1");
    const rendered = outputs["terraformBackendConfig"] as string;
    const keyArn = one("aws:kms/key:Key").outputs["arn"];
    for (const line of [
      'bucket         = "acme-state-111111111111"',
      'region         = "us-east-1"',
      'dynamodb_table = "acme-state-lock"',
      "encrypt        = true",
      `kms_key_id     = "${keyArn}"`,
    ]) {
      assert.ok(rendered.includes(line), `${line} in\n${rendered}`);
    }
  });

  it("refuses everything that is wrong in one error", async () => {
    const wrong = {
      accountId: "1",
      bucket: "Bad_",
      noncurrentDays: 0,
      writers: [],
      replica: { ...replica, region: "us-east-1" },
    };
    await assert.rejects(store(wrong), (error: unknown) => {
      assert.ok(pulumi.InputPropertiesError.isInstance(error));
      assert.deepEqual(error.errors.map(({ propertyPath }) => propertyPath).sort(), [
        "accountId",
        "bucket",
        "noncurrentDays",
        "replica.region",
        "writers",
      ]);
      return true;
    });
  });

  describe("bucket policy", () => {
    const everything = policy({ Effect: "Allow", Action: "s3:*", Resource: "*" });
    const object = "arn:aws:s3:::acme-state-111111111111/dev/dev/.pulumi/stacks/slipway/dev.json";
    const ask = async (arn: string, action: string, context: Record<string, string> = {}) => {
      const document = documentOf((await store()).one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]);
      return decide(
        {
          caller: { kind: "principal", arn, accountId },
          action,
          resource: object,
          resourceAccount: accountId,
          context,
        },
        { identity: [{ name: "all", document: everything }], resource: { name: "bucket", document } },
      );
    };
    const algorithm = "s3:x-amz-server-side-encryption";
    const keyId = "s3:x-amz-server-side-encryption-aws-kms-key-id";

    it("takes a write without encryption headers, as Pulumi sends it", async () => {
      assert.equal((await ask(writer, "s3:PutObject")).verdict, "allowed");
    });

    it("takes a write with a key of the account, as Terraform sends it", async () => {
      const key = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
      assert.equal((await ask(writer, "s3:PutObject", { [algorithm]: "aws:kms", [keyId]: key })).verdict, "allowed");
    });

    it("refuses other encryption, other accounts' keys, the default key of S3, and clear text", async () => {
      const foreign = "arn:aws:kms:us-east-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab";
      assert.equal((await ask(writer, "s3:PutObject", { [algorithm]: "AES256" })).verdict, "denied");
      assert.equal((await ask(writer, "s3:PutObject", { [algorithm]: "aws:kms", [keyId]: foreign })).verdict, "denied");
      assert.equal((await ask(writer, "s3:PutObject", { [algorithm]: "aws:kms" })).verdict, "denied");
      assert.equal(
        (await ask(writer, "s3:PutObject", { "s3:x-amz-server-side-encryption-customer-algorithm": "AES256" })).verdict,
        "denied",
      );
      assert.equal((await ask(reader, "s3:GetObject", { "aws:SecureTransport": "false" })).verdict, "denied");
    });

    it("keeps everybody out who is neither reader nor writer, whatever rights they have", async () => {
      const stranger = "arn:aws:iam::111111111111:role/PowerUser";
      assert.equal((await ask(stranger, "s3:GetObject")).verdict, "denied");
      assert.equal((await ask(stranger, "s3:PutObject")).verdict, "denied");
      assert.equal((await ask(reader, "s3:GetObject")).verdict, "allowed");
      assert.equal((await ask(reader, "s3:PutObject")).verdict, "denied");
      assert.equal((await ask(writer, "s3:DeleteObjectVersion")).verdict, "denied");
    });

    it("does not demand conditional writes, which would refuse Pulumi's copies", async () => {
      const text = (await store()).one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"] as string;
      assert.doesNotMatch(text, /if-none-match|if-match/i);
    });
  });

  describe("second copy", () => {
    it("is another bucket and key in another region, which S3 fills", async () => {
      const built = await store({ replica });
      const copy = built.one("aws:s3/bucket:Bucket", "state-replica-bucket");
      assert.equal(copy.inputs["bucket"], "acme-state-111111111111-replica");
      assert.equal(copy.inputs["region"], "eu-west-1");
      assert.equal(built.one("aws:kms/key:Key", "state-replica-key").inputs["region"], "eu-west-1");
      const [rule] = built.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig").inputs["rules"] as {
        destination: { bucket: string; encryptionConfiguration: { replicaKmsKeyId: string } };
      }[];
      assert.equal(rule?.destination.bucket, copy.outputs["arn"]);
      assert.equal(
        rule?.destination.encryptionConfiguration.replicaKmsKeyId,
        built.one("aws:kms/key:Key", "state-replica-key").outputs["arn"],
      );
    });

    it("may be made with the objects' ARNs as encryption context, because bucket keys are off on both sides", async () => {
      const built = await store({ replica });
      for (const { inputs } of built.all(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      )) {
        assert.equal((inputs["rules"] as { bucketKeyEnabled: boolean }[])[0]?.bucketKeyEnabled, false);
      }
      const document = documentOf(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]);
      const role = "arn:aws:iam::111111111111:role/slipway/acme-state-replication";
      const may = (region: string, action: string, bucket: string, key: string) =>
        decide(
          {
            caller: { kind: "principal", arn: role, accountId },
            action,
            resource: `arn:aws:kms:${region}:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
            resourceAccount: accountId,
            context: {
              "kms:ResourceAliases": ["alias/acme/store"],
              "kms:ViaService": `s3.${region}.amazonaws.com`,
              "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${bucket}/dev/dev/.pulumi/meta.yaml`,
            },
          },
          {
            identity: [{ name: "replicate", document }],
            resource: { name: "key", document: documentOf(built.one("aws:kms/key:Key", key).inputs["policy"]) },
          },
        ).verdict;
      const [source, copy] = ["acme-state-111111111111", "acme-state-111111111111-replica"];
      assert.equal(may("us-east-1", "kms:Decrypt", source, "state-key"), "allowed");
      assert.equal(may("eu-west-1", "kms:Encrypt", copy, "state-replica-key"), "allowed");
      assert.equal(may("us-east-1", "kms:Encrypt", source, "state-key"), "missing");
      assert.equal(may("eu-west-1", "kms:Decrypt", copy, "state-replica-key"), "missing");
    });
  });
});

describe("SecretsKey", () => {
  const keyArgs = {
    partition: "aws",
    accountId,
    region: "us-east-1",
    administrators: [admin],
    alias: names.stateKeyAlias("dev", "dev"),
    scope: "dev/dev",
    readers: [reader],
    writers: [writer],
  };

  it("is a rotated key under the computed alias, and says how Pulumi names it", async () => {
    const built = await build(() => ({ provider: new SecretsKey("secrets", keyArgs).secretsProvider }));
    assert.equal(built.one("aws:kms/alias:Alias").inputs["name"], "alias/acme/state/dev/dev");
    assert.equal(built.one("aws:kms/key:Key").inputs["enableKeyRotation"], true);
    assert.equal(built.outputs["provider"], "awskms://alias/acme/state/dev/dev?region=us-east-1");
  });

  it("is guarded unless told otherwise", async () => {
    const guarded = await build(() => ({ arn: new SecretsKey("secrets", keyArgs).keyArn }));
    const free = await build(() => ({ arn: new SecretsKey("secrets", { ...keyArgs, guarded: false }).keyArn }));
    assert.equal(guarded.one("aws:kms/key:Key").protect, true);
    assert.equal(free.one("aws:kms/key:Key").protect, false);
  });

  it("refuses everything that is wrong in one error", async () => {
    const wrong = { ...keyArgs, alias: "acme", accountId: "x", writers: ["someone"] };
    await assert.rejects(
      build(() => ({ arn: new SecretsKey("secrets", wrong).keyArn })),
      (error: unknown) => {
        assert.ok(pulumi.InputPropertiesError.isInstance(error));
        assert.deepEqual(error.errors.map(({ propertyPath }) => propertyPath).sort(), [
          "accountId",
          "alias",
          "writers[0]",
        ]);
        return true;
      },
    );
  });
});
