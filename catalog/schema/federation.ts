/** Runs of CI outside AWS that may act for the company: `federation` in `Pulumi.yaml`. */
import { z } from "zod";
import { pulumiOperations } from "../federation/bindings";
import { type Form, forms } from "../federation/findings";
import { federationName } from "../federation/names";
import { session } from "../federation/session";
import { isMap } from "../read";
import { didYouMean } from "../suggest";
import { accountAlias, choice, fields, list, map, text, whole, yesNo } from "./fields";

const form = ({ pattern, words }: Form) => text(pattern, words);
const name = (rule: Form, description: string) => form(rule).describe(description);

const audience = form(forms.audience)
  .optional()
  .describe("Audience that the CI asks its token for. Default: the one that its issuer is known for.");

const asked = (description: string) =>
  fields({
    reason: text(
      /^\s*\S.{8,}\S\s*$/,
      "must say in a sentence of 10 characters or more why so many runs are admitted",
    ).describe("Why so many runs are admitted; for the auditor."),
  }).describe(`${description} For previews only.`);

const branch = form(forms.ref).optional().describe("Branch whose runs are admitted.");
const tag = form(forms.tag).optional().describe("Tag whose runs are admitted, or what tags begin with: v*.");
const anyBranch = asked("Any branch, merge requests included.").optional();

/** A map that admits by exactly one of several groups of keys: `scopes("branch", "environment branch")`. */
const scopeOf = <T extends z.ZodRawShape>(shape: T, ...ways: string[]) => {
  const words = ways.map((way) => way.replace(" ", " with ")).join(", or ");
  return fields(shape)
    .refine(
      (scope) =>
        ways.includes(
          Object.keys(shape)
            .filter((key) => scope[key as never] !== undefined)
            .join(" "),
        ),
      {
        error: `must be a map with ${words}: without it every run would be admitted`,
      },
    )
    .describe(`Which runs are admitted: ${words}.`);
};

const refScope = scopeOf({ branch, tag, anyBranch }, "branch", "tag", "anyBranch");

const github = fields({
  provider: choice(["github"]).describe("A repository of GitHub Actions."),
  owner: name(forms.owner, "Organisation or user, in its exact case."),
  repository: name(forms.repository, "Name of the repository without owner, in its exact case."),
  ids: fields({
    owner: name(forms.number, "Numeric id of the owner, in quotes."),
    repository: name(forms.number, "Numeric id of the repository, in quotes."),
  })
    .optional()
    .describe("Numeric ids, which are never given twice. Needed for repositories made after 15 July 2026."),
  immutableSubject: yesNo()
    .optional()
    .describe("Whether the subjects of its tokens hold the ids. Default: whether there are ids."),
  scope: scopeOf(
    {
      environment: form(forms.environment).optional().describe("Deployment environment whose jobs are admitted."),
      branch,
      tag,
      anyBranch: asked("Jobs of the environment from any branch and pull request.").optional(),
      pullRequests: asked("Runs for any pull request, whose code nobody has reviewed yet.").optional(),
    },
    "branch",
    "tag",
    "environment branch",
    "environment anyBranch",
    "pullRequests",
  ),
  audience,
});

const githubOrganization = fields({
  provider: choice(["github-organization"]).describe("Every repository of a GitHub organisation."),
  owner: name(forms.owner, "The organisation, in its exact case."),
  ownerId: form(forms.number)
    .optional()
    .describe("Numeric id of the owner, in quotes, when its repositories' subjects hold ids."),
  wholeOrganization: asked("Every repository, branch and pull request."),
  audience,
});

const gitlab = fields({
  provider: choice(["gitlab"]).describe("A project of GitLab."),
  host: form(forms.host).optional().describe("Host of a self-managed GitLab of 18.2 or later. Default gitlab.com."),
  project: name(forms.project, "Full path of the project with its groups, in its exact case."),
  scope: refScope,
  audience,
});

