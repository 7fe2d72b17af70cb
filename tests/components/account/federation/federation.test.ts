import assert from "node:assert/strict";
import { assumeWithToken, type Binding, identityProviders } from "../../../../catalog/federation";
import { decide, type PolicyDocument } from "../../../../catalog/iam";
import { naming } from "../../../../catalog/naming";
import { FederatedProvider } from "../../../../components/account/federation/federated-provider";
import { FederatedRole, type FederatedRoleArgs } from "../../../../components/account/federation/federated-role";
import { build, buildError, documentOf } from "../../harness";
import { boundless, unconditionedPass } from "../../statements";

const names = naming("acme");
const accountId = "111111111111";
const runRole = (account: string, access: "preview" | "update") => names.runRoleArn("aws", accountId, account, access);
const github: Binding = {
  provider: "github",
  owner: "acme",
  repository: "platform",
  scope: { branch: "main" },
};
const update: FederatedRoleArgs = {
  names,
  partition: "aws",
  accountId,
  name: "platform",
  access: "update",
  bindings: [github],
  enters: [runRole("prod", "update"), runRole("dev", "update")],
};
const roleOf = (args: FederatedRoleArgs) => build(() => ({ arn: new FederatedRole("ci", args).arn }));
const problemsOf = async (args: FederatedRoleArgs) =>
  (await buildError(() => ({ arn: new FederatedRole("ci", args).arn }))).message;

describe("FederatedProvider", () => {
  it("is one identity provider with the issuer's URL and all audiences, and no thumbprint", async () => {
    const [provider] = identityProviders([github, { ...github, audience: "releases" }]);
    const built = await build(() => ({ arn: new FederatedProvider("github", provider!).arn }));
    const { inputs } = built.one("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github-provider");
    assert.equal(inputs["url"], "https://token.actions.githubusercontent.com");
    assert.deepEqual(inputs["clientIdLists"], ["releases", "sts.amazonaws.com"]);
    assert.equal(inputs["thumbprintLists"], undefined);
  });

  it("refuses a URL that is not the issuer's spelling, and audiences that are missing, doubled or wild", async () => {
    const fail = async (url: string, audiences: string[]) =>
      (await buildError(() => ({ arn: new FederatedProvider("p", { url, audiences }).arn }))).message;
    assert.match(await fail("https://gitlab.com/", ["a"]), /url: must be https:\/\/gitlab\.com, as the tokens' issuer/);
    assert.match(await fail("http://gitlab.com", ["a"]), /url: issuer .* must be https/);
    const message = await fail("https://GitLab.com", []);
    assert.match(message, /url: must be/);
    assert.match(message, /audiences: must be 1 to 100/);
    assert.match(
      await fail("https://gitlab.com", ["a", "a", "*"]),
      /audiences\[2\]: must be one audience[\s\S]*each audience once/,
    );
  });
});

describe("FederatedRole", () => {
  it("is below /slipway/ under a computed name, for an hour, and says what it is for", async () => {
    const { inputs } = (await roleOf(update)).one("aws:iam/role:Role", "ci-role");
    assert.equal(inputs["name"], "acme-ci-platform-update");
    assert.equal(inputs["path"], "/slipway/");
    assert.equal(inputs["maxSessionDuration"], 3600);
    assert.equal(inputs["description"], "Runs of github update stacks with it");
    assert.equal(
      (await roleOf({ ...update, sessionSeconds: 7200 })).one("aws:iam/role:Role").inputs["maxSessionDuration"],
      7200,
    );
  });

  it("admits the branch and no pull request", async () => {
    const { inputs } = (await roleOf(update)).one("aws:iam/role:Role", "ci-role");
    const ask = (sub: string) =>
      assumeWithToken(
        { iss: "https://token.actions.githubusercontent.com", aud: "sts.amazonaws.com", sub },
        {
          partition: "aws",
          accountId,
          roleArn: "role",
          trust: documentOf(inputs["assumeRolePolicy"]),
          providers: identityProviders([github]),
        },
      ).verdict;
    assert.equal(ask("repo:acme/platform:ref:refs/heads/main"), "allowed");
    assert.equal(ask("repo:acme/platform:pull_request"), "missing");
  });

  it("may enter the named roles and do nothing else", async () => {
    const built = await roleOf(update);
    const document: PolicyDocument = documentOf(
      built.one("aws:iam/rolePolicy:RolePolicy", "ci-enter").inputs["policy"],
    );
    const may = (action: string, resource: string) =>
      decide(
        {
          caller: {
            kind: "principal",
            arn: `arn:aws:iam::${accountId}:role/slipway/acme-ci-platform-update`,
            accountId,
          },
          action,
          resource,
          resourceAccount: accountId,
        },
        {
          identity: [{ name: "enter", document }],
          resource: {
            name: "open",
            document: {
              Version: "2012-10-17",
              Statement: [
                { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "*", Resource: "*" },
              ],
            },
          },
        },
      ).verdict;
    assert.equal(may("sts:AssumeRole", runRole("prod", "update")), "allowed");
    assert.equal(may("sts:AssumeRole", runRole("prod", "preview")), "missing");
    assert.equal(may("sts:AssumeRole", names.platformRoleArn("aws", accountId, "update")), "missing");
    assert.equal(may("s3:GetObject", "arn:aws:s3:::acme-state-111111111111/prod/a"), "missing");
    assert.deepEqual([boundless(document), unconditionedPass(document)], [[], []]);
    assert.equal(built.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment").length, 0);
  });

  it("for previews cannot enter a role for updates", async () => {
    const message = await problemsOf({ ...update, access: "preview" });
    assert.match(message, /enters\[0\]: must be a role below \/slipway\/ whose name ends in -preview/);
  });

  it("for updates may look first, with the role for previews", async () => {
    const enters = [runRole("prod", "update"), runRole("prod", "preview")];
    const built = await roleOf({ ...update, enters });
    const { Statement } = documentOf(built.one("aws:iam/rolePolicy:RolePolicy", "ci-enter").inputs["policy"]);
    assert.deepEqual(Statement[0]!.Resource, [...enters].sort());
  });

  it("refuses wildcards, services' roles and another prefix's roles to enter", async () => {
    for (const value of [
      "*",
      `arn:aws:iam::${accountId}:role/*`,
      `arn:aws:iam::${accountId}:role/services/acme-orders-update`,
      `arn:aws:iam::${accountId}:role/slipway/other-run-prod-update`,
    ]) {
      assert.match(await problemsOf({ ...update, enters: [value] }), /enters\[0\]/, value);
    }
    assert.match(await problemsOf({ ...update, enters: [] }), /enters: must name at least one role/);
  });

  it("names every mistake at once", async () => {
    const message = await problemsOf({
      ...update,
      name: "Platform",
      accountId: "1",
      bindings: [{ ...github, owner: "*" }],
      enters: [],
      sessionSeconds: 60,
    });
    for (const property of ["name", "accountId", "bindings\\[0\\].owner", "enters", "sessionSeconds"]) {
      assert.match(message, new RegExp(`- ${property}: must`), message);
    }
  });
});
