import { z } from "zod";
import { joinedTo, refers } from "../../joined";
import type { StackRule } from "../../rule";
import { isUnknown, type Value } from "../../values";

const repository = "aws:codecommit/repository:Repository";
const template = "aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate";
const association = "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation";
const config = z.strictObject({
  minimum: z.int().min(1).default(1).describe("Fewest approvals that a change needs"),
});

/**
 * Changes of a CodeCommit repository's branches are approved by others.
 *
 * Service: codecommit. Severity: high. Topics: approval, source.
 */
export const codecommitRepositoryRequiresApprovals: StackRule<z.infer<typeof config>> = {
  name: "codecommit-repository-requires-approvals",
  description: "Changes of a CodeCommit repository's branches are approved by others.",
  level: "mandatory",
  severity: "high",
  service: "codecommit",
  topics: ["approval", "source"],
  source: "https://docs.aws.amazon.com/codecommit/latest/userguide/approval-rule-templates.html",
  remedy: "Associate an approval rule template that needs approvals with the repository.",
  unknowns:
    "A template or repository whose name is unknown is joined by dependency; unknown content is judged in the update.",
  config,
  reads: [repository, template, association],
  checkStack(resources, report, { minimum }) {
    const templates = resources.filter(({ type }) => type === template);
    for (const each of resources.filter(({ type }) => type === repository)) {
      const links = joinedTo(each, resources, {
        types: [association],
        by: "repositoryName",
        names: ["repositoryName", "id"],
      });
      const own = templates.filter((one) =>
        links.some(({ props, propertyDependencies: on }) =>
          refers(props["approvalRuleTemplateName"], one, ["name", "id"], on["approvalRuleTemplateName"]),
        ),
      );
      if (own.some(({ props }) => approvals(props["content"]) >= minimum)) continue;
      if (own.some(({ props }) => isUnknown(props["content"]))) report.undecided("content", each.urn);
      else report.violation("Nobody else needs to approve a change of the repository.", each.urn);
    }
  },
};

function approvals(content: Value | undefined): number {
  const [, needed = "0"] = /"NumberOfApprovalsNeeded"\s*:\s*(\d+)/.exec(String(content)) ?? [];
  return Number(needed);
}
