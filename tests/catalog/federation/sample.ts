/** Bindings, and tokens as each CI signs them. */
import {
  type Binding,
  federatedRoleArn,
  federatedTrust,
  type GitHubScope,
  identityProviders,
  type Token,
  type TrustedRole,
} from "../../../catalog/federation";
import type { Access } from "../../../catalog/naming";

export const place = { partition: "aws", accountId: "111111111111" };
export const organizationId = "11111111-aaaa-4aaa-8aaa-111111111111";
export const projectId = "22222222-bbbb-4bbb-8bbb-222222222222";
export const otherId = "33333333-cccc-4ccc-8ccc-333333333333";
export const reason = "previews show reviewers what a change does";

export const github = (scope: GitHubScope = { branch: "main" }) =>
  ({ provider: "github", owner: "acme", repository: "platform", scope }) as const;
export const gitlab = {
  provider: "gitlab",
  project: "acme/cloud/platform",
  scope: { branch: "main" },
} as const;
export const bitbucket = {
  provider: "bitbucket",
  workspace: "acme",
  workspaceId: organizationId,
  repositoryId: projectId,
  scope: { environmentId: otherId },
} as const;
export const azure = {
  provider: "azure-devops",
  organization: "acme",
  organizationId,
  project: "Cloud Platform",
  connection: "slipway-update",
} as const;
export const entra = {
  provider: "entra",
  tenantId: organizationId,
  objectId: projectId,
  audience: "api://slipway",
} as const;
export const circleci = {
  provider: "circleci",
  organizationId,
  projectId,
  origin: "github.com/acme/platform",
  scope: { branch: "main" },
} as const;
export const pulumi = { provider: "pulumi", organization: "acme", project: "slipway", stacks: ["sandbox"] } as const;

/** A role that admits these bindings, in an account that has their issuers. */
export function roleOf(access: Access, ...bindings: [Binding, ...Binding[]]): TrustedRole {
  return {
    ...place,
    roleArn: federatedRoleArn(place, "acme", "platform", access),
    trust: federatedTrust({ ...place, access, bindings }),
    providers: identityProviders(bindings),
  };
}

export const githubIssuer = "https://token.actions.githubusercontent.com";
export const githubToken = (sub: string, further: Record<string, string> = {}): Token => ({
  iss: githubIssuer,
  aud: "sts.amazonaws.com",
  sub,
  ...further,
});
export const gitlabToken = (sub: string, iss = "https://gitlab.com"): Token => ({ iss, aud: "sts.amazonaws.com", sub });
export const bitbucketToken = (sub: string, workspace = "acme", aud = organizationId): Token => ({
  iss: `https://api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`,
  aud: `ari:cloud:bitbucket::workspace/${aud}`,
  sub,
});
export const azureToken = (sub: string, organization = organizationId): Token => ({
  iss: `https://vstoken.dev.azure.com/${organization}`,
  aud: "api://AzureADTokenExchange",
  sub,
});
export const entraToken = (sub: string, iss = `https://sts.windows.net/${organizationId}/`): Token => ({
  iss,
  aud: "api://slipway",
  sub,
});
export const circleToken = (sub: string, organization = organizationId): Token => ({
  iss: `https://oidc.circleci.com/org/${organization}`,
  aud: organization,
  sub,
});
export const pulumiToken = (sub: string, aud = "acme"): Token => ({ iss: "https://api.pulumi.com/oidc", aud, sub });
