import assert from "node:assert/strict";
import { rules } from "../../policies/rules";
import { selectRules } from "../../policies/select";
import { document, judge as judgeOne, messages as messagesOf, type Part, unknown, urnOf } from "./fixtures";

/** Those that look at lifecycles, replicas and keys of writers have cases. */
const ofBuckets = selectRules(rules, { services: ["s3"] }).filter(
  ({ name }) => !/-(expires-old-versions|kept-up|other-keys)$/.test(name),
);
const judge = (...parts: Part[]) => ofBuckets.flatMap((rule) => judgeOne(rule, ...parts));
const messages = (...parts: Part[]) => ofBuckets.flatMap((rule) => messagesOf(rule, ...parts));

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
  inputs: { bucket: name, policy: document({ ...noClearText, ...change }, noOtherEncryption) },
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

const versioned = (status = "Enabled"): Part => ({
  type: "aws:s3/bucketVersioning:BucketVersioning",
  inputs: { bucket: name, versioningConfiguration: { status } },
});

const noOtherEncryption = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: `arn:aws:s3:::${name}/*`,
  Condition: {
    StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
    Null: { "s3:x-amz-server-side-encryption": "false" },
  },
};

const noBlock = "mandatory: The bucket has no BucketPublicAccessBlock.";
const noVersions = "mandatory: The bucket keeps no versions.";
const noTls = "mandatory: No statement of the bucket's policy denies requests without TLS.";
const anyEncryption = "mandatory: Writers to the bucket can choose another encryption.";
const noOwner = "mandatory: The bucket does not own all of its objects.";
const noKey = "mandatory: The bucket is not encrypted with a customer key.";

