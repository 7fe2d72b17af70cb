import assert from "node:assert/strict";
import { type Binding, FederationError, federatedTrust, trustFindings, trustFlaws } from "../../../catalog/federation";
import type { PolicyDocument } from "../../../catalog/iam";
import type { Access } from "../../../catalog/naming";
import { limits, policySize } from "../../../catalog/quota";
import { azure, bitbucket, circleci, entra, github, gitlab, organizationId, place, pulumi, reason } from "./sample";

const stacks = { ...pulumi, stacks: ["sandbox"] };
const properties = (binding: object, access: Access = "update") =>
  trustFindings({ ...place, access, bindings: [binding as Binding] }).map(({ property }) => property);

describe("federated trust", () => {
  const all: [Binding, ...Binding[]] = [github(), gitlab, bitbucket, azure, entra, circleci, stacks];

  it("pins audience and subject in every statement, with equality wherever the subject is known before", () => {
    for (const binding of all) {
      const [statement] = federatedTrust({ ...place, access: "update", bindings: [binding] }).Statement;
      const keys = Object.values(statement?.Condition ?? {}).flatMap((block) => Object.keys(block));
      assert.ok(keys.some((key) => key.endsWith(":aud")) && keys.some((key) => key.endsWith(":sub")), binding.provider);
      const likes = Object.keys(statement?.Condition ?? {}).includes("StringLike");
      assert.equal(likes, binding.provider === "bitbucket" || binding.provider === "circleci", binding.provider);
      assert.deepEqual(statement?.Action, "sts:AssumeRoleWithWebIdentity");
    }
  });

  it("has no flaw, of whatever CI", () => {
    for (const binding of all) {
      assert.deepEqual(trustFlaws(federatedTrust({ ...place, access: "update", bindings: [binding] })), []);
    }
    const preview = (scope: object, binding: object): Binding => ({ ...binding, scope }) as Binding;
    const wide: Binding[] = [
      preview({ anyBranch: { reason } }, gitlab),
      preview({ anyBranch: { reason } }, circleci),
      preview({ anyStep: { reason } }, bitbucket),
      github({ tag: "v*" }),
    ];
    for (const binding of wide) {
      assert.deepEqual(trustFlaws(federatedTrust({ ...place, access: "preview", bindings: [binding] })), []);
    }
  });

  it("holds several bindings, each with its own statement", () => {
    const trust = federatedTrust({ ...place, access: "update", bindings: [github(), github({ tag: "v*" }), gitlab] });
    assert.deepEqual(
      trust.Statement.map(({ Sid }) => Sid),
      ["Github0", "Github1", "Gitlab2"],
    );
  });

  it("refuses what makes it longer than IAM takes, and takes what fits", () => {
    const many = (count: number) => ({
      ...stacks,
      stacks: Array.from({ length: count }, (_, each) => `sandbox-${each}`),
    });
    const fits = federatedTrust({ ...place, access: "update", bindings: [many(5)] });
    assert.ok(policySize("trust", fits) <= limits.trustPolicyLength.value);
    assert.deepEqual(properties(many(9)), ["bindings"]);
  });

  const refused: [string, object, string[]][] = [
    ["no scope", { ...github(), scope: undefined }, ["bindings[0].scope"]],
    ["a wildcard for an owner", { ...github(), owner: "*" }, ["bindings[0].owner"]],
    ["an empty owner", { ...github(), owner: "" }, ["bindings[0].owner"]],
    ["a wildcard for a repository", { ...github(), repository: "*" }, ["bindings[0].repository"]],
    ["part of a repository", { ...github(), repository: "plat*" }, ["bindings[0].repository"]],
    ["a policy variable", { ...github(), repository: ["$", "{aws:username}"].join("") }, ["bindings[0].repository"]],
    ["a wildcard for a branch", github({ branch: "*" }), ["bindings[0].scope.branch"]],
    ["a branch with a wildcard", github({ branch: "release/*" }), ["bindings[0].scope.branch"]],
    ["an empty branch", github({ branch: "" }), ["bindings[0].scope.branch"]],
    ["a branch with its ref", github({ branch: "refs/heads/main" }), ["bindings[0].scope.branch"]],
    ["any tag", github({ tag: "*" }), ["bindings[0].scope.tag"]],
    ["a wildcard for an environment", github({ environment: "*", branch: "main" }), ["bindings[0].scope.environment"]],
    [
      "an environment without branch",
      github({ environment: "prod" } as never),
      ["bindings[0].scope.anyBranch", "bindings[0].scope.anyBranch.reason"],
    ],
    ["pull requests for updates", github({ pullRequests: { reason } }), ["bindings[0].scope.pullRequests"]],
    [
      "a whole organisation for updates",
      { provider: "github-organization", owner: "acme", wholeOrganization: { reason } },
      ["bindings[0].wholeOrganization"],
    ],
    [
      "any branch of GitLab for updates",
      { ...gitlab, scope: { anyBranch: { reason } } },
      ["bindings[0].scope.anyBranch"],
    ],
    [
      "any step of Bitbucket for updates",
      { ...bitbucket, scope: { anyStep: { reason } } },
      ["bindings[0].scope.anyStep"],
    ],
    [
      "any branch of CircleCI for updates",
      { ...circleci, scope: { anyBranch: { reason } } },
      ["bindings[0].scope.anyBranch"],
    ],
    ["a wildcard for an audience", { ...github(), audience: "*" }, ["bindings[0].audience"]],
    ["an empty audience", { ...github(), audience: "" }, ["bindings[0].audience"]],
    ["no audience of Entra", { ...entra, audience: undefined }, ["bindings[0].audience"]],
    ["a group of GitLab", { ...gitlab, project: "acme/*" }, ["bindings[0].project"]],
    ["a GitLab with a scheme and a slash", { ...gitlab, host: "https://gitlab.com/" }, ["bindings[0].host"]],
    ["a UUID in upper case", { ...circleci, projectId: organizationId.toUpperCase() }, ["bindings[0].projectId"]],
    ["a UUID in braces", { ...bitbucket, repositoryId: `{${organizationId}}` }, ["bindings[0].repositoryId"]],
    ["an origin with a slash at the end", { ...circleci, origin: "github.com/acme/" }, ["bindings[0].origin"]],
    ["any connection of Azure DevOps", { ...azure, connection: "*" }, ["bindings[0].connection"]],
    ["a connection with a slash", { ...azure, project: "a/b" }, ["bindings[0].project"]],
    ["any stack", { ...stacks, stacks: ["*"] }, ["bindings[0].stacks[0]"]],
    ["no stack", { ...stacks, stacks: [] }, ["bindings[0].stacks"]],
    ["an organisation of Pulumi in upper case", { ...stacks, organization: "Acme" }, ["bindings[0].organization"]],
    ["a reading operation in the update's role", { ...stacks, operations: ["preview"] }, ["bindings[0].operations"]],
    [
      "ids that are names",
      { ...github(), ids: { owner: "acme", repository: "0" } },
      ["bindings[0].ids.owner", "bindings[0].ids.repository"],
    ],
    ["subjects with ids, but no ids", { ...github(), immutableSubject: true }, ["bindings[0].ids"]],
    ["another CI", { provider: "jenkins" }, ["bindings[0].provider"]],
  ];
  for (const [what, binding, expected] of refused) {
    it(`refuses ${what}`, () => assert.deepEqual(properties(binding), expected));
  }

  it("cannot even be written without scope, audience of Entra, reason or binding", () => {
    const { scope: _, ...unscoped } = github();
    // @ts-expect-error a binding says which runs it admits
    const noScope: Binding = unscoped;
    // @ts-expect-error Entra's tokens have an audience of the company's own
    const noAudience: Binding = { provider: "entra", tenantId: organizationId, objectId: organizationId };
    // @ts-expect-error pull requests are asked for with a reason
    const noReason: Binding = { ...unscoped, scope: { pullRequests: true } };
    // @ts-expect-error a trust has a binding
    const nothing: FederatedTrust = { ...place, access: "update", bindings: [] };
    const bindings = [noScope, noAudience, noReason, ...nothing.bindings];
    assert.deepEqual(
      bindings.map((binding) => properties(binding).length > 0),
      [true, true, true],
    );
  });

  it("refuses an update of Pulumi Deployments in the preview's role", () => {
    assert.deepEqual(properties({ ...stacks, operations: ["update"] }, "preview"), ["bindings[0].operations"]);
  });

  it("asks for a reason that says something", () => {
    assert.deepEqual(properties(github({ pullRequests: { reason: "yes" } }), "preview"), [
      "bindings[0].scope.pullRequests.reason",
    ]);
    assert.deepEqual(properties(github({ pullRequests: { reason } }), "preview"), []);
  });

  it("is not made of nothing", () => {
    assert.throws(
      () => federatedTrust({ ...place, access: "update", bindings: [] as never }),
      (error: unknown) => error instanceof FederationError && /at least one binding/.test(error.message),
    );
  });

  it("names every mistake at once, with place, value and remedy", () => {
    assert.throws(
      () =>
        federatedTrust({
          ...place,
          access: "update",
          bindings: [
            { ...github({ branch: "*" }), owner: "*" },
            { ...gitlab, project: "acme" },
          ],
        }),
      (error: unknown) => {
        const { message } = error as Error;
        assert.match(message, /bindings\[0\]\.owner = "\*": must be/);
        assert.match(message, /bindings\[0\]\.scope\.branch = "\*": must be/);
        assert.match(message, /bindings\[1\]\.project = "acme": must be the full path/);
        return true;
      },
    );
  });
});

