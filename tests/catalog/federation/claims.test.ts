import assert from "node:assert/strict";
import {
  assumeWithToken,
  type Binding,
  type GitHubBinding,
  identityProviders,
  type Token,
} from "../../../catalog/federation";
import type { PolicyDocument } from "../../../catalog/iam";
import type { Access } from "../../../catalog/naming";
import {
  azure,
  azureToken,
  bitbucket,
  bitbucketToken,
  circleci,
  circleToken,
  entra,
  entraToken,
  github,
  githubIssuer,
  githubToken,
  gitlab,
  gitlabToken,
  organizationId,
  otherId,
  place,
  projectId,
  pulumi,
  pulumiToken,
  reason,
  roleOf,
} from "./sample";

/** Tokens by what they are. */
type Tokens = Record<string, Token>;

function table(title: string, access: Access, binding: Binding, passes: Tokens, fails: Tokens): void {
  describe(title, () => {
    const role = roleOf(access, binding);
    for (const [what, token] of Object.entries(passes)) {
      it(`admits ${what}`, () => assert.equal(assumeWithToken(token, role).verdict, "allowed", token.sub));
    }
    for (const [what, token] of Object.entries(fails)) {
      it(`keeps out ${what}`, () => assert.notEqual(assumeWithToken(token, role).verdict, "allowed", token.sub));
    }
  });
}

const main = "repo:acme/platform:ref:refs/heads/main";

/** What no binding of GitHub's repository acme/platform may let in. */
const strangers: Tokens = {
  "another organisation": githubToken("repo:evil/platform:ref:refs/heads/main"),
  "a fork": githubToken("repo:mallory/platform:ref:refs/heads/main"),
  "another repository with the same prefix": githubToken("repo:acme/platform-evil:ref:refs/heads/main"),
  "an organisation with the same prefix": githubToken("repo:acme-evil/platform:ref:refs/heads/main"),
  "another audience": { ...githubToken(main), aud: "https://github.com/acme" },
  "the issuer with a slash at the end": { ...githubToken(main), iss: `${githubIssuer}/` },
  "another issuer with the same subject": { ...githubToken(main), iss: "https://token.actions.evil.example" },
  "another spelling of case": githubToken("repo:Acme/Platform:ref:refs/heads/main"),
  "an empty subject": githubToken(""),
  "a subject that is a wildcard": githubToken("*"),
};

