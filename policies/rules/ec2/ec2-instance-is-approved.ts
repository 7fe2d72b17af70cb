import { z } from "zod";
import { matches } from "../../patterns";
import type { Report, ResourceRule } from "../../rule";
import { at, isUnknown, listOf, type Properties, type Value } from "../../values";

const list = (what: string) =>
  z.array(z.string()).default([]).describe(`${what}; * stands for any characters. Empty: any`);
const config = z.strictObject({
  images: list("Images (ids, or resolve:ssm: references) that may be started"),
  types: list("Instance types that may be started"),
  zones: list("Availability Zones that may be used"),
  subnets: list("Subnets that may be used"),
  securityGroups: list("Security groups that may be used"),
  volumeTypes: list("Types of volumes that may be used"),
  volumeSizes: z.array(z.int()).default([]).describe("Sizes of volumes in GiB that may be used. Empty: any"),
});
type Lists = z.infer<typeof config>;

const instance = "aws:ec2/instance:Instance";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
const volume = "aws:ebs/volume:Volume";

/**
 * Instances, launch templates and volumes use only what the organisation has approved.
 *
 * Off until lists are configured: images, instance types, zones, subnets, security groups, types and sizes of
 * volumes.
 *
 * Service: ec2. Severity: medium. Topics: allow-list.
 */
export const ec2InstanceIsApproved: ResourceRule<Lists> = {
  name: "ec2-instance-is-approved",
  description: "Instances, launch templates and volumes use only what the organisation has approved.",
  level: "mandatory",
  severity: "medium",
  service: "ec2",
  topics: ["allow-list"],
  source: "https://aws.amazon.com/blogs/devops/integrating-aws-cloudformation-guard/",
  remedy: "Use an approved value, or have this one added to the pack's configuration.",
  unknowns: "An unknown value is judged in the update.",
  config,
  types: [instance, template, volume],
  check({ type, props }, report, lists) {
    for (const [list, path, value] of usesOf(type, props)) judge(lists[list], path, value, report);
  },
};

function judge(approved: ReadonlyArray<string | number>, path: string, value: Value | undefined, report: Report): void {
  if (approved.length === 0 || value === undefined || value === null) return;
  for (const each of isUnknown(value) ? [value] : listOf(value)) {
    if (isUnknown(each)) report.undecided(path);
    else if (!approved.some((one) => one === each || (typeof one === "string" && matches(one, String(each))))) {
      report.violation(`${path} is ${String(each)}; approved: ${approved.join(", ")}.`);
    }
  }
}

function usesOf(type: string, props: Properties): Array<[keyof Lists, string, Value | undefined]> {
  if (type === volume) {
    return [["zones", "availabilityZone", props["availabilityZone"]], ...disk("", props)];
  }
  const disks =
    type === instance
      ? [props["rootBlockDevice"], ...listOf(props["ebsBlockDevices"])].flatMap((each) => disk("volume ", each))
      : listOf(props["blockDeviceMappings"]).flatMap((each) => disk("volume ", at(each, "ebs")));
  return [
    ["images", type === instance ? "ami" : "imageId", props[type === instance ? "ami" : "imageId"]],
    ["types", "instanceType", props["instanceType"]],
    ["zones", "availabilityZone", props["availabilityZone"] ?? at(props["placement"], "availabilityZone")],
    ["subnets", "subnetId", props["subnetId"]],
    ["securityGroups", "vpcSecurityGroupIds", props["vpcSecurityGroupIds"]],
    ...disks,
  ];
}

function disk(prefix: string, each: Value | undefined): Array<[keyof Lists, string, Value | undefined]> {
  return [
    ["volumeTypes", `${prefix}type`, at(each, "volumeType") ?? at(each, "type")],
    ["volumeSizes", `${prefix}size`, at(each, "volumeSize") ?? at(each, "size")],
  ];
}
