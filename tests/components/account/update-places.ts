/** An organisation's update and preview roles, and questions about what they may do. */
import { type Context, decide } from "../../../catalog/iam";
import { accountRolePolicies, type UpdatePlace } from "../../../components/account/update-role";
import { names, place, toolchainId } from "./place";

export { names, toolchainId };
export const toolchain: UpdatePlace = { ...place, buildNetwork: false };
export const dev: UpdatePlace = { ...toolchain, accountId: "222222222222", alias: "dev" };

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
