import assert from "node:assert/strict";
import { artifactBucketIsPrivate as rule } from "../../policies/rules/artifact-bucket-is-private";
import { document, judge, messages, type Part, unknown, urnOf } from "./fixtures";

const name = "acme-orders-artifacts-1-us-east-1";
const bucket: Part = { type: "aws:s3/bucket:Bucket", inputs: { bucket: name } };
const block = (off: object = {}): Part => ({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  inputs: {
    bucket: name,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
    ...off,
  },
});
const noClearText = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const tls = (change: object = {}): Part => ({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  inputs: { bucket: name, policy: document({ ...noClearText, ...change }) },
});
const encryptedBy = (byDefault: object): Part => ({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  inputs: { bucket: name, rules: [{ applyServerSideEncryptionByDefault: byDefault }] },
});
const encrypted = encryptedBy({ sseAlgorithm: "aws:kms", kmsMasterKeyId: unknown });
const owned = (objectOwnership = "BucketOwnerEnforced"): Part => ({
  type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  inputs: { bucket: name, rule: { objectOwnership } },
});

const noBlock = "mandatory: The artifact bucket has no BucketPublicAccessBlock.";
const noTls = "mandatory: No statement of the artifact bucket's policy denies requests without TLS.";
const noKey = "mandatory: The artifact bucket is not encrypted with a customer key.";
const noOwner = "mandatory: The artifact bucket does not enforce its owner on all objects (BucketOwnerEnforced).";

describe("artifact-bucket-is-private", () => {
  it("passes a bucket with all four settings beside it", () => {
    assert.deepEqual(messages(rule, bucket, block(), tls(), encrypted, owned()), []);
  });

  it("finds every missing setting as a fact of its own, at the bucket", () => {
    assert.deepEqual(messages(rule, bucket), [noBlock, noTls, noKey, noOwner]);
    assert.ok(judge(rule, bucket).every(({ urn }) => urn === urnOf(bucket)));
  });

  it("leaves other buckets alone", () => {
    assert.deepEqual(messages(rule, { type: "aws:s3/bucket:Bucket", inputs: { bucket: "acme-artifactory" } }), []);
  });

  it("knows the older type names", () => {
    const old = { ...bucket, type: "aws:s3/bucketV2:BucketV2" };
    assert.equal(judge(rule, old).length, 4);
    const type = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2";
    assert.deepEqual(messages(rule, old, block(), tls(), { ...encrypted, type }, owned()), []);
  });

  it("takes the store of a pipeline for an artifact bucket, whatever it is called", () => {
    const plain: Part = { type: "aws:s3/bucket:Bucket", inputs: { bucket: "acme-things" } };
    const pipeline: Part = {
      type: "aws:codepipeline/pipeline:Pipeline",
      inputs: { artifactStores: [{ location: "acme-things", type: "S3" }] },
    };
    assert.equal(judge(rule, plain, pipeline).length, 4);
  });

  it("does not count settings of another bucket", () => {
    const other = [block(), tls(), encrypted, owned()].map((part) => ({
      ...part,
      inputs: { ...part.inputs, bucket: "other" },
    }));
    assert.equal(judge(rule, bucket, ...other).length, 4);
  });

  it("joins by dependency while the bucket's name is unknown", () => {
    const unnamed: Part = { type: "aws:s3/bucket:Bucket", name: "artifacts", outputs: { bucket: unknown } };
    const settings = [block(), tls(), encrypted, owned()].map((part) => ({
      ...part,
      inputs: { ...part.inputs, bucket: unknown },
      propertyDependencies: { bucket: [urnOf(unnamed)] },
    }));
    assert.deepEqual(messages(rule, unnamed, ...settings), []);
  });

  it("reads settings inside the bucket", () => {
    const inside: Part = {
      ...bucket,
      inputs: {
        bucket: name,
        policy: document(noClearText),
        serverSideEncryptionConfiguration: {
          rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:aws:kms:x" } },
        },
      },
    };
    assert.deepEqual(messages(rule, inside, block(), owned()), []);
  });

  it("names the public access settings that are off", () => {
    assert.deepEqual(messages(rule, bucket, block({ ignorePublicAcls: false }), tls(), encrypted, owned()), [
      "mandatory: The artifact bucket's BucketPublicAccessBlock leaves out ignorePublicAcls.",
    ]);
  });

  const weakTls: Array<[string, object]> = [
    ["allows", { Effect: "Allow" }],
    ["covers the objects only", { Resource: [`arn:aws:s3:::${name}/*`] }],
    ["denies reading only", { Action: "s3:GetObject" }],
    ["denies one principal only", { Principal: { AWS: "arn:aws:iam::1:root" } }],
    ["denies requests with TLS", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    [
      "has a further condition",
      { Condition: { ...noClearText.Condition, StringEquals: { "aws:PrincipalAccount": "1" } } },
    ],
  ];
  for (const [what, change] of weakTls) {
    it(`finds a TLS statement that ${what}`, () => {
      assert.deepEqual(messages(rule, bucket, block(), tls(change), encrypted, owned()), [noTls]);
    });
  }

  for (const byDefault of [
    { sseAlgorithm: "AES256" },
    { sseAlgorithm: "aws:kms" },
    { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/aws/s3" },
  ]) {
    it(`finds encryption ${JSON.stringify(byDefault)}`, () => {
      assert.deepEqual(messages(rule, bucket, block(), tls(), encryptedBy(byDefault), owned()), [noKey]);
    });
  }

  it("finds an ownership that leaves objects to their writers", () => {
    assert.deepEqual(messages(rule, bucket, block(), tls(), encrypted, owned("BucketOwnerPreferred")), [noOwner]);
  });

  it("leaves an unknown policy to the update", () => {
    const open: Part = { type: "aws:s3/bucketPolicy:BucketPolicy", inputs: { bucket: name, policy: unknown } };
    const found = judge(rule, bucket, block(), open, encrypted, owned());
    assert.deepEqual(
      found.map(({ level }) => level),
      ["advisory"],
    );
  });
});
