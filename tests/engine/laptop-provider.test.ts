import assert from "node:assert/strict";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { type EngineLaptop, openEngineLaptop, stateBucket, target, toolchain } from "./laptop";

/** What a program of the laptop's own tests looks like; `RETENTION` and `LOGS` change it from run to run. */
const program = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
const role = process.env.ROLE ?? "OrganizationAccountAccessRole";
const provider = new aws.Provider("target", {
  region: "eu-west-1",
  assumeRoles: [{ roleArn: \`arn:aws:iam::${target}:role/\${role}\`, sessionName: "test" }],
  allowedAccountIds: ["${target}"],
  defaultTags: { tags: { team: "platform" } },
});
const options = { provider };
const bucket = new aws.s3.Bucket("bucket", { bucket: "laptop-test-artifacts" }, options);
new aws.s3.BucketPublicAccessBlock("block", { bucket: bucket.bucket, blockPublicAcls: true }, options);
const key = new aws.kms.Key("key", { enableKeyRotation: true }, options);
new aws.kms.Alias("alias", { name: "alias/laptop-test", targetKeyId: key.keyId }, options);
const statement = { Effect: "Allow" as const, Principal: { AWS: "arn:aws:iam::${toolchain}:root" }, Action: "sts:AssumeRole" };
const worker = new aws.iam.Role("role", { assumeRolePolicy: { Version: "2012-10-17", Statement: [statement] } }, options);
new aws.iam.RolePolicyAttachment("read", { role: worker.name, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, options);
const logs = new aws.cloudwatch.LogGroup("logs", {
  name: process.env.LOGS ?? "/laptop/test",
  retentionInDays: Number(process.env.RETENTION ?? 30),
}, options);
new aws.ssm.Parameter("secret", { name: "/laptop/secret", type: "SecureString", value: pulumi.secret("hidden words") }, options);
export const logsArn = logs.arn;
export const account = aws.getCallerIdentityOutput({}, options).accountId;
`;

describe("the real engine with the stand-in provider", function () {
  this.timeout(600_000);
  let laptop: EngineLaptop;
  before(async function () {
    laptop = await openEngineLaptop(this, program);
  });
  after(() => laptop?.close());

  it("previews with unknowns and makes nothing", async () => {
    const output = await laptop.pulumi(["preview"]);
    assert.match(output, /logsArn: \[unknown\]/);
    assert.match(output, new RegExp(`account: "${target}"`));
    assert.match(output, /\+ 10 to create/);
    const buckets = await laptop.s3.send(new ListObjectsV2Command({ Bucket: stateBucket }));
    assert.ok(buckets.Contents?.every(({ Key }) => !Key?.includes("history")));
  });

  it("makes the resources in the account that the role leads to, with state in S3 and secrets under KMS", async () => {
    const output = await laptop.pulumi(["up", "--yes", "--skip-preview"]);
    assert.match(output, new RegExp(`logsArn: "arn:aws:logs:eu-west-1:${target}:log-group:/laptop/test"`));
    const Key = "dev/.pulumi/stacks/laptop-test/dev.json";
    const stored = await laptop.s3.send(new GetObjectCommand({ Bucket: stateBucket, Key }));
    const state = await stored.Body!.transformToString();
    assert.match(state, /"type": ?"cloud"/);
    assert.match(state, /"slipwayLaptop": ?"true"/);
    assert.doesNotMatch(state, /hidden words/);
  });

  it("finds nothing to do the second time, and nothing changed in the cloud", async () => {
    await laptop.pulumi(["up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes"]);
  });

  it("updates in place what AWS updates, and replaces what AWS replaces", async () => {
    const updated = await laptop.pulumi(["up", "--yes", "--skip-preview"], { RETENTION: "60" });
    assert.match(updated, /~ 1 updated/);
    assert.doesNotMatch(updated, /replaced/);
    const preview = await laptop.pulumi(["preview"], { RETENTION: "60", LOGS: "/laptop/other" });
    assert.match(preview, /\+-1 to replace/);
  });

  it("refuses a role that does not exist, by its name", async () => {
    const { code, output } = await laptop.run(["preview"], { ROLE: "slipway/acme-update" });
    assert.notEqual(code, 0);
    assert.match(output, new RegExp(`Cannot assume IAM role arn:aws:iam::${target}:role/slipway/acme-update`));
    assert.match(output, new RegExp(`account ${target} has no role acme-update`));
  });

  it("destroys everything, and only the state is left", async () => {
    assert.match(await laptop.pulumi(["destroy", "--yes", "--skip-preview"]), /- 10 deleted/);
  });
});
