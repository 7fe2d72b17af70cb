/** The region that a request is sent to, `aws:RequestedRegion`. */
import type { Request } from "../../catalog/iam";
import type { Inventory } from "./inventory";

/**
 * Where the global services of a partition answer:
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html.
 */
const globalRegions: Record<string, string> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
};

const globalServices = ["cloudfront", "globalaccelerator", "iam", "organizations", "route53", "shield"];

/** Of the resource, its bucket or its global service; undefined where only the caller knows. */
export function regionOf({ buckets }: Inventory, { action, resource, caller }: Request): string | undefined {
  const [service = ""] = action.split(":");
  const [, , , region, , name] = resource.split(":");
  const told = resource === "*" && caller.kind === "principal" ? caller.arn : resource;
  if (globalServices.includes(service)) return globalRegions[told.split(":")[1] ?? ""];
  if (region) return region;
  return service === "s3" ? buckets.find((bucket) => bucket.name === name?.split("/")[0])?.region : undefined;
}
