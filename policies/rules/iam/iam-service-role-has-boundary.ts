import { z } from "zod";
import { role } from "../../documents";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const config = z.strictObject({
  paths: z.array(z.string().startsWith("/").endsWith("/")).default(["/services/"]).describe("IAM paths of such roles"),
});

/**
 * Roles that stacks of services make have a permissions boundary.
 *
 * They are recognised by their IAM path. Without a boundary, who may make such a role may give it any right.
 *
 * Service: iam. Severity: high. Topics: least-privilege, privilege-escalation.
 */
export const iamServiceRoleHasBoundary: ResourceRule<z.infer<typeof config>> = {
  name: "iam-service-role-has-boundary",
  description: "Roles that stacks of services make have a permissions boundary.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege", "privilege-escalation"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  remedy: "Set permissionsBoundary to the account's boundary policy.",
  unknowns: "An unknown boundary counts as one; an unknown path is judged in the update.",
  config,
  types: [role],
  check({ props }, report, { paths }) {
    const { path = "/", permissionsBoundary: boundary } = props;
    if (isUnknown(path)) report.undecided("path");
    else if (paths.some((each) => String(path).startsWith(each)) && !boundary) {
      report.violation(`The role under ${String(path)} has no permissions boundary.`);
    }
  },
};
