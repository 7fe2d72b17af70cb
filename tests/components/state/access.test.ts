import assert from "node:assert/strict";
import { decide, policy } from "../../../catalog/iam";
import { type Access, naming } from "../../../catalog/naming";
import { type StateScope, stateStatements } from "../../../components/state/access";
import { secretsKeyPolicy, storeKeyPolicy } from "../../../components/state/key-documents";
import { boundless } from "../statements";

const names = naming("acme");
const accountId = "111111111111";
const region = "us-east-1";
const partition = "aws";
const bucket = names.stateBucket(accountId);
const admin = `arn:aws:iam::${accountId}:role/Administrator`;
const owner = { partition, accountId, region, administrators: [admin] };
const scope = (account: string): StateScope => ({
  partition,
  accountId,
  region,
  bucket,
  table: names.lockTable,
  account,
  names,
});
const run = (account: string, access: Access) => names.runRoleArn(partition, accountId, account, access);

/** What the run role of an account is told about a request. */
function verdict(
  account: string,
  access: Access,
  request: { action: string; resource: string; context?: Record<string, string | string[]> },
  key?: ReturnType<typeof secretsKeyPolicy>,
) {
  return decide(
    {
      caller: { kind: "principal", arn: run(account, access), accountId },
      resourceAccount: accountId,
      ...request,
    },
    {
      identity: [{ name: "run", document: policy(...stateStatements(scope(account), access)) }],
      ...(key ? { resource: { name: "key", document: key } } : {}),
    },
  ).verdict;
}

const object = (account: string) =>
  `arn:aws:s3:::${bucket}/${account}/${account}/.pulumi/stacks/slipway/${account}.json`;
