/** A service's own roles in the toolchain, below `/services/` and inside the account's boundary. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../catalog/iam/document";
import { servicePath } from "../../catalog/naming";

export interface TrackRoleArgs {
  /** Physical name, at most 64 characters. */
  roleName: string;
  description: string;
  /** ARN of the account's boundary for roles of services. */
  boundaryArn: string;
  trust: PolicyDocument;
  /** Inline policies by name. */
  policies: Record<string, PolicyDocument>;
}

/** Makes the role with its policies; the ARN is known when the role has its rights. */
export function trackRole(
  name: string,
  args: TrackRoleArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: args.roleName,
      path: servicePath,
      description: args.description,
      permissionsBoundary: args.boundaryArn,
      assumeRolePolicy: JSON.stringify(args.trust),
    },
    opts,
  );
  const rights = Object.entries(args.policies).map(
    ([policyName, document]) =>
      new aws.iam.RolePolicy(
        `${name}-${policyName}`,
        { name: policyName, role: role.name, policy: JSON.stringify(document) },
        opts,
      ),
  );
  return pulumi.all([role.arn, ...rights.map((each) => each.id)]).apply(([arn]) => arn!);
}
