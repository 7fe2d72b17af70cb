/** Settings of rules that judge principals. */
import { z } from "zod";

export const trustedAccounts = z.strictObject({
  accounts: z
    .array(z.string().regex(/^\d{12}$/, "must be an account id of 12 digits, in quotes"))
    .default([])
    .describe("Ids of all accounts of the organisation; callers of other accounts are violations. Empty: not judged"),
  organization: z
    .string()
    .regex(/^o-[a-z0-9]{9,32}$/, "must be the id of an organisation in AWS Organizations")
    .optional()
    .describe(
      "Id of the organisation; where a whole account is named, aws:PrincipalOrgID must be it. Default: not judged",
    ),
});

export type TrustedAccounts = z.infer<typeof trustedAccounts>;
