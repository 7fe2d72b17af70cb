import { zonesOf } from "../zones";
import type { Making, Rule, Rules } from "./making";

const openPolicy = JSON.stringify({
  Version: "2008-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});

/** A resource whose id is of EC2's kind and whose ARN ends in it. */
function plain(
  prefix: string,
  kind: string,
  more: (making: Making, id: string) => Record<string, unknown> = () => ({}),
) {
  const rule: Rule = (making) => {
    const id = making.ec2Id(prefix);
    const common = { arn: making.arn(`${kind}/${id}`, "ec2"), ownerId: making.place.account };
    return { id, outputs: { ...common, ...more(making, id) } };
  };
  return rule;
}

/** A public address of the range that documentation uses (RFC 5737), so that it is nobody's. */
export function publicIp(making: Making): string {
  return `203.0.113.${1 + making.number("public", 254)}`;
}

export function privateIp(making: Making): string {
  return `10.0.${making.number("private", 250)}.${4 + making.number("host", 250)}`;
}

export function hostName(making: Making, ip: string, kind: "public" | "private"): string {
  const dashed = ip.replaceAll(".", "-");
  const near = making.region === "us-east-1";
  if (kind === "private") return `ip-${dashed}.${near ? "ec2" : `${making.region}.compute`}.internal`;
  return `ec2-${dashed}.${near ? "compute-1" : `${making.region}.compute`}.${making.domain}`;
}

const vpc = plain("vpc", "vpc", (making) => {
  const ipv6 = making.inputs["assignGeneratedIpv6CidrBlock"] === true;
  const table = making.ec2Id("rtb");
  return {
    cidrBlock: "10.0.0.0/16",
    defaultNetworkAclId: making.ec2Id("acl"),
    defaultRouteTableId: table,
    mainRouteTableId: table,
    defaultSecurityGroupId: making.ec2Id("sg"),
    dhcpOptionsId: making.ec2Id("dopt"),
    enableDnsHostnames: false,
    enableNetworkAddressUsageMetrics: false,
    ipv6AssociationId: ipv6 ? making.ec2Id("vpc-cidr-assoc") : "",
    ipv6CidrBlock: ipv6 ? `2600:1f18:${making.hex("ipv6", 4)}:${making.hex("ipv6b", 2)}00::/56` : "",
    ipv6CidrBlockNetworkBorderGroup: ipv6 ? making.region : "",
  };
});

const subnet = plain("subnet", "subnet", (making) => {
  const zones = zonesOf(making.region);
  const byId = zones.find((z) => z.id === making.input("availabilityZoneId"));
  const zone = byId ?? zones.find((z) => z.name === making.input("availabilityZone")) ?? zones[0]!;
  return {
    availabilityZone: zone.name,
    availabilityZoneId: zone.id,
    ipv6CidrBlock: "",
    ipv6CidrBlockAssociationId: making.input("ipv6CidrBlock") ? making.ec2Id("subnet-cidr-assoc") : "",
    privateDnsHostnameTypeOnLaunch: "ip-name",
  };
});

const route: Rule = (making) => {
  const destination = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"]
    .map((property) => making.input(property))
    .find((value) => value);
  const id = `r-${making.input("routeTableId") ?? ""}${making.digits(destination ?? "", 10)}`;
  const outputs = {
    instanceId: "",
    instanceOwnerId: "",
    networkInterfaceId: "",
    origin: "CreateRoute",
    state: "active",
  };
  return { id, outputs };
};

const natGateway: Rule = (making) => ({
  id: making.ec2Id("nat"),
  outputs: {
    associationId: making.ec2Id("eipassoc"),
    networkInterfaceId: making.ec2Id("eni"),
    publicIp: making.input("connectivityType") === "private" ? "" : publicIp(making),
    privateIp: privateIp(making),
    secondaryAllocationIds: [],
    secondaryPrivateIpAddresses: [],
    secondaryPrivateIpAddressCount: 0,
    availabilityMode: "zonal",
    autoProvisionZones: "",
    autoScalingIps: "",
    regionalNatGatewayAddresses: [],
    regionalNatGatewayAutoMode: "",
    routeTableId: "",
    vpcId: making.ec2Id("vpc"),
  },
});

const eip: Rule = (making) => {
  const id = making.ec2Id("eipalloc");
  const ip = publicIp(making);
  return {
    id,
    outputs: {
      allocationId: id,
      arn: making.arn(`elastic-ip/${id}`, "ec2"),
      domain: "vpc",
      publicIp: ip,
      publicDns: hostName(making, ip, "public"),
      publicIpv4Pool: "amazon",
      networkBorderGroup: making.region,
      associationId: "",
      instance: "",
      networkInterface: "",
      privateIp: "",
    },
  };
};

const vpcEndpoint = plain("vpce", "vpc-endpoint", (making, id) => {
  const gateway = making.input("vpcEndpointType") === "Gateway";
  const subnets = making.inputs["subnetIds"];
  const count = Array.isArray(subnets) ? subnets.length : 0;
  const service = (making.input("serviceName") ?? "").split(".").slice(3).join(".");
  const dnsName = `${id}-${making.hex("dns", 8)}.${service}.${making.region}.vpce.${making.domain}`;
  const zone = `Z${making.upper("zone", 13)}`;
  return {
    policy: openPolicy,
    state: "available",
    requesterManaged: false,
    privateDnsEnabled: false,
    ipAddressType: gateway ? "" : "ipv4",
    dnsOptions: gateway ? undefined : { dnsRecordIpType: "ipv4" },
    dnsEntries: gateway ? [] : [{ dnsName, hostedZoneId: zone }],
    networkInterfaceIds: Array.from({ length: count }, (_, i) => making.ec2Id("eni", `eni ${i}`)),
    prefixListId: gateway ? `pl-${making.hex("pl", 8)}` : "",
    cidrBlocks: gateway ? ["198.51.100.0/24"] : [],
    serviceRegion: making.region,
  };
});

const securityGroupRule: Rule = (making) => {
  const id = making.ec2Id("sgr");
  return { id, outputs: { securityGroupRuleId: id, arn: making.arn(`security-group-rule/${id}`, "ec2") } };
};

/** The default format of flow logs (Amazon VPC documentation, "Flow log records", version 2). */
const flowLogFields = [
  ...["version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets"],
  ...["bytes", "start", "end", "action", "log-status"],
];

export const networkRules: Rules = {
  "aws:ec2/vpc:Vpc": vpc,
  "aws:ec2/subnet:Subnet": subnet,
  "aws:ec2/routeTable:RouteTable": plain("rtb", "route-table", () => ({ routes: [], propagatingVgws: [] })),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": (making) => ({ id: making.ec2Id("rtbassoc"), outputs: {} }),
  "aws:ec2/route:Route": route,
  "aws:ec2/internetGateway:InternetGateway": plain("igw", "internet-gateway"),
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/eip:Eip": eip,
  "aws:ec2/securityGroup:SecurityGroup": plain("sg", "security-group", (making) => {
    return { name: making.named(), vpcId: making.ec2Id("vpc"), ingress: [], egress: [] };
  }),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": plain("sg", "security-group", () => {
    return { name: "default", description: "default VPC security group", ingress: [], egress: [] };
  }),
  "aws:ec2/securityGroupRule:SecurityGroupRule": (making) => {
    const id = `sgrule-${making.digits("rule", 10)}`;
    return { id, outputs: { securityGroupRuleId: making.ec2Id("sgr") } };
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
  "aws:ec2/flowLog:FlowLog": plain("fl", "vpc-flow-log", (making) => ({
    logFormat: flowLogFields.map((field) => `$\{${field}}`).join(" "),
    logDestination: making.input("logGroupName") ? making.arn(`log-group:${making.input("logGroupName")}`, "logs") : "",
  })),
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": (making) => {
    const id = making.ec2Id("tgw-attach");
    const arn = making.arn(`transit-gateway-attachment/${id}`, "ec2");
    return { id, outputs: { arn, vpcOwnerId: making.place.account } };
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule,
};
