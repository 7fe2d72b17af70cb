/** Cases of the rules about instances. */
import { unknown } from "../fixtures";
import { type Case, instance, part, template } from "./parts";

export const instances: Record<string, Case[]> = {
  "ec2-security-group-is-closed-to-everyone": [
    {
      what: "a network, outgoing rules, and an allowed port",
      settings: { ports: [443] },
      parts: [
        part("aws:ec2/securityGroup:SecurityGroup", {
          ingress: [{ fromPort: 22, toPort: 22, protocol: "tcp", cidrBlocks: ["10.0.0.0/8"] }],
        }),
        part("aws:ec2/securityGroupRule:SecurityGroupRule", { type: "egress", cidrBlocks: ["0.0.0.0/0"] }),
        part("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
          cidrIpv4: "0.0.0.0/0",
          fromPort: 443,
          toPort: 443,
          ipProtocol: "tcp",
        }),
      ],
    },
    {
      what: "a port that a single rule may open, and only that",
      settings: {
        rules: {
          "urn:pulumi:prod::slipway::aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::balancer": [443],
        },
      },
      parts: ["balancer", "other"].flatMap((name) =>
        [443, 22].map((port) =>
          part(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            { cidrIpv4: "0.0.0.0/0", fromPort: port, toPort: port, ipProtocol: "tcp" },
            { name },
          ),
        ),
      ),
      finds: [
        "the rule lets in 0.0.0.0/0 on port 22.",
        "the rule lets in 0.0.0.0/0 on port 443.",
        "the rule lets in 0.0.0.0/0 on port 22.",
      ],
    },
    {
      what: "everyone, by IPv4 and IPv6, inside and in both kinds of rules",
      settings: { ports: [443] },
      parts: [
        part("aws:ec2/securityGroup:SecurityGroup", {
          ingress: [{ fromPort: 22, toPort: 22, protocol: "tcp", cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }],
        }),
        part("aws:ec2/securityGroupRule:SecurityGroupRule", {
          type: "ingress",
          cidrBlocks: ["0.0.0.0/0"],
          fromPort: 0,
          toPort: 443,
          protocol: "tcp",
        }),
        part("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { cidrIpv6: "::/0", ipProtocol: "-1" }),
      ],
      finds: [
        "ingress[0] lets in 0.0.0.0/0 on port 22.",
        "ingress[0] lets in ::/0 on port 22.",
        "the rule lets in 0.0.0.0/0 on ports 0 to 443.",
        "the rule lets in ::/0 on all ports.",
      ],
    },
    {
      what: "an unknown range",
      parts: [part("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { cidrIpv4: unknown })],
      finds: ["undecided"],
    },
  ],
  "ec2-instance-requires-imdsv2": [
    {
      what: "tokens required, or no metadata",
      parts: [
        instance({ metadataOptions: { httpTokens: "required" } }),
        template({ metadataOptions: { httpEndpoint: "disabled" } }),
      ],
    },
    {
      what: "tokens optional, also by default",
      parts: [instance({ metadataOptions: { httpTokens: "optional" } }), template()],
      finds: Array(2).fill("Requests for metadata need no session token."),
    },
    {
      what: "answers that leave the instance",
      parts: [instance({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } })],
      finds: ["Answers of the metadata service travel 2 hops; at most 1 are allowed."],
    },
  ],
  "ec2-volume-is-encrypted": [
    {
      what: "encrypted volumes, as a boolean or as text",
      parts: [
        instance({ rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ encrypted: true }] }),
        template({ blockDeviceMappings: [{ ebs: { encrypted: "true" } }, { virtualName: "ephemeral0" }] }),
        part("aws:ebs/volume:Volume", { encrypted: true }),
      ],
    },
    {
      what: "each volume that is not",
      parts: [
        instance({ ebsBlockDevices: [{ encrypted: false }] }),
        template({ blockDeviceMappings: [{ ebs: { volumeSize: 20 } }] }),
        part("aws:ebs/volume:Volume", { encrypted: false }),
      ],
      finds: [
        "rootBlockDevice is not encrypted.",
        "ebsBlockDevices[0] is not encrypted.",
        "blockDeviceMappings[0].ebs is not encrypted.",
        "The volume is not encrypted.",
      ],
    },
  ],
  "ec2-instance-has-no-public-address": [
    { what: "none", parts: [instance({ associatePublicIpAddress: false }), template()] },
    {
      what: "one of the instance, and one of a template's interface",
      parts: [
        instance({ associatePublicIpAddress: true }),
        template({ networkInterfaces: [{ associatePublicIpAddress: "true" }] }),
      ],
      finds: Array(2).fill("The instance gets a public address."),
    },
  ],
  "ec2-instance-is-approved": [
    { what: "anything without lists", parts: [instance({ ami: "ami-1", instanceType: "t3.2xlarge" })] },
    {
      what: "approved values, and an image by reference",
      settings: {
        images: ["resolve:ssm:/golden/*"],
        types: ["t3.micro"],
        zones: ["us-east-1a"],
        volumeSizes: [50, 100],
      },
      parts: [
        template({
          imageId: "resolve:ssm:/golden/al2023",
          instanceType: "t3.micro",
          blockDeviceMappings: [{ ebs: { volumeSize: 50 } }],
        }),
      ],
    },
    {
      what: "the type that a published example of such a gate refuses, an image, a zone, a group, and a volume's type and size",
      settings: {
        ...{ images: ["ami-1"], types: ["t2.micro", "t3.nano", "t3.micro"], zones: ["us-east-1a", "us-east-1b"] },
        ...{ securityGroups: ["sg-1"], volumeTypes: ["gp2"], volumeSizes: [50, 100] },
      },
      parts: [
        instance({
          ...{
            ami: "ami-2",
            instanceType: "t3.2xlarge",
            availabilityZone: "us-east-1c",
            vpcSecurityGroupIds: ["sg-1", "sg-2"],
          },
          rootBlockDevice: { volumeType: "io2", volumeSize: 500 },
        }),
      ],
      finds: [
        "ami is ami-2; approved: ami-1.",
        "instanceType is t3.2xlarge; approved: t2.micro, t3.nano, t3.micro.",
        "availabilityZone is us-east-1c; approved: us-east-1a, us-east-1b.",
        "vpcSecurityGroupIds is sg-2; approved: sg-1.",
        "volume type is io2; approved: gp2.",
        "volume size is 500; approved: 50, 100.",
      ],
    },
    {
      what: "an unknown subnet",
      settings: { subnets: ["subnet-1"] },
      parts: [instance({ subnetId: unknown })],
      finds: ["undecided"],
    },
  ],
  "ec2-vpc-has-approved-range": [
    {
      what: "an approved range, and any without configuration",
      settings: { prefixes: ["192.168."] },
      parts: [part("aws:ec2/vpc:Vpc", { cidrBlock: "192.168.4.0/22" })],
    },
    {
      what: "another range",
      settings: { prefixes: ["192.168."] },
      parts: [part("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" })],
      finds: ["The range 10.0.0.0/16 begins with none of 192.168.."],
    },
  ],
};
