/** What a build in a VPC asks for: a network interface, which it hands over to CodeBuild. */
import type { Caller, Context } from "../../../catalog/iam";
import { servicePrincipal } from "../../../catalog/iam/services";
import type { Inventory, Placed } from "../inventory";
import { at } from "../values";
import { type Asking, plainRequests, type WantedRequest, wanted } from "./request";
import { tagsOf } from "./tags";

/** https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html */
export function networkRequests(inventory: Inventory, ask: Asking, project: Placed, caller: Caller): WantedRequest[] {
  const { partition, accountId, region } = project;
  const { inputs } = project.resource;
  if (at(inputs, "vpcConfig") === undefined) return [];
  const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${accountId}:${resource}`;
  const made = ec2("network-interface/new");
  const what = "the build enters its network";
  const on = (resource: string, action: string, context: Context = {}) =>
    plainRequests(ask, what, caller, resource, [`ec2:${action}`], context);
  // Describing knows no single resources.
  const find = ["DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs"].map((each) =>
    wanted(ask, what, { caller, action: `ec2:Describe${each}`, resource: "*", resourceAccount: accountId }),
  );
  return [
    ...find,
    ...on(made, "CreateNetworkInterface"),
    ...on(ec2("subnet/used"), "CreateNetworkInterface", tagsOf(subnetOf(inventory, project))),
    ...on(ec2("security-group/used"), "CreateNetworkInterface", tagsOf(groupOf(inventory, project))),
    ...on(made, "CreateNetworkInterfacePermission", {
      "ec2:AuthorizedService": servicePrincipal("codebuild", partition),
    }),
    ...on(made, "DeleteNetworkInterface"),
  ];
}

/** A private subnet of the toolchain's network, where a build finds the ids of its subnets. */
function subnetOf(inventory: Inventory, project: Placed): Placed | undefined {
  return inventory
    .all("aws:ec2/subnet:Subnet")
    .filter(({ accountId, region }) => accountId === project.accountId && region === project.region)
    .find((each) => each.stack.kind === "toolchain" && tagsOf(each)["aws:ResourceTag/SubnetType"] === "Private");
}

/** The group that the project names by dependency; builds share no group. */
function groupOf(inventory: Inventory, { resource }: Placed): Placed | undefined {
  const dependencies = resource.propertyDependencies["vpcConfig"] ?? [];
  return inventory
    .all("aws:ec2/securityGroup:SecurityGroup")
    .find((group) => dependencies.includes(group.resource.urn));
}
