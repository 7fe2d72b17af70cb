/** What a build in a VPC asks for: a network interface, which it hands over to CodeBuild. */
import type { Caller, Context } from "../../../catalog/iam";
import { servicePrincipal } from "../../../catalog/iam/services";
import type { Placed } from "../inventory";
import { at, listAt, textAt } from "../values";
import { type Asking, plainRequests, type WantedRequest, wanted } from "./request";

/** https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html */
export function networkRequests(ask: Asking, project: Placed, caller: Caller): WantedRequest[] {
  const { partition, accountId, region } = project;
  const { inputs } = project.resource;
  if (at(inputs, "vpcConfig") === undefined) return [];
  const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${accountId}:${resource}`;
  const ids = (property: string, kind: string) =>
    listAt(inputs, "vpcConfig", property).flatMap((id) => {
      const known = textAt(id);
      return known === undefined ? [] : [ec2(`${kind}/${known}`)];
    });
  const subnets = ids("subnets", "subnet");
  const made = ec2("network-interface/new");
  const what = "the build enters its network";
  const find = ["DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs"].map((each) =>
    // Describing knows no single resources.
    wanted(ask, what, { caller, action: `ec2:Describe${each}`, resource: "*", resourceAccount: accountId }),
  );
  const on = (resource: string, action: string, context: Context = {}) =>
    plainRequests(ask, what, caller, resource, [action], context);
  return [
    ...find,
    ...[made, ...subnets, ...ids("securityGroupIds", "security-group")].flatMap((each) =>
      on(each, "ec2:CreateNetworkInterface"),
    ),
    // An interface lies in one subnet; the request is the same in each.
    ...subnets.slice(0, 1).flatMap((subnet) => [
      ...on(made, "ec2:CreateNetworkInterfacePermission", {
        "ec2:Subnet": subnet,
        "ec2:AuthorizedService": servicePrincipal("codebuild", partition),
      }),
      ...on(made, "ec2:DeleteNetworkInterface", { "ec2:Subnet": subnet }),
    ]),
  ];
}
