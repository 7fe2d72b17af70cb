/** An organisation's update and preview roles, and questions about what they may do. */
import { type Context, decide } from "../../../catalog/iam";
import { naming } from "../../../catalog/naming";
import { accountRolePolicies, type UpdatePlace } from "../../../components/account/update-role";

export const names = naming("acme");
export const toolchainId = "111111111111";
const place = (accountId: string): UpdatePlace => ({
  names,
  partition: "aws",
  accountId,
  alias: accountId === toolchainId ? "toolchain" : "dev",
  toolchainId,
  storeAccountId: toolchainId,
  buildNetwork: false,
});
export const dev = place("222222222222");
export const toolchain = place(toolchainId);

/** What the role of an account answers to a request. */
export function ask(
  of: UpdatePlace,
  access: "update" | "preview",
  action: string,
  resource: string,
  context: Context = {},
) {
  const documents = Object.entries(accountRolePolicies(of, access));
  return decide(
    {
      caller: {
        kind: "principal",
        arn: names.platformRoleArn("aws", of.accountId, access),
        accountId: of.accountId,
      },
      action,
      resource,
      resourceAccount: of.accountId,
      context,
    },
    { identity: documents.map(([name, document]) => ({ name, document })) },
  ).verdict;
}
