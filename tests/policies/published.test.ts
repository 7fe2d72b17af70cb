import assert from "node:assert/strict";
import { checkGraph } from "../../policies/check";
import type { Configuration } from "../../policies/configuration";
import { rules } from "../../policies/rules";
import { document, type Part, stackOf } from "./fixtures";

const remedies = new Map(rules.map(({ name, remedy }) => [name, remedy]));

/** What the whole pack finds, as `rule: message` without the remedies. */
function found(settings: Configuration["rules"], ...parts: Part[]): string[] {
  const distinct = parts.map((part, index) => ({ name: `it-${index}`, ...part }));
  return checkGraph({ stacks: [stackOf(distinct)] }, undefined, { configuration: { rules: settings } }).map(
    ({ rule, message }) => `${rule}: ${message.replace(` ${remedies.get(rule)}`, "")}`,
  );
}

const allow = (Action: string | string[], more: object = {}) => ({
  Sid: "S",
  Effect: "Allow",
  Action,
  Resource: "*",
  ...more,
});

describe("published examples of checks before a deployment", () => {
  /** https://aws.amazon.com/blogs/devops/integrating-aws-cloudformation-guard/ */
  const gate = {
    "ec2-instance-is-approved": {
      images: ["ami-0323c3dd2da7fb37d"],
      types: ["t2.micro", "t3.nano", "t3.micro"],
      zones: ["us-east-1a", "us-east-1b"],
      subnets: ["subnet-407424270"],
      securityGroups: ["sg-1"],
      volumeTypes: ["gp2"],
      volumeSizes: [50, 100],
    },
  };
  const instance = (instanceType: string): Part => ({
    type: "aws:ec2/instance:Instance",
    inputs: {
      ...{ ami: "ami-0323c3dd2da7fb37d", instanceType, availabilityZone: "us-east-1a", monitoring: true },
      ...{ subnetId: "subnet-407424270", vpcSecurityGroupIds: ["sg-1"], metadataOptions: { httpTokens: "required" } },
      rootBlockDevice: { encrypted: true, volumeType: "gp2", volumeSize: 50 },
    },
  });
  const volume = (encrypted: boolean, more: object = {}): Part => ({
    type: "aws:ebs/volume:Volume",
    inputs: { encrypted, type: "gp2", size: 50, availabilityZone: "us-east-1a", ...more },
  });

  it("passes its good template, and finds the two failures of its bad one", () => {
    assert.deepEqual(found(gate, instance("t3.micro"), volume(true)), []);
    assert.deepEqual(found(gate, instance("t3.2xlarge"), volume(false)), [
      "ec2-instance-is-approved: instanceType is t3.2xlarge; approved: t2.micro, t3.nano, t3.micro.",
      "ec2-volume-is-encrypted: The volume is not encrypted.",
    ]);
  });

  it("finds a volume of another type, size and zone", () => {
    const other = { type: "io1", size: 500, availabilityZone: "us-east-1f" };
    assert.equal(found(gate, volume(true, other)).length, 3);
  });

  it("rejects its own roles: wildcards on everything, and a service that may be absent", () => {
    const ifExists = {
      Condition: { StringEqualsIfExists: { "iam:PassedToService": ["cloudformation.amazonaws.com"] } },
    };
    const linked = { Condition: { StringEquals: { "iam:AWSServiceName": "autoscaling.amazonaws.com" } } };
    const role = (...statements: object[]): Part => ({
      type: "aws:iam/rolePolicy:RolePolicy",
      inputs: { policy: document(...statements) },
    });
    const pipeline = role(allow(["s3:*", "cloudformation:*", "ec2:*"]), allow("iam:PassRole", ifExists));
    const deployment = role(
      allow(["ec2:*", "autoscaling:*", "cloudwatch:*"]),
      allow("iam:CreateServiceLinkedRole", linked),
    );
    assert.deepEqual(found({}, pipeline), [
      "iam-pass-role-names-its-service: policy: statement S allows iam:PassRole without naming a service in iam:PassedToService.",
      "iam-pass-role-names-its-service: policy: statement S allows iam:PassRole on *.",
      "iam-statement-has-no-wildcard-action-on-wildcard-resource: policy: statement S allows s3:*, cloudformation:*, ec2:* on *.",
    ]);
    assert.deepEqual(found({}, deployment), [
      "iam-statement-has-no-wildcard-action-on-wildcard-resource: policy: statement S allows ec2:*, autoscaling:*, cloudwatch:* on *.",
      "iam-statement-names-its-resources: policy: statement S allows iam:CreateServiceLinkedRole on every resource.",
    ]);
  });

  it("finds what the example of a check by aspects refuses or repairs", () => {
    /** https://aws.amazon.com/blogs/devops/align-with-best-practices-while-creating-infrastructure-using-cdk-aspects/ */
    const settings = {
      "ec2-vpc-has-approved-range": { prefixes: ["192.168."] },
      "ec2-instance-is-approved": { images: ["approved-image-id", "resolve:ssm:/golden/*"] },
      "aws-resource-has-required-tags": { tags: { Department: ["Finance"] } },
    };
    const ssh = { fromPort: 22, toPort: 22 };
    const parts: Part[] = [
      { type: "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", inputs: { cidrBlock: "10.0.0.0/16" } },
      {
        type: "aws:ec2/securityGroup:SecurityGroup",
        inputs: { ingress: [{ ...ssh, protocol: "tcp", cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }] },
      },
      {
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        inputs: { ...ssh, ipProtocol: "tcp", cidrIpv6: "::/0", tags: { Department: "Finance" } },
      },
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        inputs: {
          ...{ imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64" },
          ...{ metadataOptions: { httpTokens: "required" }, monitoring: { enabled: true } },
        },
      },
      { type: "aws:rds/instance:Instance", inputs: { deletionProtection: false }, protect: true },
      { type: "aws:s3/bucketV2:BucketV2", inputs: { bucket: "plain", tags: { Department: "Sales" } }, protect: true },
    ];
    const names = found(settings, ...parts).map((each) => each.split(":")[0]!);
    assert.deepEqual(names.sort(), [
      "aws-resource-has-required-tags",
      "ec2-instance-is-approved",
      "ec2-security-group-is-closed-to-everyone",
      "ec2-security-group-is-closed-to-everyone",
      "ec2-security-group-is-closed-to-everyone",
      "ec2-vpc-has-approved-range",
      "rds-database-resists-deletion",
      "s3-bucket-expires-old-versions",
      "s3-bucket-has-public-access-block",
      "s3-bucket-keeps-versions",
      "s3-bucket-refuses-clear-text",
    ]);
  });
});
