import { refers } from "../../joined";
import type { Resource, StackRule } from "../../rule";
import { isUnknown, tagsOf } from "../../values";

const subnet = "aws:ec2/subnet:Subnet";
const route = "aws:ec2/route:Route";
const table = "aws:ec2/routeTable:RouteTable";
const association = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const gateway = "aws:ec2/internetGateway:InternetGateway";

/**
 * A subnet that is called private has no way in from the internet.
 *
 * Such a subnet has a tag `SubnetType` of `Private` or `Isolated`.
 *
 * Service: ec2. Severity: high. Topics: public-access, network.
 */
export const ec2SubnetIsPrivate: StackRule = {
  name: "ec2-subnet-is-private",
  description: "A subnet that is called private has no way in from the internet.",
  level: "mandatory",
  severity: "high",
  service: "ec2",
  topics: ["public-access", "network"],
  frameworks: ["SecurityHub EC2.15"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-15",
  remedy: "Set mapPublicIpOnLaunch to false, and route through a NAT gateway.",
  unknowns:
    "A route table or gateway whose id is unknown is joined by dependency; an unknown setting is judged in the update.",
  reads: [subnet, route, table, association, gateway],
  checkStack(resources, report) {
    const of = (wanted: string) => resources.filter(({ type }) => type === wanted);
    for (const each of of(subnet).filter(({ props }) =>
      /^(Private|Isolated)$/i.test(tagsOf(props)["SubnetType"] ?? ""),
    )) {
      const maps = each.props["mapPublicIpOnLaunch"];
      if (isUnknown(maps) && each.propertyDependencies["mapPublicIpOnLaunch"])
        report.undecided("mapPublicIpOnLaunch", each.urn);
      else if (maps === true) report.violation("Instances of the subnet get public addresses.", each.urn);
      const tables = of(association)
        .filter((one) => means(one, "subnetId", each))
        .flatMap((one) => of(table).filter((own) => means(one, "routeTableId", own)));
      const routes = of(route).filter((one) => tables.some((own) => means(one, "routeTableId", own)));
      if (routes.some((one) => of(gateway).some((own) => means(one, "gatewayId", own)))) {
        report.violation("The subnet has a route to an internet gateway.", each.urn);
      }
    }
  },
};

function means({ props, propertyDependencies }: Resource, by: string, to: Resource): boolean {
  return refers(props[by], to, ["id"], propertyDependencies[by]);
}
