/** The way out of a network through a Transit Gateway, which the organisation's central network owns. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface TransitGatewayArgs {
  vpcId: pulumi.Input<string>;
  /** One in each zone, for the attachment alone. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Table of each private subnet. */
  routeTableIds: pulumi.Input<string>[];
  gateway: { id: string; routes: readonly string[] };
}

/**
 * The attachment, and a route to it in every private subnet. Routes wait for the attachment: a table takes no
 * gateway that the network is not attached to. The ways back are the gateway's own.
 */
export function addTransitGateway(name: string, args: TransitGatewayArgs, opts: pulumi.CustomResourceOptions): void {
  const { id, routes } = args.gateway;
  const attachment = new aws.ec2transitgateway.VpcAttachment(
    `${name}-transit`,
    { vpcId: args.vpcId, transitGatewayId: id, subnetIds: args.subnetIds },
    opts,
  );
  args.routeTableIds.forEach((routeTableId, zone) => {
    for (const route of routes) {
      new aws.ec2.Route(
        `${name}-transit-${zone + 1}-${route.replace("/", "-")}`,
        { routeTableId, destinationCidrBlock: route, transitGatewayId: id },
        { ...opts, dependsOn: [attachment] },
      );
    }
  });
}
