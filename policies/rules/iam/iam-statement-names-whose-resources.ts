import { z } from "zod";
import { changesNamed, isEveryOfType, isEverything, tags, touchesNamed } from "../../actions";
import { hasTag } from "../../conditions";
import { type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import { matches } from "../../patterns";
import { pins } from "../../principals";
import type { ResourceRule } from "../../rule";

/** What stacks with a network or instances make and change, by ids that AWS gives and mostly before there are tags. */
const parts = [
  ...["Allocate", "Associate", "Attach", "Authorize", "Create", "Delete", "Detach", "Disassociate", "Release"],
  ...["Replace", "Revoke", "ModifySecurityGroupRules", "ModifySubnet", "ModifyVolume", "ModifyVpcAttribute"],
  ...["RunInstances", "UpdateSecurityGroup"],
  // Of functions in a network, whose interfaces Lambda makes without tags.
  ...["AssignPrivateIpAddresses", "UnassignPrivateIpAddresses"],
].map((verb) => `ec2:${verb}*`);
const repositories = [
  "AssociateApproval",
  "CreateRepository",
  "DisassociateApproval",
  "Untag",
  "Update",
  "UploadArchive",
];

const config = z.strictObject({
  anyOf: z
    .array(z.string())
    .default([
      ...parts,
      ...repositories.map((verb) => `codecommit:${verb}*`),
      "route53:AssociateVPCWithHostedZone",
      "ec2:ModifyTransitGatewayVpcAttachment on *:subnet/*",
      "ec2:ModifyVpcEndpoint on *",
      ...["DeleteConnection", "UntagResource"].map((name) => `codeconnections:${name}`),
      // Part of making an interface endpoint, in a zone of Amazon's.
      "route53:AssociateVPCWithHostedZone",
      "ec2:ModifyTransitGatewayVpcAttachment on *:subnet/*",
      "ec2:ModifyVpcEndpoint on *",
    ])
    .describe("Actions, * for any characters, that may change every resource of a type, or of one: action on resource"),
  present: z
    .array(z.string())
    .default(["arn:*:ec2:*"])
    .describe("Resources of which it is enough that they have the tag, whatever its value"),
});

/**
 * Whoever may change every resource of a type may do so only where a condition says whose they are.
 *
 * Of keys this holds for looking at them as well. Where ids are given by AWS (`key/*`, `instance/*`), tags and aliases take the place of names.
 *
 * Service: iam. Severity: high. Topics: least-privilege.
 */
export const iamStatementNamesWhoseResources: ResourceRule<z.infer<typeof config>> = {
  name: "iam-statement-names-whose-resources",
  description: "Whoever may change every resource of a type may do so only where a condition says whose they are.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction_attribute-based-access-control.html",
  remedy: "Add a condition on aws:ResourceTag, or name the resources.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  types: identityTypes,
  check(resource, report, { anyOf, present }) {
    for (const statement of identityStatements(resource, report).filter(({ effect }) => effect === "Allow")) {
      // Everything at once is the fact of iam-statement-names-its-resources.
      const every = statement.resources.find((arn) => isEveryOfType(arn) && !isEverything(arn));
      if (!every || statement.otherActions || saysWhose(statement, every, present)) continue;
      const wide = statement.actions.filter(
        (action) =>
          (changesNamed(action) || (/^kms:/.test(action) && touchesNamed(action))) &&
          !tags(action) &&
          !anyOf.some((pattern) => matches(pattern, pattern.includes(" on ") ? `${action} on ${every}` : action)),
      );
      if (wide.length > 0) report.violation(`${place(statement)} allows ${wide.join(", ")} on ${every}.`);
    }
  },
};

function saysWhose(statement: FoundStatement, arn: string, present: readonly string[]): boolean {
  if (present.some((pattern) => matches(pattern, arn)) && hasTag(statement)) return true;
  return statement.conditions.some((each) => !/^aws:(requesttag|tagkeys)/.test(each.key) && pins(each));
}
