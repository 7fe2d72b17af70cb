import { covers, type FoundStatement, role, statementsOfAll } from "../../documents";
import { joinedTo } from "../../joined";
import type { StackRule } from "../../rule";
import { at, listOf } from "../../values";

const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const interfaces = [
  "AssignPrivateIpAddresses",
  "CreateNetworkInterface",
  "DeleteNetworkInterface",
  "UnassignPrivateIpAddresses",
].map((name) => `ec2:${name}`);

/**
 * The code of a function may not use the rights with which Lambda puts it into a network.
 *
 * Lambda does so with the function's own role; its code is told by lambda:SourceFunctionArn. Looks at policies
 * inside and beside the role.
 *
 * Service: lambda. Severity: high. Topics: least-privilege, network.
 */
export const lambdaRoleKeepsInterfacesFromCode: StackRule = {
  name: "lambda-role-keeps-interfaces-from-code",
  description: "The code of a function may not use the rights with which Lambda puts it into a network.",
  level: "mandatory",
  severity: "high",
  service: "lambda",
  topics: ["least-privilege", "network"],
  source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
  remedy: "Deny the role these actions where lambda:SourceFunctionArn is the function's ARN.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  reads: [role, rolePolicy],
  checkStack(resources, report) {
    for (const each of resources.filter(({ type }) => type === role)) {
      const trust = statementsOfAll([each.props["assumeRolePolicy"]]).found;
      if (!trust.some(({ principals }) => (principals["Service"] ?? []).includes("lambda.amazonaws.com"))) continue;
      const beside = joinedTo(each, resources, { types: [rolePolicy], by: "role", names: ["name", "id"] });
      const inside = listOf(each.props["inlinePolicies"]).map((policy) => at(policy, "policy"));
      const { found, unknown } = statementsOfAll([...beside.map(({ props }) => props["policy"]), ...inside]);
      const open = interfaces.filter((action) => allows(found, action) && !deniesCode(found, action));
      if (unknown) report.undecided("policy", each.urn);
      else if (open.length > 0) report.violation(`The function's code may call ${open.join(", ")}.`, each.urn);
    }
  },
};

function allows(found: FoundStatement[], action: string): boolean {
  return found.some(({ effect, actions }) => effect === "Allow" && actions.some((each) => covers(each, action)));
}

function deniesCode(found: FoundStatement[], action: string): boolean {
  return found.some(
    ({ effect, actions, conditions }) =>
      effect === "Deny" &&
      actions.some((each) => covers(each, action)) &&
      conditions.every(({ key }) => key === "lambda:sourcefunctionarn"),
  );
}
