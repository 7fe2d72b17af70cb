/** What a network of EC2 has at its edges: endpoints, the attachment to a Transit Gateway, the flow log, its default group. */
import { each, everything, on, pass, provider, type Row, regional, stackTag, type Where } from "./row";
import { newTags, ofStacks, ownTags } from "./tags";

const atEdges: Row["parts"] = { target: "edges", toolchain: "edges" };
const made = (kind: string) => regional("ec2", `${kind}/*`);
const own = (kind: string, id = "id") => regional("ec2", `${kind}/{${id}}`);
const changedTags = (kind: string) => on(ownTags(kind), "ec2:CreateTags", "ec2:DeleteTags");
/** Of another account mostly, which shares it. */
const transitGateway = { arn: "arn:{partition}:ec2:{region}:*:transit-gateway/{transitGatewayId}" };
/**
 * Amazon's own zones, whose ids nobody tells, for the private names of an interface: a dependent action of
 * CreateVpcEndpoint in https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html.
 */
const hostedZones: Where = { arn: "arn:{partition}:route53:::hostedzone/*" };
/** EC2 makes a network's default group, so it bears no stack's tag: who tags it takes it from nobody. */
const untagged: Where = {
  ...made("security-group"),
  when: () => ({ Null: { [`aws:ResourceTag/${stackTag}`]: "true" } }),
};
const ofStack = (where: Where): Where => ({ ...where, when: ofStacks });

/** Where an endpoint stands, of which each kind has some. */
const endpointPlaces = [own("subnet", "subnetIds"), own("security-group", "securityGroupIds")];
const routedBy = own("route-table", "routeTableIds");

export const networkEdgeRows: Row[] = [
  {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    source: provider("ec2/vpc_endpoint.go"),
    parts: atEdges,
    create: [
      on(made("vpc-endpoint"), "ec2:CreateVpcEndpoint"),
      on(own("vpc", "vpcId"), "ec2:CreateVpcEndpoint"),
      ...[...endpointPlaces, routedBy].map((where) => on(where, "ec2:CreateVpcEndpoint")),
      on(newTags("vpc-endpoint", "CreateVpcEndpoint"), "ec2:CreateTags"),
      on(hostedZones, "route53:AssociateVPCWithHostedZone"),
    ],
    read: [on(everything, ...each("ec2:Describe", "NetworkInterfaces", "PrefixLists", "VpcEndpoints"))],
    update: [
      ...[own("vpc-endpoint"), ...endpointPlaces, routedBy].map((where) => on(where, "ec2:ModifyVpcEndpoint")),
      changedTags("vpc-endpoint"),
    ],
    delete: [on(own("vpc-endpoint"), "ec2:DeleteVpcEndpoints")],
  },
  {
    type: "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    source: provider("ec2/transitgateway_vpc_attachment.go"),
    parts: atEdges,
    create: [
      on(made("transit-gateway-attachment"), "ec2:CreateTransitGatewayVpcAttachment"),
      ...[transitGateway, own("vpc", "vpcId"), own("subnet", "subnetIds")].map((where) =>
        on(where, "ec2:CreateTransitGatewayVpcAttachment"),
      ),
      on(newTags("transit-gateway-attachment", "CreateTransitGatewayVpcAttachment"), "ec2:CreateTags"),
    ],
    read: [
      on(everything, ...each("ec2:Describe", "TransitGatewayVpcAttachments", "TransitGateways")),
      // Asked for when the gateway is the account's own.
      on(everything, ...each("ec2:GetTransitGatewayRouteTable", "Associations", "Propagations")),
    ],
    update: [
      on(ofStack(own("transit-gateway-attachment")), "ec2:ModifyTransitGatewayVpcAttachment"),
      on(own("subnet", "subnetIds"), "ec2:ModifyTransitGatewayVpcAttachment"),
      changedTags("transit-gateway-attachment"),
    ],
    delete: [on(own("transit-gateway-attachment"), "ec2:DeleteTransitGatewayVpcAttachment")],
  },
  {
    type: "aws:ec2/flowLog:FlowLog",
    source: provider("ec2/vpc_flow_log.go"),
    parts: atEdges,
    create: [
      on(made("vpc-flow-log"), "ec2:CreateFlowLogs"),
      on(own("vpc", "vpcId"), "ec2:CreateFlowLogs"),
      on(newTags("vpc-flow-log", "CreateFlowLogs"), "ec2:CreateTags"),
      pass("vpc-flow-logs", "iamRoleArn", ({ names, partition, accountId }) =>
        names.platformRoleArn(partition, accountId, "flow-logs"),
      ),
    ],
    read: [on(everything, "ec2:DescribeFlowLogs")],
    update: [changedTags("vpc-flow-log")],
    delete: [on(own("vpc-flow-log"), "ec2:DeleteFlowLogs")],
  },
  {
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    source: provider("ec2/vpc_default_security_group.go"),
    parts: atEdges,
    create: [
      on(own("security-group"), ...each("ec2:Revoke", "SecurityGroupEgress", "SecurityGroupIngress")),
      on(untagged, "ec2:CreateTags"),
    ],
    read: [on(everything, "ec2:DescribeSecurityGroups")],
    update: [changedTags("security-group")],
    // It goes with its network.
    delete: [],
  },
];
