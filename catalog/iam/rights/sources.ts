/** What pipelines take their source from: connections, and repositories of CodeCommit. */
import { each, everything, on, provider, type Row, regional, stackTag, type Where } from "./row";
import { pipelineStacks } from "./tags";

const inPipelines: Row["parts"] = { toolchain: "pipelines" };
// A connection's ARN holds a random id, so its name cannot be named here.
const connection = regional("codeconnections", "connection/{id}");
// Names of repositories are the company's own, so only the tag tells those that a stack made.
const repository = regional("codecommit", "{repositoryName}");
const ofPipelines: Where["when"] = () => ({ StringLike: { [`aws:ResourceTag/${stackTag}`]: pipelineStacks } });

export const sourceRows: Row[] = [
  {
    type: "aws:codeconnections/connection:Connection",
    source: provider("codeconnections/connection.go"),
    parts: inPipelines,
    create: [on(everything, "codeconnections:CreateConnection"), on(connection, "codeconnections:TagResource")],
    read: [on(connection, "codeconnections:GetConnection", "codeconnections:ListTagsForResource")],
    update: [on(connection, "codeconnections:TagResource", "codeconnections:UntagResource")],
    delete: [on(connection, "codeconnections:DeleteConnection")],
  },
  {
    type: "aws:codecommit/repository:Repository",
    source: provider("codecommit/repository.go"),
    parts: inPipelines,
    arn: repository.arn,
    create: [on(repository, ...each("codecommit:", "CreateRepository", "TagResource", "UpdateDefaultBranch"))],
    read: [on(repository, "codecommit:GetRepository", "codecommit:ListTagsForResource")],
    update: [
      on(
        repository,
        ...each("codecommit:", "TagResource", "UntagResource", "UpdateDefaultBranch", "UpdateRepositoryDescription"),
      ),
    ],
    delete: [on({ ...repository, when: ofPipelines }, "codecommit:DeleteRepository")],
  },
  {
    // A template has no ARN: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodecommit.html.
    type: "aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate",
    source: provider("codecommit/approval_rule_template.go"),
    parts: inPipelines,
    create: [on(everything, "codecommit:CreateApprovalRuleTemplate")],
    read: [on(everything, "codecommit:GetApprovalRuleTemplate")],
    update: [on(everything, ...each("codecommit:UpdateApprovalRuleTemplate", "Content", "Description", "Name"))],
    delete: [on(everything, "codecommit:DeleteApprovalRuleTemplate")],
  },
  {
    type: "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation",
    source: provider("codecommit/approval_rule_template_association.go"),
    parts: inPipelines,
    create: [on(repository, "codecommit:AssociateApprovalRuleTemplateWithRepository")],
    read: [on(repository, "codecommit:ListAssociatedApprovalRuleTemplatesForRepository")],
    // Every change replaces it.
    update: [],
    delete: [on(repository, "codecommit:DisassociateApprovalRuleTemplateFromRepository")],
  },
];
