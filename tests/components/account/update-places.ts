/** An organisation's update and preview roles, and questions about what they may do. */
import { type Context, decide, type PolicyDocument } from "../../../catalog/iam";
import type { AccountPlace } from "../../../components/account/place";
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

/** One of the policies of an account's role, the toolchain's by default. */
export function part(access: "update" | "preview", name: string, of: AccountPlace = place): PolicyDocument {
  const document = accountRolePolicies({ ...of, buildNetwork: true }, access)[name];
  if (!document) throw new Error(`the ${access} role has no policy ${name}`);
  return document;
}