const bitbucket = fields({
  provider: choice(["bitbucket"]).describe("A repository of Bitbucket Pipelines."),
  workspace: name(forms.slug, "Workspace as in its address."),
  workspaceId: name(forms.guid, "UUID of the workspace, in lower case, without braces."),
  repositoryId: name(forms.guid, "UUID of the repository, in lower case, without braces."),
  scope: scopeOf(
    {
      environmentId: form(forms.guid).optional().describe("UUID of the deployment environment, without braces."),
      anyStep: asked("Any step without a deployment environment, pull requests included.").optional(),
    },
    "environmentId",
    "anyStep",
  ),
  audience,
});

const azureDevOps = fields({
  provider: choice(["azure-devops"]).describe("A service connection of Azure DevOps; give it a branch control check."),
  organization: name(forms.azureName, "Organisation."),
  organizationId: name(forms.guid, "GUID of the organisation, in lower case."),
  project: name(forms.azureName, "Project."),
  connection: name(forms.azureName, "Name of the service connection of type AWS."),
  audience,
});

const entra = fields({
  provider: choice(["entra"]).describe("A managed identity of Microsoft Entra, such as of self-hosted agents."),
  tenantId: name(forms.guid, "GUID of the tenant, in lower case."),
  objectId: name(forms.guid, "Object id of the identity, in lower case."),
  audience: name(forms.audience, "Application id URI that its tokens are asked for, such as api://slipway."),
});

const circleci = fields({
  provider: choice(["circleci"]).describe("A project of CircleCI."),
  organizationId: name(forms.guid, "UUID of the organisation, in lower case."),
  projectId: name(forms.guid, "UUID of the project, in lower case."),
  origin: name(forms.origin, "Where the code is, without scheme, such as github.com/acme/orders."),
  scope: refScope,
  audience,
});

const pulumi = fields({
  provider: choice(["pulumi"]).describe("Stacks that Pulumi Deployments runs."),
  organization: name(forms.pulumiOrganization, "Organisation in Pulumi Cloud, in lower case."),
  project: name(forms.pulumiName, "Pulumi project."),
  stacks: list(form(forms.pulumiName), 1, 50, "names of stacks").describe("Names of the stacks."),
  operations: list(choice(pulumiOperations), 1, pulumiOperations.length, `operations: ${pulumiOperations.join(", ")}`)
    .optional()
    .describe("Operations that are admitted. Default: those of the role's access, without destroy."),
  audience,
});

const providers = [
  "github",
  "github-organization",
  "gitlab",
  "bitbucket",
  "azure-devops",
  "entra",
  "circleci",
  "pulumi",
] as const;

const binding = z.discriminatedUnion(
  "provider",
  [github, githubOrganization, gitlab, bitbucket, azureDevOps, entra, circleci, pulumi],
  {
    error: ({ input }) => {
      if (!isMap(input)) return `must be a map with provider, one of ${providers.join(", ")}, and what it asks for`;
      const { provider } = input;
      return `must be one of ${providers.join(", ")}.${typeof provider === "string" ? didYouMean(provider, providers) : ""}`;
    },
  },
);

/** A statement of a trust has 250 characters or more, and IAM takes 2,048 of a trust. */
const mostBindings = 8;

const bindings = (what: string) =>
  list(binding, 1, mostBindings, "maps with provider").optional().describe(`Runs that may ${what}. Default: none.`);

const federated = fields({
  accounts: list(accountAlias, 1, 100, "account aliases").describe(
    "Aliases of the accounts whose run roles it enters.",
  ),
  sessionSeconds: whole(session.least, session.most, "seconds")
    .optional()
    .describe("Seconds that its credentials are valid, 3600 to 43200; of the roles it enters 3600. Default 3600."),
  preview: bindings("preview"),
  update: bindings("preview and update"),
}).refine(({ preview, update }) => preview !== undefined || update !== undefined, {
  error: "must have preview, update or both",
});

export const federation = map(
  form(federationName),
  federated,
  "must be a map of names to maps with accounts, and preview or update",
);
