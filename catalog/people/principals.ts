/** Roles that people sign in with: roles of the toolchain account, and those of IAM Identity Center. */
import type { Statement } from "../iam/document";

/**
 * Role that IAM Identity Center makes for a permission set; in us-east-1 without the region. The end is random, and
 * another one after the last assignment was deleted, so `*` may stand for it.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
const identityCenter =
  /^(arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[a-z0-9-]+\/)?AWSReservedSSO_[\w+=,.@-]{1,32}_)([0-9a-f]{16}|\*)$/;

const role = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/(?!aws-reserved\/)([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;

/** A role's ARN, or one of IAM Identity Center with `*` for its random end. */
export const personPattern = new RegExp(`${role.source}|${identityCenter.source}`);

export function isIdentityCenter(arn: string): boolean {
  return identityCenter.test(arn);
}

/**
 * As `aws:PrincipalArn` has it. The random end is 16 characters: with `*`, the permission set `Dev` would also stand
 * for a set `Dev_Intern`.
 */
export function principalPattern(arn: string): string {
  const [, before, end] = identityCenter.exec(arn) ?? [];
  return end === "*" ? `${before}${"?".repeat(16)}` : arn;
}

/**
 * Whoever assumes a role by hand chooses the name of the new session, and CodePipeline knows an approver by that name
 * alone (functions/gates/approver.ts). So it must be the name of the caller's own session, which IAM Identity Center
 * makes the user name: `aws:userid` of a session is the role's id, a colon and the session's name, in which there is
 * none (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_rolesessionname).
 */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
const asThemselves = { "aws:userid": "*:${sts:RoleSessionName}" };

/** One statement for each account of the principals: its root, narrowed to the named roles, under their own name. */
export function admitPeople(
  arns: readonly string[],
  { organizationId, region }: { organizationId?: string /** The only region that answers. */; region?: string },
): Statement[] {
  const accounts = [...new Set(arns.map((arn) => arn.split(":")[4]!))].sort();
  return accounts.map((account) => {
    const own = arns.filter((arn) => arn.split(":")[4] === account);
    const equal = {
      ...(organizationId ? { "aws:PrincipalOrgID": organizationId } : {}),
      ...(region ? { "aws:RequestedRegion": region } : {}),
    };
    return {
      Sid: `People${account}`,
      Effect: "Allow",
      Principal: { AWS: `arn:${own[0]!.split(":")[1]}:iam::${account}:root` },
      Action: "sts:AssumeRole",
      Condition: {
        ArnLike: { "aws:PrincipalArn": [...new Set(own.map(principalPattern))].sort() },
        StringLike: asThemselves,
        ...(Object.keys(equal).length > 0 ? { StringEquals: equal } : {}),
      },
    };
  });
}