describe("flaws of any trust policy", () => {
  const github2 = "token.actions.githubusercontent.com";
  const trust = (
    condition: Record<string, Record<string, string | string[]>>,
    path = github2,
    action = "sts:AssumeRoleWithWebIdentity",
  ): PolicyDocument => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${path}` },
        Action: action,
        Condition: condition,
      },
    ],
  });
  const aud = { [`${github2}:aud`]: "sts.amazonaws.com" };
  const sub = (value: string | string[]) => ({ [`${github2}:sub`]: value });
  const rules = (document: PolicyDocument) => trustFlaws(document).map(({ rule }) => rule);
  const main = "repo:acme/platform:ref:refs/heads/main";

  const cases: [string, PolicyDocument, string[]][] = [
    ["none in an exact trust", trust({ StringEquals: { ...aud, ...sub(main) } }), []],
    ["audience only", trust({ StringEquals: aud }), ["subject"]],
    ["subject only", trust({ StringEquals: sub(main) }), ["audience"]],
    ["no condition", trust({}), ["audience", "subject"]],
    [
      "a condition that an absent claim satisfies",
      trust({ StringEqualsIfExists: { ...aud, ...sub(main) } }),
      ["audience", "subject"],
    ],
    [
      "a set operator that an absent claim satisfies",
      trust({ "ForAllValues:StringEquals": { ...aud, ...sub(main) } }),
      ["audience", "subject"],
    ],
    [
      "a negated subject",
      trust({ StringEquals: aud, StringNotEquals: sub("repo:acme/other:pull_request") }),
      ["subject"],
    ],
    ["the wildcard as subject", trust({ StringEquals: aud, StringLike: sub("*") }), ["subject"]],
    ["a whole organisation", trust({ StringEquals: aud, StringLike: sub("repo:acme/*") }), ["subject"]],
    ["any run of a repository", trust({ StringEquals: aud, StringLike: sub("repo:acme/platform:*") }), ["subject"]],
    [
      "repositories that begin alike",
      trust({ StringEquals: aud, StringLike: sub("repo:acme/plat*:ref:refs/heads/main") }),
      ["subject"],
    ],
    ["one wide subject among exact ones", trust({ StringEquals: aud, StringLike: sub([main, "repo:*"]) }), ["subject"]],
    ["pull requests", trust({ StringEquals: { ...aud, ...sub("repo:acme/platform:pull_request") } }), ["pull-request"]],
    ["any audience", trust({ StringLike: { [`${github2}:aud`]: "*" }, StringEquals: sub(main) }), ["audience"]],
    ["all actions of STS", trust({ StringEquals: aud }, github2, "sts:*"), ["subject"]],
    [
      "keys with a slash that the provider does not have",
      trust({ StringEquals: { [`${github2}/:aud`]: "sts.amazonaws.com", [`${github2}/:sub`]: main } }),
      ["issuer", "issuer", "audience", "subject"],
    ],
    [
      "a provider with a slash that the keys do not have, as of Entra",
      trust({ StringEquals: { "sts.windows.net/t:aud": "api://slipway" } }, "sts.windows.net/t/"),
      ["issuer", "audience", "subject"],
    ],
    [
      "a user's wildcard that reaches into the branch of CircleCI",
      trust(
        {
          StringEquals: { [`oidc.circleci.com/org/${organizationId}:aud`]: organizationId },
          StringLike: {
            [`oidc.circleci.com/org/${organizationId}:sub`]: `org/${organizationId}/project/${organizationId}/user/*/vcs-origin/github.com/acme/a/vcs-ref/refs/heads/main`,
          },
        },
        `oidc.circleci.com/org/${organizationId}`,
      ),
      ["subject"],
    ],
  ];
  for (const [what, document, expected] of cases) {
    it(`${expected.length === 0 ? "are" : "find"} ${what}`, () => assert.deepEqual(rules(document), expected));
  }

  it("find several providers in one statement, of which one is not pinned", () => {
    const document = trust({ StringEquals: { ...aud, ...sub(main) } });
    document.Statement[0]!.Principal = {
      Federated: [github2, "gitlab.com"].map((path) => `arn:aws:iam::111111111111:oidc-provider/${path}`),
    };
    assert.deepEqual(rules(document), ["provider"]);
  });

  it("leave statements alone that let no web identity in", () => {
    const document: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "codebuild.amazonaws.com" }, Action: "sts:AssumeRole" },
        { Effect: "Deny", Principal: "*", Action: "sts:AssumeRoleWithWebIdentity" },
      ],
    };
    assert.deepEqual(trustFlaws(document), []);
  });
});
