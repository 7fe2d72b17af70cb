/** Whether a token gets a role, as AWS decides it. */
import { decide, type PolicyDocument, type Verdict } from "../iam";
import { type IdentityProvider, providerArn } from "./issuers";
import type { FederationPlace } from "./trust";

/** The claims of a token that matter to AWS. */
export interface Token {
  iss: string;
  aud: string;
  sub: string;
  /** Further claims, as GitHub's `repository_id`. */
  [claim: string]: string;
}

/** A role that tokens may get. */
export interface TrustedRole extends FederationPlace {
  roleArn: string;
  trust: PolicyDocument;
  /** Identity providers of the account. */
  providers: IdentityProvider[];
}

/**
 * The verdict on `AssumeRoleWithWebIdentity`, or the reason why STS refuses the token before it looks at a role: no
 * provider whose URL equals the issuer, or one that does not know the audience.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function assumeWithToken(token: Token, role: TrustedRole): Verdict | { verdict: "refused"; reason: string } {
  const provider = role.providers.find(({ url }) => url === token.iss);
  if (!provider) return { verdict: "refused", reason: `no identity provider has the URL ${token.iss}` };
  if (!provider.audiences.includes(token.aud)) {
    return { verdict: "refused", reason: `the identity provider ${provider.url} has no audience ${token.aud}` };
  }
  const path = provider.url.replace("https://", "");
  return decide(
    {
      caller: { kind: "federated", provider: providerArn(role.partition, role.accountId, { path }) },
      action: "sts:AssumeRoleWithWebIdentity",
      resource: role.roleArn,
      resourceAccount: role.accountId,
      context: Object.fromEntries(Object.entries(token).map(([claim, value]) => [`${path}:${claim}`, value])),
    },
    { resource: { name: `trust policy of ${role.roleArn}`, document: role.trust } },
  );
}
