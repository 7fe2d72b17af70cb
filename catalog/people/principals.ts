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

/** One statement for each account of the principals: its root, narrowed to the named roles. */
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
        ...(Object.keys(equal).length > 0 ? { StringEquals: equal } : {}),
      },
    };
  });
}
