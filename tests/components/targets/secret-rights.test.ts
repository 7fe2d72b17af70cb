import assert from "node:assert/strict";
import { type Context, decide } from "../../../catalog/iam";
import { policy } from "../../../catalog/iam/document";
import { naming } from "../../../catalog/naming";
import type { RuntimeSecret } from "../../../catalog/target-types";
import { serviceBoundary } from "../../../components/account/boundary";
import { secretStatements } from "../../../components/targets/secret-rights";

const accountId = "333333333333";
const place = { partition: "aws", accountId, region: "us-east-1" };
const names = naming("acme");
const boundary = {
  name: "boundary",
  document: serviceBoundary({ ...place, names, toolchainId: "111111111111" } as never),
};
/** As KMS gives it to a key that nobody says anything about. */
const keyPolicy = {
  name: "key",
  document: policy({
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "kms:Decrypt",
    Resource: "*",
  }),
};
const parameter = `arn:aws:ssm:us-east-1:${accountId}:parameter/acme/web/flags`;
const secret = `arn:aws:secretsmanager:us-east-1:${accountId}:secret:acme/web/token-AbCdEf`;

function opens(references: RuntimeSecret[], context: Context): string {
  const identity = [
    { name: "execution", document: policy(...secretStatements(references, place, "ssm:GetParameters")) },
  ];
  return decide(
    {
      caller: { kind: "principal", arn: names.serviceRoleArn("aws", accountId, "web", "prod", "execution"), accountId },
      action: "kms:Decrypt",
      resource: `arn:aws:kms:us-east-1:${accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
      resourceAccount: accountId,
      context,
    },
    { identity, boundary, resource: keyPolicy },
  ).verdict;
}

describe("rights to secrets of a customer key", () => {
  const own: RuntimeSecret[] = [
    { parameter: "/acme/web/flags", key: "alias/acme/web" },
    { secret: "acme/web/token", key: "alias/acme/web" },
  ];
  const viaSsm = { "kms:ResourceAliases": ["alias/acme/web"], "kms:ViaService": "ssm.us-east-1.amazonaws.com" };
  const viaSecrets = { ...viaSsm, "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" };

  it("open what is read, through the service that keeps it, inside the boundary", () => {
    assert.equal(opens(own, { ...viaSsm, "kms:EncryptionContext:PARAMETER_ARN": parameter }), "allowed");
    assert.equal(opens(own, { ...viaSecrets, "kms:EncryptionContext:SecretARN": secret }), "allowed");
  });

  it("open nothing else: another secret, another key, another service, KMS itself", () => {
    const other = { "kms:EncryptionContext:SecretARN": secret.replace("web", "ledger") };
    const refused: Context[] = [
      { ...viaSecrets, ...other },
      { ...viaSecrets, "kms:EncryptionContext:PARAMETER_ARN": parameter },
      { ...viaSsm, "kms:EncryptionContext:SecretARN": secret },
      { ...viaSecrets, "kms:ResourceAliases": ["alias/acme/other"], "kms:EncryptionContext:SecretARN": secret },
      { ...viaSecrets, "kms:ViaService": "s3.us-east-1.amazonaws.com", "kms:EncryptionContext:SecretARN": secret },
      { "kms:ResourceAliases": ["alias/acme/web"], "kms:EncryptionContext:SecretARN": secret },
      viaSecrets,
    ];
    for (const context of refused) assert.notEqual(opens(own, context), "allowed", JSON.stringify(context));
  });

  it("are not given for AWS's own keys, and only to what names a key", () => {
    const [first, second] = own as [RuntimeSecret, RuntimeSecret];
    const { key: _, ...plain } = second;
    assert.equal(
      opens([first, plain as RuntimeSecret], { ...viaSecrets, "kms:EncryptionContext:SecretARN": secret }),
      "missing",
    );
    const sids = secretStatements([plain as RuntimeSecret], place, "ssm:GetParameters").map(({ Sid }) => Sid);
    assert.deepEqual(sids, ["Secrets"]);
  });

  it("are refused by the boundary for a key without an alias of the organisation's", () => {
    const foreign: RuntimeSecret[] = [{ secret: "acme/web/token", key: "alias/other/web" }];
    const context = {
      ...viaSecrets,
      "kms:ResourceAliases": ["alias/other/web"],
      "kms:EncryptionContext:SecretARN": secret,
    };
    assert.notEqual(opens(foreign, context), "allowed");
  });
});
