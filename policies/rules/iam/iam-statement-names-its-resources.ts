import { z } from "zod";
import { isEverything, touchesNamed } from "../../actions";
import { type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import { matches } from "../../patterns";
import { pins } from "../../principals";
import type { ResourceRule } from "../../rule";

/** What AWS's own AmazonSSMManagedInstanceCore and CloudWatchAgentServerPolicy allow an agent on every resource. */
const agents = [
  ...["cloudwatch:DescribeAlarms", "cloudwatch:PutMetricData", "ssm:DescribeAssociation", "ssm:DescribeDocument"],
  ...["ssm:GetDocument", "ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:UpdateAssociationStatus"],
  ...["ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation"],
];
/** Metrics are no resources; the datasets that AWS lists beside the action are something else. */
const metrics = ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"];
const config = z.strictObject({
  anywhere: z
    .array(z.string())
    .default([...agents, ...metrics])
    .describe("Actions that may be allowed on every resource"),
});

/**
 * Actions that can be limited to resources are not allowed on every resource.
 *
 * Which can is in AWS's Service Authorization Reference. Actions that only list names may work on everything, and so may
 * those that a condition on their tags narrows. Wildcards among the actions are the fact of another rule.
 *
 * Service: iam. Severity: high. Topics: least-privilege.
 */
export const iamStatementNamesItsResources: ResourceRule<z.infer<typeof config>> = {
  name: "iam-statement-names-its-resources",
  description: "Actions that can be limited to resources are not allowed on every resource.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege"],
  source:
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  remedy: "Name the resources, or add a condition that does.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  types: identityTypes,
  check(resource, report, { anywhere }) {
    for (const statement of identityStatements(resource, report).filter(({ effect }) => effect === "Allow")) {
      if (statement.otherActions || statement.otherResources || !statement.resources.some(isEverything)) continue;
      if (namesResources(statement)) continue;
      const wide = statement.actions.filter(
        // Roles that are passed are the fact of iam-pass-role-names-its-service.
        (action) =>
          action !== "iam:PassRole" && touchesNamed(action) && !anywhere.some((pattern) => matches(pattern, action)),
      );
      if (wide.length > 0) report.violation(`${place(statement)} allows ${wide.join(", ")} on every resource.`);
    }
  },
};

/** Conditions about the resource, and not about the caller or the way that the request takes. */
function namesResources({ conditions }: FoundStatement): boolean {
  return conditions.some((each) => /^(aws|[a-z0-9-]+):resourcetag\//.test(each.key) && pins(each));
}
