import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * Instances have no public address: traffic reaches them through a load balancer.
 *
 * Covers instances and the network interfaces of launch templates.
 *
 * Service: ec2. Severity: high. Topics: public-access, network.
 */
export const ec2InstanceHasNoPublicAddress: ResourceRule = {
  name: "ec2-instance-has-no-public-address",
  description: "Instances have no public address: traffic reaches them through a load balancer.",
  level: "mandatory",
  severity: "high",
  service: "ec2",
  topics: ["public-access", "network"],
  frameworks: ["SecurityHub EC2.9"],
  source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
  remedy: "Set associatePublicIpAddress to false and place the instance in a private subnet.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"],
  check({ props }, report) {
    const places = [props, ...listOf(props["networkInterfaces"])];
    const settings = places.map((each) => at(each, "associatePublicIpAddress"));
    if (settings.some(isUnknown)) report.undecided("associatePublicIpAddress");
    if (settings.some((each) => String(each) === "true")) report.violation("The instance gets a public address.");
  },
};
