/** Cases of the rules about networks and what runs in them. */
import { document, urnOf } from "../fixtures";
import { type Case, instance, part, template } from "./parts";

const endpoint = (service: string, ...statements: object[]) =>
  part("aws:ec2/vpcEndpoint:VpcEndpoint", {
    serviceName: `com.amazonaws.us-east-1.${service}`,
    ...(statements.length > 0 && { policy: document(...statements) }),
  });
const through = (Action: string, Resource: string, StringEquals?: object) => ({
  ...{ Sid: "S", Effect: "Allow", Principal: "*", Action, Resource },
  ...(StringEquals && { Condition: { StringEquals } }),
});
const inside = { "aws:PrincipalOrgID": "o-1", "aws:ResourceOrgID": "o-1" };
const vpc = part("aws:ec2/vpc:Vpc", { id: "vpc-1" });
const subnet = (more: object = {}) =>
  part("aws:ec2/subnet:Subnet", { id: "subnet-1", tags: { SubnetType: "Private" }, ...more });
const routed = (gateway: object) => [
  part("aws:ec2/routeTable:RouteTable", { id: "rtb-1" }),
  part("aws:ec2/routeTableAssociation:RouteTableAssociation", { subnetId: "subnet-1", routeTableId: "rtb-1" }),
  part("aws:ec2/internetGateway:InternetGateway", { id: "igw-1" }),
  part("aws:ec2/route:Route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", ...gateway }),
];
const range = { cidrBlocks: ["10.0.0.0/8"], protocol: "tcp", fromPort: 443, toPort: 443 };

export const networks: Record<string, Case[]> = {
  "ec2-vpc-endpoint-keeps-data-inside": [
    {
      what: "the organisation, AWS's services, named buckets to read from, and an endpoint of no store",
      parts: [
        endpoint("s3", through("s3:*", "*", inside), through("s3:GetObject", "arn:aws:s3:::aws-ssm-us-east-1/*"), {
          ...through("s3:*", "*"),
          Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } },
        }),
        endpoint("ssm", through("ssm:*", "*", { "aws:PrincipalAccount": ["1"] })),
        endpoint("ssmmessages"),
      ],
    },
    {
      what: "no policy, any caller, and anybody's data",
      parts: [
        endpoint("s3"),
        endpoint("ssm", through("ssm:*", "*")),
        endpoint("dynamodb", through("dynamodb:*", "*", { "aws:PrincipalOrgID": "o-1" })),
        endpoint("s3", through("s3:PutObject", "arn:aws:s3:::vendor/*")),
      ],
      finds: [
        "The endpoint has no policy, and so reaches every account.",
        "policy: statement S lets callers of any organisation through.",
        "policy: statement S reaches data of any account.",
        "policy: statement S lets callers of any organisation through.",
      ],
    },
  ],
  "ec2-vpc-keeps-its-flow-log": [
    { what: "a flow log", parts: [vpc, part("aws:ec2/flowLog:FlowLog", { vpcId: "vpc-1" })] },
    {
      what: "a flow log of a network whose id is not told",
      parts: [
        { ...part("aws:ec2/vpc:Vpc"), name: "vpc" },
        part(
          "aws:ec2/flowLog:FlowLog",
          { vpcId: "vpc-1" },
          { propertyDependencies: { vpcId: [urnOf({ type: vpc.type, name: "vpc" })] } },
        ),
      ],
    },
    {
      what: "one of another network",
      parts: [vpc, part("aws:ec2/flowLog:FlowLog", { vpcId: "vpc-2" })],
      finds: ["Nothing records the traffic of the network."],
    },
  ],
  "ec2-vpc-uses-no-default-group": [
    {
      what: "an empty default group",
      parts: [
        vpc,
        part("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: "vpc-1", ingress: [], egress: [] }),
      ],
    },
    { what: "none", parts: [vpc], finds: ["Nothing empties the default security group of the network."] },
    {
      what: "one with a rule",
      parts: [vpc, part("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: "vpc-1", egress: [range] })],
      finds: ["The default security group of the network has rules."],
    },
  ],
  "ec2-subnet-is-private": [
    {
      what: "a private subnet behind a NAT gateway, and a public one",
      parts: [
        subnet({ mapPublicIpOnLaunch: false }),
        ...routed({ natGatewayId: "nat-1" }),
        part("aws:ec2/subnet:Subnet", { id: "subnet-2", tags: { SubnetType: "Public" }, mapPublicIpOnLaunch: true }),
      ],
    },
    {
      what: "public addresses, and a way in",
      parts: [subnet({ mapPublicIpOnLaunch: true }), ...routed({ gatewayId: "igw-1" })],
      finds: ["Instances of the subnet get public addresses.", "The subnet has a route to an internet gateway."],
    },
  ],
  "ec2-security-group-names-its-ports": [
    {
      what: "named ports, another group, and rules out",
      parts: [
        part("aws:ec2/securityGroup:SecurityGroup", { ingress: [range, { protocol: "-1", self: true }] }),
        part("aws:ec2/securityGroupRule:SecurityGroupRule", { ...range, type: "egress", protocol: "-1" }),
        part("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
          ipProtocol: "-1",
          referencedSecurityGroupId: "sg-1",
        }),
      ],
    },
    {
      what: "every port, inside and in both kinds of rules",
      parts: [
        part("aws:ec2/securityGroup:SecurityGroup", { ingress: [{ ...range, protocol: "-1" }] }),
        part("aws:ec2/securityGroupRule:SecurityGroupRule", { ...range, type: "ingress", fromPort: 0, toPort: 65535 }),
        part("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { ipProtocol: "-1", cidrIpv4: "10.0.0.0/8" }),
      ],
      finds: Array(3).fill("A range of addresses may connect to every port."),
    },
  ],
  "ec2-instance-is-monitored": [
    { what: "every minute", parts: [instance({ monitoring: true }), template({ monitoring: { enabled: true } })] },
    {
      what: "every five",
      parts: [instance({ monitoring: false }), template()],
      finds: Array(2).fill("The instance reports every five minutes only."),
    },
  ],
};
