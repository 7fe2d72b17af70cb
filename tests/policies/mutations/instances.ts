/** Controls of instances. */
import {
  both,
  conditioned,
  denies,
  inStatement,
  instance,
  type Mutation,
  removed,
  set,
  setting,
  topic,
  topicPolicy,
  without,
} from "./weaken";

export const instances: Mutation[] = [
  {
    control: "IMDSv2",
    rule: "ec2-instance-requires-imdsv2",
    weaken: set(instance, setting({ metadataOptions: { httpTokens: "optional" } })),
  },
  {
    control: "encryption of a volume",
    rule: "ec2-volume-is-encrypted",
    weaken: set(instance, (inputs) => void Object.assign(inputs["rootBlockDevice"]!, { encrypted: false })),
  },
  {
    control: "private addresses",
    rule: "ec2-instance-has-no-public-address",
    weaken: set(instance, setting({ associatePublicIpAddress: true })),
  },
  {
    control: "closed security group",
    rule: "ec2-security-group-is-closed-to-everyone",
    weaken: set("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", setting({ cidrIpv4: "0.0.0.0/0" })),
  },
  {
    control: "closed security group, IPv6",
    rule: "ec2-security-group-is-closed-to-everyone",
    weaken: set("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", setting({ cidrIpv6: "::/0" })),
  },
  {
    control: "approved instance types",
    rule: "ec2-instance-is-approved",
    settings: { types: ["t3.*"] },
    weaken: set(instance, setting({ instanceType: "p5.48xlarge" })),
  },
  {
    control: "range of a network",
    rule: "ec2-vpc-has-approved-range",
    settings: { prefixes: ["172."] },
    weaken: set("aws:ec2/vpc:Vpc", setting({ cidrBlock: "10.0.0.0/16" })),
  },
  { control: "key of a topic", rule: "sns-topic-uses-customer-key", weaken: set(topic, without("kmsMasterKeyId")) },
  {
    control: "TLS for messages",
    rule: "sns-topic-refuses-clear-text",
    weaken: inStatement(topicPolicy, conditioned("aws:SecureTransport"), removed),
  },
  {
    control: "who publishes",
    rule: "sns-topic-reserves-publishing",
    weaken: inStatement(topicPolicy, both(denies("sns:Publish"), conditioned("aws:PrincipalArn")), removed),
  },
];
