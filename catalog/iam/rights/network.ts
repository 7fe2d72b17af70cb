/**
 * EC2's network: what awsx makes for a Vpc. Resource types of an action:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
import { each, everything, on, provider, type Row, regional } from "./row";
import { newTags, ownTags } from "./tags";

const inNetwork: Row["parts"] = { target: "network", toolchain: "network" };
const made = (kind: string) => regional("ec2", `${kind}/*`);
const own = (kind: string, id = "id") => regional("ec2", `${kind}/{${id}}`);
const changedTags = (kind: string) => on(ownTags(kind), "ec2:CreateTags", "ec2:DeleteTags");
/** Where network interfaces are left behind, the provider looks for them before it deletes. */
const leftInterfaces = on(everything, "ec2:DescribeNetworkInterfaces");

export const networkRows: Row[] = [
  {
    type: "aws:ec2/vpc:Vpc",
    source: provider("ec2/vpc_.go"),
    parts: inNetwork,
    create: [
      on(made("vpc"), "ec2:CreateVpc"),
      on(newTags("vpc", "CreateVpc"), "ec2:CreateTags"),
      on(own("vpc"), "ec2:ModifyVpcAttribute"),
    ],
    read: [
      on(own("vpc"), "ec2:DescribeVpcAttribute"),
      on(everything, ...each("ec2:Describe", "NetworkAcls", "RouteTables", "SecurityGroups", "Tags", "Vpcs")),
    ],
    update: [on(own("vpc"), "ec2:ModifyVpcAttribute"), changedTags("vpc")],
    delete: [on(own("vpc"), "ec2:DeleteVpc")],
  },
  {
    type: "aws:ec2/subnet:Subnet",
    source: provider("ec2/vpc_subnet.go"),
    parts: inNetwork,
    create: [
      on(made("subnet"), "ec2:CreateSubnet"),
      on(own("vpc", "vpcId"), "ec2:CreateSubnet"),
      on(newTags("subnet", "CreateSubnet"), "ec2:CreateTags"),
      on(own("subnet"), "ec2:ModifySubnetAttribute"),
    ],
    read: [on(everything, "ec2:DescribeSubnets")],
    update: [on(own("subnet"), "ec2:ModifySubnetAttribute"), changedTags("subnet")],
    delete: [on(own("subnet"), "ec2:DeleteSubnet"), leftInterfaces],
  },
  {
    type: "aws:ec2/internetGateway:InternetGateway",
    source: provider("ec2/vpc_internet_gateway.go"),
    parts: inNetwork,
    create: [
      on(made("internet-gateway"), "ec2:CreateInternetGateway"),
      on(newTags("internet-gateway", "CreateInternetGateway"), "ec2:CreateTags"),
      on(own("internet-gateway"), "ec2:AttachInternetGateway"),
      on(own("vpc", "vpcId"), "ec2:AttachInternetGateway"),
    ],
    read: [on(everything, "ec2:DescribeInternetGateways")],
    update: [
      on(own("internet-gateway"), "ec2:AttachInternetGateway", "ec2:DetachInternetGateway"),
      on(own("vpc", "vpcId"), "ec2:AttachInternetGateway", "ec2:DetachInternetGateway"),
      changedTags("internet-gateway"),
    ],
    delete: [
      on(own("internet-gateway"), "ec2:DeleteInternetGateway", "ec2:DetachInternetGateway"),
      on(own("vpc", "vpcId"), "ec2:DetachInternetGateway"),
    ],
  },
  {
    type: "aws:ec2/eip:Eip",
    source: provider("ec2/ec2_eip.go"),
    parts: inNetwork,
    create: [
      on(made("elastic-ip"), "ec2:AllocateAddress"),
      on(newTags("elastic-ip", "AllocateAddress"), "ec2:CreateTags"),
    ],
    read: [on(everything, "ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute")],
    update: [changedTags("elastic-ip")],
    delete: [on(own("elastic-ip"), "ec2:DisassociateAddress", "ec2:ReleaseAddress")],
  },
  {
    type: "aws:ec2/natGateway:NatGateway",
    source: provider("ec2/vpc_nat_gateway.go"),
    parts: inNetwork,
    create: [
      on(made("natgateway"), "ec2:CreateNatGateway"),
      on(own("subnet", "subnetId"), "ec2:CreateNatGateway"),
      on(own("elastic-ip", "allocationId"), "ec2:CreateNatGateway"),
      on(newTags("natgateway", "CreateNatGateway"), "ec2:CreateTags"),
    ],
    read: [on(everything, "ec2:DescribeNatGateways")],
    update: [changedTags("natgateway")],
    delete: [on(own("natgateway"), "ec2:DeleteNatGateway")],
  },
  {
    type: "aws:ec2/routeTable:RouteTable",
    source: provider("ec2/vpc_route_table.go"),
    parts: inNetwork,
    create: [
      on(made("route-table"), "ec2:CreateRouteTable"),
      on(own("vpc", "vpcId"), "ec2:CreateRouteTable"),
      on(newTags("route-table", "CreateRouteTable"), "ec2:CreateTags"),
    ],
    read: [on(everything, "ec2:DescribeRouteTables")],
    update: [changedTags("route-table")],
    delete: [on(own("route-table"), "ec2:DeleteRouteTable", "ec2:DisassociateRouteTable")],
  },
  {
    type: "aws:ec2/route:Route",
    source: provider("ec2/vpc_route.go"),
    parts: inNetwork,
    create: [on(own("route-table", "routeTableId"), "ec2:CreateRoute")],
    read: [on(everything, "ec2:DescribeRouteTables")],
    update: [on(own("route-table", "routeTableId"), "ec2:ReplaceRoute")],
    delete: [on(own("route-table", "routeTableId"), "ec2:DeleteRoute")],
  },
  {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    source: provider("ec2/vpc_route_table_association.go"),
    parts: inNetwork,
    create: [
      on(own("route-table", "routeTableId"), "ec2:AssociateRouteTable"),
      on(own("subnet", "subnetId"), "ec2:AssociateRouteTable"),
    ],
    read: [on(everything, "ec2:DescribeRouteTables")],
    update: [
      on(own("route-table", "routeTableId"), "ec2:ReplaceRouteTableAssociation"),
      on(own("subnet", "subnetId"), "ec2:ReplaceRouteTableAssociation"),
    ],
    delete: [
      on(own("route-table", "routeTableId"), "ec2:DisassociateRouteTable"),
      on(own("subnet", "subnetId"), "ec2:DisassociateRouteTable"),
    ],
  },
  {
    type: "aws:ec2/securityGroup:SecurityGroup",
    source: provider("ec2/vpc_security_group.go"),
    parts: inNetwork,
    create: [
      on(made("security-group"), "ec2:CreateSecurityGroup"),
      on(own("vpc", "vpcId"), "ec2:CreateSecurityGroup"),
      on(newTags("security-group", "CreateSecurityGroup"), "ec2:CreateTags"),
      // EC2 lets everything out of a new group, which the provider takes back.
      on(own("security-group"), "ec2:RevokeSecurityGroupEgress"),
    ],
    read: [on(everything, "ec2:DescribeSecurityGroups")],
    update: [
      on(
        own("security-group"),
        ...each("ec2:Authorize", "SecurityGroupEgress", "SecurityGroupIngress"),
        ...each("ec2:Revoke", "SecurityGroupEgress", "SecurityGroupIngress"),
      ),
      changedTags("security-group"),
    ],
    delete: [on(own("security-group"), "ec2:DeleteSecurityGroup"), leftInterfaces],
  },
  ...(["Egress", "Ingress"] as const).map((direction): Row => {
    const group = own("security-group", "securityGroupId");
    const rule = own("security-group-rule");
    return {
      type: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
      source: provider(`ec2/vpc_security_group_${direction.toLowerCase()}_rule.go`),
      parts: inNetwork,
      create: [
        on(group, `ec2:AuthorizeSecurityGroup${direction}`),
        on(made("security-group-rule"), `ec2:AuthorizeSecurityGroup${direction}`),
        // The provider tags these in a call of its own, after it made them.
        on(rule, "ec2:CreateTags"),
      ],
      read: [on(everything, "ec2:DescribeSecurityGroupRules")],
      update: [
        on(group, "ec2:ModifySecurityGroupRules"),
        on(rule, "ec2:ModifySecurityGroupRules"),
        changedTags("security-group-rule"),
      ],
      delete: [on(group, `ec2:RevokeSecurityGroup${direction}`)],
    };
  }),
];
