import type { ResourceRule } from "../../rule";
import { isUnknown, listOf } from "../../values";

const forbidden = ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"];
/** Types that attach managed policies, with the properties that name them. */
const attachments: Record<string, string> = {
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/role:Role": "managedPolicyArns",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
};

/**
 * No role, group, user or permission set is given AWS's policies for administrators.
 *
 * These are AdministratorAccess, IAMFullAccess and PowerUserAccess, under any path and in any partition.
 *
 * Service: iam. Severity: critical. Topics: least-privilege, privilege-escalation.
 */
export const iamAttachmentGrantsNoAdministration: ResourceRule = {
  name: "iam-attachment-grants-no-administration",
  description: "No role, group, user or permission set is given AWS's policies for administrators.",
  level: "mandatory",
  severity: "critical",
  service: "iam",
  topics: ["least-privilege", "privilege-escalation"],
  frameworks: ["SecurityHub IAM.1"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html",
  remedy: "Attach a policy that lists what the work needs.",
  unknowns:
    "A policy whose ARN is unknown is not AWS's own, because only a policy of the same run is unknown; its document is judged by other rules.",
  types: Object.keys(attachments),
  check({ type, props }, report) {
    const arns = listOf(props[attachments[type]!]).filter((arn) => !isUnknown(arn));
    for (const arn of arns.map(String).filter((each) => forbidden.includes(each.split("/").at(-1)!))) {
      report.violation(`${arn} is attached.`);
    }
  },
};