const table = `arn:aws:dynamodb:${region}:${accountId}:table/${names.lockTable}`;
const keyArn = `arn:aws:kms:${region}:${accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

describe("state access", () => {
  it("lets an update do what Pulumi's backend calls, and nothing that removes history", () => {
    for (const action of ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]) {
      assert.equal(verdict("dev", "update", { action, resource: object("dev") }), "allowed", action);
    }
    const listing = { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` };
    assert.equal(verdict("dev", "update", { ...listing, context: { "s3:prefix": "dev/dev/.pulumi/" } }), "allowed");
    for (const action of ["s3:DeleteObjectVersion", "s3:PutBucketPolicy", "s3:PutObjectAcl"]) {
      assert.equal(verdict("dev", "update", { action, resource: object("dev") }), "missing", action);
    }
  });

  it("lets a preview read only", () => {
    assert.equal(verdict("dev", "preview", { action: "s3:GetObject", resource: object("dev") }), "allowed");
    assert.equal(verdict("dev", "preview", { action: "s3:PutObject", resource: object("dev") }), "missing");
    assert.equal(verdict("dev", "preview", { action: "s3:DeleteObject", resource: object("dev") }), "missing");
    const lock = { resource: table, context: { "dynamodb:LeadingKeys": [`${bucket}/dev/dev/slipway/dev`] } };
    assert.equal(verdict("dev", "preview", { action: "dynamodb:GetItem", ...lock }), "allowed");
    assert.equal(verdict("dev", "preview", { action: "dynamodb:UpdateItem", ...lock }), "missing");
  });

  it("keeps dev from listing, reading, writing and locking prod's state", () => {
    for (const access of ["preview", "update"] as const) {
      for (const action of ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]) {
        assert.equal(verdict("dev", access, { action, resource: object("prod") }), "missing", action);
      }
      const listing = { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` };
      assert.equal(verdict("dev", access, { ...listing, context: { "s3:prefix": "prod/" } }), "missing");
      assert.equal(verdict("dev", access, { ...listing, context: { "s3:prefix": "" } }), "missing");
      const lock = { resource: table, context: { "dynamodb:LeadingKeys": [`${bucket}/prod/prod/slipway/prod`] } };
      assert.equal(verdict("dev", access, { action: "dynamodb:GetItem", ...lock }), "missing");
      assert.equal(verdict("dev", access, { action: "dynamodb:UpdateItem", ...lock }), "missing");
      const unnamed = { action: "dynamodb:GetItem", resource: table };
      assert.equal(verdict("dev", access, unnamed), "missing");
    }
  });

  it("does not take an account for another whose alias begins alike", () => {
    assert.equal(verdict("dev", "preview", { action: "s3:GetObject", resource: object("devtools") }), "missing");
    const aliases = { "kms:ResourceAliases": [names.stateKeyAlias("devtools", "devtools")] };
    const key = secretsKeyPolicy(owner, { readers: [run("dev", "preview")], writers: [run("dev", "update")] });
    assert.equal(
      verdict("dev", "preview", { action: "kms:Decrypt", resource: keyArn, context: aliases }, key),
      "missing",
    );
  });

  it("opens a secrets key to its own run roles and to no other, on both sides", () => {
    const prodKey = secretsKeyPolicy(owner, { readers: [run("prod", "preview")], writers: [run("prod", "update")] });
    const prod = { resource: keyArn, context: { "kms:ResourceAliases": [names.stateKeyAlias("prod", "prod")] } };
    assert.equal(verdict("prod", "update", { action: "kms:Encrypt", ...prod }, prodKey), "allowed");
    assert.equal(verdict("prod", "preview", { action: "kms:Decrypt", ...prod }, prodKey), "allowed");
    assert.equal(verdict("prod", "preview", { action: "kms:Encrypt", ...prod }, prodKey), "missing");
    assert.equal(verdict("dev", "update", { action: "kms:Decrypt", ...prod }, prodKey), "missing");
    // Were prod's key to bear an alias of dev, its own policy would still refuse dev.
    const mislabelled = { resource: keyArn, context: { "kms:ResourceAliases": [names.stateKeyAlias("dev", "dev")] } };
    assert.equal(verdict("dev", "update", { action: "kms:Decrypt", ...mislabelled }, prodKey), "missing");
  });

  it("lets a preview's role encrypt nothing by the key's own policy, whatever its other rights", () => {
    const key = secretsKeyPolicy(owner, { readers: [run("prod", "preview")], writers: [run("prod", "update")] });
    const asked = (access: Access) =>
      decide(
        {
          caller: { kind: "principal", arn: run("prod", access), accountId },
          action: "kms:Encrypt",
          resource: keyArn,
          resourceAccount: accountId,
        },
        {
          identity: [{ name: "all", document: policy({ Effect: "Allow", Action: "kms:*", Resource: "*" }) }],
          resource: { name: "key", document: key },
        },
      ).verdict;
    assert.equal(asked("update"), "allowed");
    assert.equal(asked("preview"), "missing");
  });

  it("opens the store's key through S3 for the own folder, and through DynamoDB for the lock table", () => {
    const storeKey = storeKeyPolicy(owner, {
      readers: [run("dev", "preview"), run("prod", "preview")],
      writers: [run("dev", "update"), run("prod", "update")],
      table: true,
    });
    const through = (service: string, more: Record<string, string>) => ({
      action: "kms:Decrypt",
      resource: keyArn,
      context: {
        "kms:ResourceAliases": [names.stateStoreKeyAlias],
        "kms:ViaService": `${service}.${region}.amazonaws.com`,
        ...more,
      },
    });
    const s3 = (account: string) => through("s3", { "kms:EncryptionContext:aws:s3:arn": object(account) });
    const locks = through("dynamodb", { "kms:EncryptionContext:aws:dynamodb:tableName": names.lockTable });
    assert.equal(verdict("dev", "update", s3("dev"), storeKey), "allowed");
    assert.equal(verdict("dev", "update", s3("prod"), storeKey), "missing");
    assert.equal(verdict("dev", "update", locks, storeKey), "allowed");
    assert.equal(verdict("dev", "preview", locks, storeKey), "allowed");
    assert.equal(verdict("dev", "update", through("ebs", {}), storeKey), "missing");
  });

  it("lets only the administrator move a key's aliases", () => {
    const document = secretsKeyPolicy(owner, { readers: [], writers: [run("dev", "update")] });
    const asked = (arn: string) =>
      decide(
        {
          caller: { kind: "principal", arn, accountId },
          action: "kms:UpdateAlias",
          resource: keyArn,
          resourceAccount: accountId,
        },
        {
          identity: [{ name: "all", document: policy({ Effect: "Allow", Action: "kms:*", Resource: "*" }) }],
          resource: { name: "key", document },
        },
      ).verdict;
    assert.equal(asked(admin), "allowed");
    assert.equal(asked(run("dev", "update")), "denied");
    assert.equal(asked(`arn:aws:iam::${accountId}:role/Developer`), "denied");
  });

  it("names the organisation in key policies when it is known", () => {
    const users = { readers: [run("dev", "preview")], writers: [run("dev", "update")] };
    const without = JSON.stringify(secretsKeyPolicy(owner, users));
    const within = secretsKeyPolicy({ ...owner, organizationId: "o-example00" }, users);
    assert.doesNotMatch(without, /PrincipalOrgID/);
    const read = within.Statement.find(({ Sid }) => Sid === "ReadSecrets");
    assert.deepEqual(read?.Condition?.["StringEquals"], { "aws:PrincipalOrgID": "o-example00" });
  });

  it("allows no wildcard action", () => {
    for (const access of ["preview", "update"] as const) {
      const document = policy(...stateStatements(scope("dev"), access));
      assert.deepEqual(boundless(document), []);
      assert.ok(document.Statement.every(({ Action }) => [Action].flat().every((action) => !action?.includes("*"))));
    }
  });
});
