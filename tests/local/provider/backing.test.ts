import assert from "node:assert/strict";
import { DescribeContinuousBackupsCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, EncryptCommand, GetKeyRotationStatusCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  DeleteBucketCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { type ClientOptions, openDoor } from "../../../local/provider/accounts";
import { s3Client } from "../../../local/provider/backing/s3-client";
import type { Laptop } from "../../../local/provider/laptop";
import { laptopCloud, session, startProvider, startTimeout, type TestProvider } from "./cloud";

const account = "444444444444";
const types = {
  bucket: "aws:s3/bucket:Bucket",
  table: "aws:dynamodb/table:Table",
  key: "aws:kms/key:Key",
  alias: "aws:kms/alias:Alias",
  parameter: "aws:ssm/parameter:Parameter",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  policy: "aws:iam/policy:Policy",
  attachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  profile: "aws:iam/instanceProfile:InstanceProfile",
};

const document = (action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
const trust = (principal: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" }],
  });

describe("resources that the emulator holds", () => {
  let laptop: Laptop;
  let provider: TestProvider;
  let client: ClientOptions;

  before(async function () {
    this.timeout(startTimeout);
    laptop = await laptopCloud();
    provider = await startProvider(laptop, await session(laptop, `arn:aws:iam::${account}:role/somebody`));
    await provider.configure({ region: "eu-west-1" });
    client = await openDoor(laptop.endpoint)(account, "eu-west-1");
  });
  after(() => provider.close());

  it("are made in the account that the provider works in", async () => {
    await provider.create(types.role, "role", { name: "held", path: "/slipway/", assumeRolePolicy: trust("*") });
    const found = await new IAMClient(client).send(new GetRoleCommand({ RoleName: "held" }));
    assert.equal(found.Role?.Arn, `arn:aws:iam::${account}:role/slipway/held`);
    const elsewhere = await openDoor(laptop.endpoint)("555555555555", "eu-west-1");
    await assert.rejects(new IAMClient(elsewhere).send(new GetRoleCommand({ RoleName: "held" })));
  });

  it("are refused when their name is taken", async () => {
    const role = { name: "twin", assumeRolePolicy: trust("*") };
    await provider.create(types.role, "one", role);
    await assert.rejects(provider.create(types.role, "two", role), /EntityAlreadyExists/);
    await provider.create(types.bucket, "one", { bucket: "slipway-twin" });
    await assert.rejects(provider.create(types.bucket, "two", { bucket: "slipway-twin" }), /BucketAlreadyExists/);
    const key = await provider.create(types.key, "key", {});
    const alias = { name: "alias/twin", targetKeyId: key.id };
    await provider.create(types.alias, "one", alias);
    await assert.rejects(provider.create(types.alias, "two", alias), /AlreadyExistsException/);
    const parameter = { name: "/twin", type: "String", value: "1" };
    await provider.create(types.parameter, "one", parameter);
    await assert.rejects(provider.create(types.parameter, "two", parameter), /ParameterAlreadyExists/);
    const table = {
      name: "twin",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attributes: [{ name: "LockID", type: "S" }],
    };
    await provider.create(types.table, "one", table);
    await assert.rejects(provider.create(types.table, "two", table), /ResourceInUseException/);
  });

  it("are gone for the provider when somebody removed them", async () => {
    const made = await provider.create(types.bucket, "bucket", { bucket: "slipway-removed" });
    assert.equal((await provider.read(types.bucket, made.id, made)).id, made.id);
    await s3Client(client).send(new DeleteBucketCommand({ Bucket: "slipway-removed" }));
    assert.equal((await provider.read(types.bucket, made.id, made)).id, "");
  });

  it("keep a bucket that holds objects, unless it may be destroyed by force", async () => {
    const full = async (name: string, forceDestroy: boolean) => {
      const made = await provider.create(types.bucket, name, { bucket: name, forceDestroy });
      await provider.create("aws:s3/bucketVersioning:BucketVersioning", name, {
        bucket: name,
        versioningConfiguration: { status: "Enabled" },
      });
      for (const Body of ["1", "2"])
        await s3Client(client).send(new PutObjectCommand({ Bucket: name, Key: "k", Body }));
      return made;
    };
    await assert.rejects(provider.remove(types.bucket, await full("slipway-full", false)), /BucketNotEmpty/);
    await provider.remove(types.bucket, await full("slipway-forced", true));
    await assert.rejects(s3Client(client).send(new HeadBucketCommand({ Bucket: "slipway-forced" })));
  });

  it("take every setting of a bucket, and lose it again", async () => {
    const bucket = (await provider.create(types.bucket, "set", { bucket: "slipway-set" })).id;
    const settings: [string, object][] = [
      ["aws:s3/bucketVersioning:BucketVersioning", { versioningConfiguration: { status: "Enabled" } }],
      [
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }] },
      ],
      ["aws:s3/bucketPolicy:BucketPolicy", { policy: trust("*") }],
      [
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        { blockPublicAcls: true, restrictPublicBuckets: true },
      ],
      ["aws:s3/bucketOwnershipControls:BucketOwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } }],
      [
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        { rules: [{ id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } }] },
      ],
    ];
    for (const [type, inputs] of settings) {
      const made = await provider.create(type, "setting", { bucket, ...inputs });
      const found = await provider.read(type, made.id, made);
      assert.deepEqual([found.id, found.inputs], [made.id, made.inputs], type);
      await provider.update(type, made, { bucket, ...inputs });
      await provider.remove(type, made);
    }
    const { Status } = await s3Client(client).send(new GetBucketVersioningCommand({ Bucket: bucket }));
    assert.equal(Status, "Suspended");
  });

  it("do not enforce bucket policies, whose conditions the emulator cannot read", async () => {
    const bucket = (await provider.create(types.bucket, "tls", { bucket: "slipway-tls" })).id;
    const statement = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await provider.create("aws:s3/bucketPolicy:BucketPolicy", "tls", { bucket, policy });
    await s3Client(client).send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "1" }));
  });

  it("give a key the id that the emulator issued, and schedule its deletion", async () => {
    const kms = new KMSClient(client);
    const made = await provider.create(types.key, "key", { enableKeyRotation: true, deletionWindowInDays: 7 });
    assert.equal(made.outputs["arn"], `arn:aws:kms:eu-west-1:${account}:key/${made.id}`);
    assert.equal((await kms.send(new GetKeyRotationStatusCommand({ KeyId: made.id }))).KeyRotationEnabled, true);
    const alias = await provider.create(types.alias, "alias", { name: "alias/issued", targetKeyId: made.id });
    assert.equal(alias.outputs["targetKeyArn"], made.outputs["arn"]);
    const encrypted = await kms.send(new EncryptCommand({ KeyId: "alias/issued", Plaintext: Buffer.from("x") }));
    assert.equal(encrypted.KeyId, made.outputs["arn"]);
    await provider.remove(types.alias, alias);
    await provider.remove(types.key, made);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: made.id }));
    assert.equal(KeyMetadata?.KeyState, "PendingDeletion");
    assert.equal((await provider.read(types.key, made.id, made)).id, "");
  });

  it("protect a table until its protection is taken off", async () => {
    const inputs = {
      name: "guarded",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attributes: [{ name: "LockID", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
    };
    const made = await provider.create(types.table, "table", inputs);
    const backups = await new DynamoDBClient(client).send(
      new DescribeContinuousBackupsCommand({ TableName: "guarded" }),
    );
    const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    assert.equal(recovery?.PointInTimeRecoveryStatus, "ENABLED");
    await assert.rejects(provider.remove(types.table, made), /protected against deletion/);
    const open = await provider.update(types.table, made, { ...inputs, deletionProtectionEnabled: false });
    await provider.remove(types.table, open);
    assert.equal((await provider.read(types.table, open.id, open)).id, "");
  });

  it("update and delete a parameter", async () => {
    const inputs = { name: "/slipway/held", type: "String", value: "1" };
    const made = await provider.create(types.parameter, "p", inputs);
    const changed = await provider.update(types.parameter, made, { ...inputs, value: "2" });
    assert.equal(changed.outputs["version"], 2);
    assert.equal((await provider.read(types.parameter, made.id, changed)).outputs["value"], "2");
    await provider.remove(types.parameter, changed);
    assert.equal((await provider.read(types.parameter, made.id, changed)).id, "");
  });

  it("keep a role's policies and instance profile, and refuse to delete it before them", async () => {
    const role = await provider.create(types.role, "role", { name: "worker", assumeRolePolicy: trust("*") });
    const inline = await provider.create(types.rolePolicy, "inline", {
      name: "in",
      role: "worker",
      policy: document("s3:GetObject"),
    });
    const policy = await provider.create(types.policy, "policy", { name: "worker", policy: document("s3:PutObject") });
    assert.equal(policy.id, `arn:aws:iam::${account}:policy/worker`);
    const attachments = [policy.id, "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"];
    const attached = [];
    for (const policyArn of attachments)
      attached.push(await provider.create(types.attachment, "a", { role: "worker", policyArn }));
    const profile = await provider.create(types.profile, "profile", { name: "worker", role: "worker" });
    for (const [type, made] of [
      [types.rolePolicy, inline],
      [types.policy, policy],
      [types.attachment, attached[1]!],
      [types.profile, profile],
    ] as const) {
      assert.deepEqual((await provider.read(type, made.id, made)).inputs, made.inputs, type);
    }
    await assert.rejects(provider.remove(types.role, role), /DeleteConflict/);
    for (let change = 0; change < 6; change++) {
      await provider.update(types.policy, policy, { name: "worker", policy: document(`s3:Get${change}`) });
    }
    for (const made of attached) await provider.remove(types.attachment, made);
    await provider.remove(types.profile, profile);
    await provider.remove(types.rolePolicy, inline);
    await provider.remove(types.policy, policy);
    await provider.remove(types.role, role);
    assert.equal((await provider.read(types.role, role.id, role)).id, "");
  });

  it("show a trust policy that somebody changed, and not one that only looks different", async () => {
    const role = await provider.create(types.role, "role", { name: "watched", assumeRolePolicy: trust("*") });
    assert.deepEqual((await provider.read(types.role, role.id, role)).inputs, role.inputs);
    const PolicyDocument = trust("arn:aws:iam::666666666666:root");
    await new IAMClient(client).send(new UpdateAssumeRolePolicyCommand({ RoleName: "watched", PolicyDocument }));
    const found = await provider.read(types.role, role.id, role);
    assert.match(String(found.inputs["assumeRolePolicy"]), /666666666666/);
  });
});
