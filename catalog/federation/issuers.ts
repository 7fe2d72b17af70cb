/** Who issues the tokens of each CI, as IAM wants it written. */
import type { Binding } from "./bindings";

export interface Issuer {
  /** The tokens' `iss` and the provider's URL in IAM, which must be equal to the last character. */
  url: string;
  /** The URL without its scheme: the end of the provider's ARN, and the beginning of its condition keys. */
  path: string;
  /** Audience of its tokens, unless the binding names one. */
  audience: string;
}

/**
 * Audience of ours where the CI lets its jobs choose. GitHub's own:
 * https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws.
 */
const stsAudience = "sts.amazonaws.com";

/** Audience of Azure DevOps, which cannot be chosen; see `AzureDevOpsBinding`. */
const azureAudience = "api://AzureADTokenExchange";

export function issuerOf(binding: Binding): Issuer {
  const issuer = (url: string, audience: string): Issuer => {
    const normal = normaliseIssuer(url);
    return {
      url: normal,
      path: normal.slice("https://".length),
      audience: binding.audience ?? audience,
    };
  };
  switch (binding.provider) {
    case "github":
    case "github-organization":
      return issuer("https://token.actions.githubusercontent.com", stsAudience);
    case "gitlab":
      return issuer(binding.host ?? "gitlab.com", stsAudience);
    case "bitbucket":
      return issuer(
        `https://api.bitbucket.org/2.0/workspaces/${binding.workspace}/pipelines-config/identity/oidc`,
        `ari:cloud:bitbucket::workspace/${binding.workspaceId}`,
      );
    case "azure-devops":
      return issuer(`https://vstoken.dev.azure.com/${binding.organizationId}`, azureAudience);
    case "entra":
      return issuer(`https://sts.windows.net/${binding.tenantId}`, binding.audience);
    case "circleci":
      return issuer(`https://oidc.circleci.com/org/${binding.organizationId}`, binding.organizationId);
    case "pulumi":
      return issuer("https://api.pulumi.com/oidc", binding.organization);
  }
}

/**
 * The issuer as its tokens spell it: `https://`, host in lower case, and no slash at the end, except Entra's v1
 * issuer, which has one. IAM compares the provider's URL with `iss` as text, so one slash denies every token:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html.
 * Throws for what IAM cannot take: another scheme, a port, a query, a fragment, credentials.
 */
export function normaliseIssuer(text: string): string {
  const given = text.includes("://") ? text : `https://${text}`;
  const refused = () =>
    new Error(`issuer ${JSON.stringify(text)} must be https:// and a host, without port, query and fragment`);
  if (!URL.canParse(given)) throw refused();
  const { protocol, hostname, port, pathname, search, hash, username } = new URL(given);
  if (protocol !== "https:" || [port, search, hash, username].some((part) => part !== "")) throw refused();
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(hostname) || /[*?$\s]/.test(pathname)) throw refused();
  const path = pathname.replace(/\/+$/, "");
  return `https://${hostname}${path}${hostname === "sts.windows.net" ? "/" : ""}`;
}

export interface IdentityProvider {
  url: string;
  /** In order, each once. */
  audiences: string[];
}

/** What an account must have for these bindings: each issuer once, with all audiences. IAM takes a URL only once. */
export function identityProviders(bindings: Binding[]): IdentityProvider[] {
  const issuers = bindings.map(issuerOf);
  return [...new Set(issuers.map(({ url }) => url))].sort().map((url) => ({
    url,
    audiences: [...new Set(issuers.filter((each) => each.url === url).map(({ audience }) => audience))].sort(),
  }));
}

export function providerArn(partition: string, accountId: string, issuer: Pick<Issuer, "path">): string {
  return `arn:${partition}:iam::${accountId}:oidc-provider/${issuer.path}`;
}

/**
 * Claims that a trust can test, as `<issuer>:<claim>`. Of any issuer `aud` and `sub` (and `amr`, which no CI sends),
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif;
 * of GitHub more since January 2026,
 * https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/ (CircleCI
 * as well; its subject already says everything that is asked here).
 */
export const standardClaims = ["aud", "sub", "amr"] as const;
export const githubClaims = [
  "actor",
  "actor_id",
  "enterprise_id",
  "environment",
  "job_workflow_ref",
  "ref",
  "repository",
  "repository_id",
  "workflow",
] as const;
