/** People's roles: part of `Pulumi.yaml`. */
import { personPattern } from "../people/principals";
import { emailAddress } from "./audience";
import { fields, list, text } from "./fields";

const principal = text(
  personPattern,
  "must be the ARN of a role of the toolchain account, or of IAM Identity Center (arn:aws:iam::<account id>:role/aws-reserved/sso.amazonaws.com/<region>/AWSReservedSSO_<permission set>_<16 digits, or *>)",
);

/** IAM takes a trust policy of 2,048 characters, which has room for about ten of IAM Identity Center's ARNs. */
const principals = list(principal, 1, 10, "ARNs of roles that people sign in with").optional();

export const people = fields({
  developer: principals.describe(
    "Who may see pipelines, retry their stages, read logs everywhere, and open shells outside production. Default: nobody, and no role.",
  ),
  operator: principals.describe("Who may start, approve, stop and roll back besides. Default: nobody, and no role."),
  breakGlass: principals.describe(
    "Who may repair an account by hand, with an alarm at each entry. Default: nobody, and no role.",
  ),
  alarm: fields({
    email: list(emailAddress, 1, 10, "e-mail addresses").describe("Addresses; each owner confirms once per account."),
  })
    .optional()
    .describe("Who hears of each entry of the break-glass role. Needed with breakGlass."),
});