describe("tokens that get a federated role", () => {
  table(
    "of a branch of GitHub",
    "update",
    github(),
    { "the branch": githubToken(main) },
    {
      ...strangers,
      "another branch": githubToken("repo:acme/platform:ref:refs/heads/fix"),
      "a branch with the same prefix": githubToken(`${main}-evil`),
      "a tag of the branch's name": githubToken("repo:acme/platform:ref:refs/tags/main"),
      "a pull request": githubToken("repo:acme/platform:pull_request"),
      "an environment": githubToken("repo:acme/platform:environment:prod"),
      "the subject with ids": githubToken("repo:acme@1/platform@2:ref:refs/heads/main"),
    },
  );
  const prod = "repo:acme/platform:environment:prod";
  table(
    "of an environment of GitHub, of one branch",
    "update",
    github({ environment: "prod", branch: "main" }),
    { "the environment's job of the branch": githubToken(prod, { ref: "refs/heads/main" }) },
    {
      ...strangers,
      "the environment's job of another branch": githubToken(prod, { ref: "refs/heads/fix" }),
      "the environment's job of a pull request": githubToken(prod, { ref: "refs/pull/7/merge" }),
      "the environment's job without a ref": githubToken(prod),
      "another environment": githubToken("repo:acme/platform:environment:production", { ref: "refs/heads/main" }),
      "the environment in another case": githubToken("repo:acme/platform:environment:Prod", { ref: "refs/heads/main" }),
      "the branch without environment": githubToken(main, { ref: "refs/heads/main" }),
    },
  );
  table(
    "of pull requests of GitHub, asked for",
    "preview",
    github({ pullRequests: { reason } }),
    { "a pull request": githubToken("repo:acme/platform:pull_request") },
    {
      ...strangers,
      "a pull request of another repository": githubToken("repo:acme/other:pull_request"),
      "the branch": githubToken(main),
    },
  );
  table(
    "of release tags of GitHub",
    "update",
    github({ tag: "v*" }),
    { "a release": githubToken("repo:acme/platform:ref:refs/tags/v1.2.3") },
    {
      ...strangers,
      "another tag": githubToken("repo:acme/platform:ref:refs/tags/nightly"),
      "a branch that is named like a release": githubToken("repo:acme/platform:ref:refs/heads/v1"),
    },
  );
  const ids: GitHubBinding["ids"] = { owner: "123456", repository: "456789" };
  const immutable = "repo:acme@123456/platform@456789:ref:refs/heads/main";
  table(
    "of a branch of GitHub whose subject holds ids",
    "update",
    { ...github(), ids },
    { "the branch": githubToken(immutable) },
    {
      ...strangers,
      "the subject of names alone": githubToken(main),
      "another owner of the same name": githubToken(immutable.replace("123456", "999999")),
      "another repository of the same name": githubToken(immutable.replace("456789", "999999")),
    },
  );
  table(
    "of a branch of GitHub by names and the repository's id",
    "update",
    { ...github(), ids, immutableSubject: false },
    { "the branch": githubToken(main, { repository_id: "456789" }) },
    {
      "another repository of the same name": githubToken(main, { repository_id: "999999" }),
      "the branch without the repository's id": githubToken(main),
    },
  );
  table(
    "of a whole organisation of GitHub, asked for",
    "preview",
    { provider: "github-organization", owner: "acme", wholeOrganization: { reason } },
    { "any repository's branch": githubToken("repo:acme/any:ref:refs/heads/any") },
    {
      "an organisation with the same prefix": githubToken("repo:acme-evil/any:ref:refs/heads/any"),
      "another organisation": githubToken("repo:evil/acme:ref:refs/heads/any"),
    },
  );

  const project = "project_path:acme/cloud/platform";
  table(
    "of a branch of GitLab",
    "update",
    gitlab,
    { "the branch": gitlabToken(`${project}:ref_type:branch:ref:main`) },
    {
      "another branch": gitlabToken(`${project}:ref_type:branch:ref:main-2`),
      "a tag of the branch's name": gitlabToken(`${project}:ref_type:tag:ref:main`),
      "a project with the same prefix": gitlabToken(`${project}-evil:ref_type:branch:ref:main`),
      "a project of the same name in another group": gitlabToken("project_path:evil/platform:ref_type:branch:ref:main"),
      "the merge request of a fork": gitlabToken("project_path:mallory/platform:ref_type:branch:ref:main"),
      "a self-managed GitLab": gitlabToken(`${project}:ref_type:branch:ref:main`, "https://gitlab.example.com"),
      "the issuer with a slash": gitlabToken(`${project}:ref_type:branch:ref:main`, "https://gitlab.com/"),
      "another case": gitlabToken("project_path:Acme/Cloud/Platform:ref_type:branch:ref:main"),
      "another audience": { ...gitlabToken(`${project}:ref_type:branch:ref:main`), aud: "https://gitlab.com" },
    },
  );
  table(
    "of any branch of a self-managed GitLab, asked for",
    "preview",
    { ...gitlab, host: "gitlab.example.com", scope: { anyBranch: { reason } } },
    { "a branch": gitlabToken(`${project}:ref_type:branch:ref:fix`, "https://gitlab.example.com") },
    {
      "a tag": gitlabToken(`${project}:ref_type:tag:ref:v1`, "https://gitlab.example.com"),
      "a project of gitlab.com": gitlabToken(`${project}:ref_type:branch:ref:fix`),
      "another project": gitlabToken("project_path:acme/other:ref_type:branch:ref:fix", "https://gitlab.example.com"),
    },
  );

  const step = "44444444-dddd-4ddd-8ddd-444444444444";
  table(
    "of an environment of Bitbucket",
    "update",
    bitbucket,
    { "a step of the environment": bitbucketToken(`{${projectId}}:{${otherId}}:{${step}}`) },
    {
      "a step without environment": bitbucketToken(`{${projectId}}:{${step}}`),
      "another environment": bitbucketToken(`{${projectId}}:{${organizationId}}:{${step}}`),
      "another repository": bitbucketToken(`{${otherId}}:{${otherId}}:{${step}}`),
      "another workspace": bitbucketToken(`{${projectId}}:{${otherId}}:{${step}}`, "evil"),
      "another workspace's audience": bitbucketToken(`{${projectId}}:{${otherId}}:{${step}}`, "acme", otherId),
    },
  );
  table(
    "of any step of Bitbucket, asked for",
    "preview",
    { ...bitbucket, scope: { anyStep: { reason } } },
    { "a step": bitbucketToken(`{${projectId}}:{${step}}`) },
    {
      "a step of an environment": bitbucketToken(`{${projectId}}:{${otherId}}:{${step}}`),
      "another repository": bitbucketToken(`{${otherId}}:{${step}}`),
    },
  );

  table(
    "of a service connection of Azure DevOps",
    "update",
    azure,
    { "the connection": azureToken("sc://acme/Cloud Platform/slipway-update") },
    {
      "the preview's connection": azureToken("sc://acme/Cloud Platform/slipway-preview"),
      "a connection with the same prefix": azureToken("sc://acme/Cloud Platform/slipway-update-2"),
      "another project": azureToken("sc://acme/Other/slipway-update"),
      "another organisation of the same name": azureToken("sc://acme/Cloud Platform/slipway-update", otherId),
      "another case": azureToken("sc://acme/cloud platform/slipway-update"),
      "another audience": { ...azureToken("sc://acme/Cloud Platform/slipway-update"), aud: "api://other" },
    },
  );
  table(
    "of a managed identity of Entra",
    "update",
    entra,
    { "the identity": entraToken(projectId) },
    {
      "another identity of the tenant": entraToken(otherId),
      "another tenant": entraToken(projectId, `https://sts.windows.net/${otherId}/`),
      "the issuer without its slash": entraToken(projectId, `https://sts.windows.net/${organizationId}`),
      "another audience": { ...entraToken(projectId), aud: "https://management.azure.com" },
    },
  );

  const run = (ref: string, { organization = organizationId, project: id = projectId, user = step } = {}) =>
    `org/${organization}/project/${id}/user/${user}/vcs-origin/github.com/acme/platform/vcs-ref/${ref}`;
  table(
    "of a branch of CircleCI",
    "update",
    circleci,
    {
      "the branch": circleToken(run("refs/heads/main")),
      "another user's": circleToken(run("refs/heads/main", { user: otherId })),
    },
    {
      "another branch": circleToken(run("refs/heads/main-2")),
      "a branch whose name ends like the pattern": circleToken(
        run("refs/heads/x/vcs-origin/github.com/acme/platform/vcs-ref/refs/heads/main"),
      ),
      "another project": circleToken(run("refs/heads/main", { project: otherId })),
      "another organisation": circleToken(run("refs/heads/main", { organization: otherId }), otherId),
      "a fork": circleToken(run("refs/heads/main").replace("/acme/", "/mallory/")),
      "the first form of the token, which names no branch": circleToken(
        `org/${organizationId}/project/${projectId}/user/${step}`,
      ),
    },
  );

  const stack = (operation: string, name = "sandbox") =>
    `pulumi:deploy:org:acme:project:slipway:stack:${name}:operation:${operation}:scope:write`;
  table(
    "of stacks of Pulumi Deployments, to update",
    "update",
    { ...pulumi, stacks: ["sandbox"] },
    { "an update": pulumiToken(stack("update")), "a remediation": pulumiToken(stack("remediate-drift")) },
    {
      "a preview": pulumiToken(stack("preview")),
      "the destruction that nobody asked for": pulumiToken(stack("destroy")),
      "another stack": pulumiToken(stack("update", "prod")),
      "a stack with the same prefix": pulumiToken(stack("update", "sandbox2")),
      "another organisation": pulumiToken(stack("update").replace("org:acme", "org:evil"), "evil"),
      "the organisation in another case": pulumiToken(stack("update"), "Acme"),
      "an environment of ESC": pulumiToken("pulumi:environments:org:acme:env:sandbox"),
    },
  );
  table(
    "of stacks of Pulumi Deployments, to preview",
    "preview",
    { ...pulumi, stacks: ["sandbox"] },
    { "a preview": pulumiToken(stack("preview")), "the detection of drift": pulumiToken(stack("detect-drift")) },
    { "an update": pulumiToken(stack("update")) },
  );
});

