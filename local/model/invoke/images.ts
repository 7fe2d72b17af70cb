/** Machine images that AWS publishes: the laptop cloud has one of each, by a name that depends on the region only. */
import { hex } from "../ids";
import type { Properties } from "../types";
import { isRecord } from "../values";

const publicPrefixes = [
  "/aws/service/ami-amazon-linux-latest/",
  "/aws/service/ecs/optimized-ami/",
  "/aws/service/eks/optimized-ami/",
  "/aws/service/canonical/ubuntu/",
];

/** The image id of a region for a name of AWS's own. */
export function imageId(region: string, name: string): string {
  return `ami-0${hex(region, name, 16)}`;
}

/** The value of a public parameter that names an image, or undefined for any other parameter. */
export function publicParameter(region: string, name: string): string | undefined {
  return publicPrefixes.some((prefix) => name.startsWith(prefix)) ? imageId(region, name) : undefined;
}

function filterValues(args: Properties, name: string): string[] {
  const filters = Array.isArray(args["filters"]) ? args["filters"].filter(isRecord) : [];
  const values = filters.find((filter) => filter["name"] === name)?.["values"];
  return Array.isArray(values) ? values.map(String) : [];
}

/** One image that answers the filters of `aws.ec2.getAmi`. */
export function image(args: Properties, region: string, partition: string): Properties {
  const name = (filterValues(args, "name")[0] ?? String(args["nameRegex"] ?? "image")).replace(/[*?^$]/g, "0");
  const owners = Array.isArray(args["owners"]) ? args["owners"].map(String) : [];
  const id = filterValues(args, "image-id")[0] ?? imageId(region, name);
  return {
    ...args,
    id,
    imageId: id,
    arn: `arn:${partition}:ec2:${region}::image/${id}`,
    name,
    architecture: filterValues(args, "architecture")[0] ?? "x86_64",
    creationDate: "2026-01-01T00:00:00.000Z",
    ownerId: /^\d{12}$/.test(owners[0] ?? "") ? owners[0] : "137112412989",
    imageOwnerAlias: "amazon",
    imageType: "machine",
    hypervisor: "xen",
    rootDeviceName: "/dev/xvda",
    rootDeviceType: "ebs",
    virtualizationType: "hvm",
    state: "available",
    enaSupport: true,
    public: true,
    blockDeviceMappings: [],
    productCodes: [],
    tags: {},
    region,
  };
}
