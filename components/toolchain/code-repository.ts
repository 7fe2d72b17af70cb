import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Finding, refuse } from "../problems";

export interface CodeRepositoryArgs {
  /** Physical name. */
  repositoryName: string;
  /** Name of the approval rule template; once per account and region. */
  templateName: string;
  /** Branch whose pull requests need approvals. */
  branch: string;
  /** Approvals that a pull request needs; 0: no rule. */
  approvals: number;
  region: string;
}

/**
 * CodeCommit repository that cannot be deleted by accident, with the rule that somebody approves what reaches the
 * released branch. CodeCommit itself never counts the author's own approval.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class CodeRepository extends pulumi.ComponentResource {
  readonly repositoryName: pulumi.Output<string>;
  readonly cloneUrl: pulumi.Output<string>;

  constructor(name: string, args: CodeRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:CodeRepository", name, {}, opts);
    refuse("CodeRepository", name, findings(args));
    const { region } = args;
    const repository = new aws.codecommit.Repository(
      `${name}-repository`,
      { repositoryName: args.repositoryName, defaultBranch: args.branch, region },
      { parent: this, protect: true, retainOnDelete: true },
    );
    if (args.approvals > 0) {
      const template = new aws.codecommit.ApprovalRuleTemplate(
        `${name}-approvals`,
        {
          name: args.templateName,
          description: `Approvals before a change reaches ${args.branch}`,
          content: JSON.stringify(approvalRule(args)),
          region,
        },
        { parent: this },
      );
      new aws.codecommit.ApprovalRuleTemplateAssociation(
        `${name}-approvals-association`,
        { approvalRuleTemplateName: template.name, repositoryName: repository.repositoryName, region },
        { parent: this },
      );
    }
    this.repositoryName = repository.repositoryName;
    this.cloneUrl = repository.cloneUrlHttp;
    this.registerOutputs({ repositoryName: this.repositoryName, cloneUrl: this.cloneUrl });
  }
}

/** https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-create-template.html */
export function approvalRule({ branch, approvals }: Pick<CodeRepositoryArgs, "branch" | "approvals">) {
  return {
    Version: "2018-11-08",
    DestinationReferences: [`refs/heads/${branch}`],
    Statements: [{ Type: "Approvers", NumberOfApprovalsNeeded: approvals }],
  };
}

function findings({ repositoryName, templateName, approvals }: CodeRepositoryArgs): Finding[] {
  const found: Finding[] = [];
  for (const [property, value] of Object.entries({ repositoryName, templateName })) {
    if (!/^[\w.-]{1,100}$/.test(value)) {
      found.push({ property, value, reason: "must be 1 to 100 of A-Z, a-z, 0-9, . _ and -" });
    }
  }
  if (!Number.isInteger(approvals) || approvals < 0) {
    found.push({ property: "approvals", value: approvals, reason: "must be a whole number, 0 or more" });
  }
  return found;
}