describe("the rules of buckets", () => {
  it("passes a store with all its settings beside it", () => {
    assert.deepEqual(messages(bucket, block(), tls(), encrypted, owned(), versioned()), []);
  });

  it("finds every missing setting as a fact of its own, at the bucket", () => {
    assert.deepEqual(messages(bucket), [noBlock, noVersions, noTls, noOwner, anyEncryption, noKey]);
    assert.ok(judge(bucket).every(({ urn }) => urn === urnOf(bucket)));
  });

  it("wants no customer key and no owner of buckets that keep neither artifacts nor state", () => {
    const other: Part = { type: "aws:s3/bucket:Bucket", inputs: { bucket: "acme-artifactory" } };
    assert.deepEqual(messages(other), [noBlock, noVersions, noTls]);
  });

  it("takes a bucket of state for a store", () => {
    assert.deepEqual(messages({ type: "aws:s3/bucket:Bucket", inputs: { bucket: "acme-state-1" } }).slice(3), [
      "mandatory: The bucket's policy leaves s3:GetObject, s3:PutObject, s3:DeleteObject, s3:DeleteObjectVersion to whoever is allowed elsewhere.",
      noOwner,
      anyEncryption,
      noKey,
    ]);
  });

  it("knows the older type names", () => {
    const old = { ...bucket, type: "aws:s3/bucketV2:BucketV2" };
    assert.equal(judge(old).length, 6);
    const type = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2";
    assert.deepEqual(messages(old, block(), tls(), { ...encrypted, type }, owned(), versioned()), []);
  });

  it("takes the store of a pipeline for an artifact bucket, whatever it is called", () => {
    const plain: Part = { type: "aws:s3/bucket:Bucket", inputs: { bucket: "acme-things" } };
    const pipeline: Part = {
      type: "aws:codepipeline/pipeline:Pipeline",
      inputs: { artifactStores: [{ location: "acme-things", type: "S3" }] },
    };
    assert.equal(judge(plain, pipeline).length, 6);
  });

  it("does not count settings of another bucket", () => {
    const other = [block(), tls(), encrypted, owned(), versioned()].map((part) => ({
      ...part,
      inputs: { ...part.inputs, bucket: "other" },
    }));
    assert.equal(judge(bucket, ...other).length, 6);
  });

  it("joins by dependency while the bucket's name is unknown", () => {
    const unnamed: Part = { type: "aws:s3/bucket:Bucket", name: "artifacts", outputs: { bucket: unknown } };
    const settings = [block(), tls(), encrypted, owned(), versioned()].map((part) => ({
      ...part,
      inputs: { ...part.inputs, bucket: unknown },
      propertyDependencies: { bucket: [urnOf(unnamed)] },
    }));
    assert.deepEqual(messages(unnamed, ...settings), []);
  });

  it("reads settings inside the bucket", () => {
    const inside: Part = {
      ...bucket,
      inputs: {
        bucket: name,
        policy: document(noClearText, noOtherEncryption),
        versioning: { enabled: true },
        serverSideEncryptionConfiguration: {
          rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:aws:kms:x" } },
        },
      },
    };
    assert.deepEqual(messages(inside, block(), owned()), []);
  });

  it("names the public access settings that are off", () => {
    assert.deepEqual(messages(bucket, block({ ignorePublicAcls: false }), tls(), encrypted, owned(), versioned()), [
      "mandatory: The public access block leaves out ignorePublicAcls.",
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
      assert.deepEqual(messages(bucket, block(), tls(change), encrypted, owned(), versioned()), [noTls]);
    });
  }

  for (const byDefault of [
    { sseAlgorithm: "AES256" },
    { sseAlgorithm: "aws:kms" },
    { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/aws/s3" },
  ]) {
    it(`finds encryption ${JSON.stringify(byDefault)}`, () => {
      assert.deepEqual(messages(bucket, block(), tls(), encryptedBy(byDefault), owned(), versioned()), [noKey]);
    });
  }

  it("finds an ownership that leaves objects to their writers", () => {
    assert.deepEqual(messages(bucket, block(), tls(), encrypted, versioned(), owned("BucketOwnerPreferred")), [
      noOwner,
    ]);
  });

  it("takes outputs that are not known yet for no settings", () => {
    const outputs = { policy: unknown, versioning: unknown, serverSideEncryptionConfiguration: unknown };
    assert.deepEqual(messages({ ...bucket, outputs }), messages(bucket));
  });

  it("leaves an unknown policy to the update", () => {
    const open: Part = { type: "aws:s3/bucketPolicy:BucketPolicy", inputs: { bucket: name, policy: unknown } };
    const found = judge(bucket, block(), open, encrypted, owned(), versioned());
    assert.deepEqual(
      found.map(({ level }) => level),
      ["advisory", "advisory"],
    );
  });
});

describe("s3-state-is-reserved", () => {
  const state: Part = { type: "aws:s3/bucket:Bucket", inputs: { bucket: "acme-state" } };
  const reserved = (...actions: string[]): Part => ({
    type: "aws:s3/bucketPolicy:BucketPolicy",
    inputs: {
      bucket: "acme-state",
      policy: document({
        ...{ Effect: "Deny", Principal: "*", Action: actions, Resource: "arn:aws:s3:::acme-state/*" },
        Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/slipway/acme-update" } },
      }),
    },
  });
  const rule = selectRules(rules, { services: ["s3"] }).filter((each) => each.name === "s3-state-is-reserved")[0]!;

  it("passes a bucket whose actions are all kept for named roles, and names those that are not", () => {
    const all = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"];
    assert.deepEqual(messagesOf(rule, state, reserved(...all)), []);
    assert.deepEqual(messagesOf(rule, state, reserved(...all.slice(1))), [
      "mandatory: The bucket's policy leaves s3:GetObject to whoever is allowed elsewhere.",
    ]);
  });
});

describe("s3-public-access-block-is-complete", () => {
  it("leaves an unknown setting to the update, and finds the known ones beside it", () => {
    assert.deepEqual(
      judge(block({ blockPublicAcls: unknown, restrictPublicBuckets: false })).map(({ level }) => level),
      ["advisory", "mandatory"],
    );
  });
});