describe("the mistakes that a federated trust cannot hold", () => {
  const condition = (keys: Record<string, Record<string, string>>): PolicyDocument => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${place.accountId}:oidc-provider/token.actions.githubusercontent.com` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: keys,
      },
    ],
  });
  const ask = (trust: PolicyDocument, token: Token) =>
    assumeWithToken(token, { ...place, roleArn: "role", trust, providers: identityProviders([github()]) }).verdict;
  const key = (claim: string) => `token.actions.githubusercontent.com:${claim}`;
  const audience = { [key("aud")]: "sts.amazonaws.com" };

  it("audience only: every repository of the world gets the role", () => {
    const trust = condition({ StringEquals: audience });
    assert.equal(ask(trust, githubToken("repo:evil/evil:pull_request")), "allowed");
  });

  it("any run of a repository: its pull requests get the role", () => {
    const trust = condition({ StringEquals: audience, StringLike: { [key("sub")]: "repo:acme/platform:*" } });
    assert.equal(ask(trust, githubToken("repo:acme/platform:pull_request")), "allowed");
  });

  it("a wildcard too early: repositories that only begin alike get the role", () => {
    const trust = condition({ StringEquals: audience, StringLike: { [key("sub")]: "repo:acme/platform*" } });
    assert.equal(ask(trust, githubToken("repo:acme/platform-evil:ref:refs/heads/main")), "allowed");
  });

  it("a key with a slash that the issuer does not have: nobody gets the role", () => {
    const trust = condition({ StringEquals: { [`${key("aud").replace(":aud", "/:aud")}`]: "sts.amazonaws.com" } });
    assert.equal(ask(trust, githubToken(main)), "missing");
  });
});
