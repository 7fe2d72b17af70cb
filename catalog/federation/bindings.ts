/** Which runs of which CI may act for the company: one binding per repository, project or stack. */

/** A wider admission than one branch or environment: somebody asked for it, and says why. */
export interface Asked {
  /** A sentence for the auditor, of 10 characters at least. */
  reason: string;
}

interface Bound {
  /** Audience (`aud`) that the CI asks its token for. Default: see `issuerOf`. */
  audience?: string;
}

/**
 * A repository of GitHub Actions with GitHub's own subjects, not customised ones:
 * https://docs.github.com/en/actions/reference/security/oidc.
 * A workflow on `pull_request_target` has the subject of the base branch: have none that runs a fork's code.
 */
export interface GitHubBinding extends Bound {
  provider: "github";
  /** Organisation or user, in its exact case. */
  owner: string;
  /** Name without owner, in its exact case. */
  repository: string;
  /**
   * Numeric ids of both, which are never given twice, as names are. Needed for repositories made after 15 July 2026:
   * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/.
   */
  ids?: GitHubIds;
  /**
   * Whether subjects hold the ids (`repo:acme@1/orders@2:...`). Default: true when `ids` are given. With ids and
   * false, the trust asks for the repository's id beside the subject of names.
   */
  immutableSubject?: boolean;
  scope: GitHubScope;
}

export interface GitHubIds {
  owner: string;
  repository: string;
}

export type GitHubScope =
  | { branch: string }
  /** One tag, or all that begin alike: `v*`. */
  | { tag: string }
  /** Jobs of a deployment environment of one branch: the subject says the environment, the claim `ref` the branch. */
  | { environment: string; branch: string }
  /** Jobs of an environment of any branch and pull request, unless the environment forbids them. For previews only. */
  | { environment: string; anyBranch: Asked }
  /** Runs for any pull request: their code is not reviewed yet. For previews only. */
  | { pullRequests: Asked };

/** Every repository, branch and pull request of a GitHub organisation. For previews only. */
export interface GitHubOrganizationBinding extends Bound {
  provider: "github-organization";
  owner: string;
  /** Numeric id of the owner, when its repositories' subjects hold ids. */
  ownerId?: string;
  wholeOrganization: Asked;
}

/**
 * A project of GitLab, hosted by GitLab or by the company:
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/ and https://docs.gitlab.com/ci/cloud_services/aws/.
 * A self-managed GitLab must be 18.2 or later: before, a fork's merge request got the subject of a like-named branch
 * (https://gitlab.com/gitlab-org/gitlab/-/issues/548165).
 */
export interface GitLabBinding extends Bound {
  provider: "gitlab";
  /** Host of a self-managed GitLab. Default `gitlab.com`. */
  host?: string;
  /** Full path with groups, in its exact case: `acme/payments/orders`. */
  project: string;
  scope: GitLabScope;
}

export type GitLabScope =
  | { branch: string }
  | { tag: string }
  /** Any branch, and so any merge request: the subject of both is alike. For previews only. */
  | { anyBranch: Asked };

/**
 * A repository of Bitbucket Pipelines. Its subject names no branch, so only a deployment environment tells runs apart:
 * https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/.
 */
export interface BitbucketBinding extends Bound {
  provider: "bitbucket";
  /** Workspace as in its address. */
  workspace: string;
  /** UUIDs without braces, in lower case. */
  workspaceId: string;
  repositoryId: string;
  scope:
    | { environmentId: string }
    /** Any step without a deployment environment, pull requests included. For previews only. */
    | { anyStep: Asked };
}

/**
 * A service connection of Azure DevOps. Its subject names no branch: give the connection a branch control check.
 * https://aws.amazon.com/blogs/modernizing-with-aws/how-to-federate-into-aws-from-azure-devops-using-openid-connect/.
 */
export interface AzureDevOpsBinding extends Bound {
  provider: "azure-devops";
  organization: string;
  /** GUID of the organisation, in lower case. */
  organizationId: string;
  project: string;
  /** Name of the service connection of type AWS. */
  connection: string;
}

/**
 * A managed identity of Microsoft Entra, such as of self-hosted agents of Azure Pipelines.
 * https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference: issuer and subject of v1
 * tokens.
 */
export interface EntraBinding {
  provider: "entra";
  /** GUIDs in lower case. */
  tenantId: string;
  /** Object id of the identity, its tokens' subject. */
  objectId: string;
  /** Application id URI that its tokens are asked for, such as `api://slipway`. */
  audience: string;
}

/**
 * A project of CircleCI, by the second form of its token:
 * https://circleci.com/docs/openid-connect-tokens/.
 */
export interface CircleCiBinding extends Bound {
  provider: "circleci";
  /** UUIDs in lower case. */
  organizationId: string;
  projectId: string;
  /** Where the code is, without scheme: `github.com/acme/orders`. */
  origin: string;
  scope:
    | { branch: string }
    | { tag: string }
    /** Any branch. For previews only. */
    | { anyBranch: Asked };
}

export const pulumiOperations = ["preview", "detect-drift", "update", "refresh", "destroy", "remediate-drift"] as const;
export type PulumiOperation = (typeof pulumiOperations)[number];

/**
 * Stacks that Pulumi Deployments runs: https://www.pulumi.com/docs/deployments/guides/oidc/aws/.
 * Previews of pull requests have the operation `preview` as well; the stack's settings say whether there are any.
 */
export interface PulumiBinding extends Bound {
  provider: "pulumi";
  /** Organisation in Pulumi Cloud, in lower case as in its address. */
  organization: string;
  project: string;
  /** Names of stacks, each one. */
  stacks: string[];
  /** Default: what the role's access stands for, without `destroy` (see `operationsOf`). */
  operations?: PulumiOperation[];
}

export type Binding =
  | GitHubBinding
  | GitHubOrganizationBinding
  | GitLabBinding
  | BitbucketBinding
  | AzureDevOpsBinding
  | EntraBinding
  | CircleCiBinding
  | PulumiBinding;
