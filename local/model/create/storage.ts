import { type Making, madeAt, type Rule, type Rules } from "./making";

/** Route 53's hosted zones of S3 websites, by region (AWS General Reference, "Amazon S3 endpoints and quotas"). */
const websiteZones: Record<string, string> = {
  "us-east-1": "Z3AQBSTGFJSTF",
  "us-east-2": "Z2O1EMRO9K5GLX",
  "us-west-1": "Z2F56UZL2M1ACD",
  "us-west-2": "Z3BJ6K6RIION7M",
  "eu-west-1": "Z1BKCTXD74EZPE",
  "eu-west-2": "Z3GKZC51ZF0DB4",
  "eu-central-1": "Z21DNDUVLTQW6Q",
};

const bucket: Rule = (making) => {
  const { region, domain } = making;
  const name = making.input("bucket") ?? `${making.input("bucketPrefix") ?? ""}${making.unique()}`;
  const website = making.inputs["website"] ? `s3-website-${region}.${domain}` : "";
  return {
    id: name,
    outputs: {
      bucket: name,
      arn: `arn:${making.place.partition}:s3:::${name}`,
      bucketDomainName: `${name}.s3.${domain}`,
      bucketRegionalDomainName: `${name}.s3.${region}.${domain}`,
      bucketRegion: region,
      hostedZoneId: websiteZones[region] ?? "Z3AQBSTGFJSTF",
      websiteDomain: website,
      websiteEndpoint: website && `${name}.${website}`,
      requestPayer: "BucketOwner",
      objectLockEnabled: false,
      versioning: { enabled: false, mfaDelete: false },
      grants: [{ id: making.hex("canonical", 64), permissions: ["FULL_CONTROL"], type: "CanonicalUser", uri: "" }],
      serverSideEncryptionConfiguration: {
        rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "" } },
      },
    },
  };
};

/** Settings of a bucket bear its name; with an expected owner, both. */
const bucketSetting: Rule = (making) => {
  const owner = making.input("expectedBucketOwner");
  const name = making.input("bucket") ?? "";
  return { id: owner ? `${name},${owner}` : name, outputs: { expectedBucketOwner: undefined } };
};

const table: Rule = (making) => {
  const name = making.named();
  const arn = making.arn(`table/${name}`);
  const label = "2026-01-01T00:00:00.000";
  const streams = making.inputs["streamEnabled"] === true;
  return {
    id: name,
    outputs: {
      name,
      arn,
      billingMode: "PROVISIONED",
      readCapacity: 0,
      writeCapacity: 0,
      pointInTimeRecovery: { enabled: false, recoveryPeriodInDays: 0 },
      ttl: { enabled: false, attributeName: "" },
      serverSideEncryption: undefined,
      streamArn: streams ? `${arn}/stream/${label}` : "",
      streamLabel: streams ? label : "",
      tableClass: "STANDARD",
    },
  };
};

function defaultKeyPolicy(making: Making): string {
  const { partition, account } = making.place;
  const statement = {
    Sid: "Enable IAM User Permissions",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [statement] });
}

const key: Rule = (making) => {
  const multiRegion = making.inputs["multiRegion"] === true;
  const keyId = multiRegion ? `mrk-${making.hex("key", 32)}` : making.uuid("key");
  const rotates = making.inputs["enableKeyRotation"] === true;
  return {
    id: keyId,
    outputs: {
      keyId,
      arn: making.arn(`key/${keyId}`),
      description: "",
      multiRegion: false,
      policy: defaultKeyPolicy(making),
      rotationPeriodInDays: rotates ? 365 : 0,
    },
  };
};

const alias: Rule = (making) => {
  const name = making.input("name") ?? `${making.input("namePrefix") ?? "alias/"}${making.unique()}`;
  const target = making.input("targetKeyId") ?? "";
  const targetKeyArn = target.startsWith("arn:") ? target : making.arn(`key/${target}`);
  return { id: name, outputs: { name, arn: making.arn(name), targetKeyArn } };
};

const parameter: Rule = (making) => {
  const name = making.named();
  const secure = making.input("type") === "SecureString";
  const value = making.inputs["value"] ?? making.inputs["insecureValue"] ?? "";
  return {
    id: name,
    outputs: {
      name,
      arn: making.arn(`parameter${name.startsWith("/") ? name : `/${name}`}`),
      version: 1,
      tier: "Standard",
      dataType: "text",
      keyId: secure ? "alias/aws/ssm" : "",
      value,
      insecureValue: secure ? "" : value,
      hasValueWo: false,
    },
  };
};

const secret: Rule = (making) => {
  const name = making.named();
  const arn = making.arn(`secret:${name}-${making.upper("suffix", 6)}`);
  return { id: arn, outputs: { name, arn, createdDate: madeAt, policy: "", replicas: [] } };
};

export const storageRules: Rules = {
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketV2:BucketV2": bucket,
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting,
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketSetting,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting,
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": bucketSetting,
  "aws:s3/bucketLogging:BucketLogging": bucketSetting,
  "aws:s3/bucketNotification:BucketNotification": bucketSetting,
  "aws:dynamodb/table:Table": table,
  "aws:kms/key:Key": key,
  "aws:kms/alias:Alias": alias,
  "aws:ssm/parameter:Parameter": parameter,
  "aws:secretsmanager/secret:Secret": secret,
};
