import assert from "node:assert/strict";
import { type Binding, identityProviders, issuerOf, normaliseIssuer, providerArn } from "../../../catalog/federation";
import { azure, bitbucket, circleci, entra, github, gitlab, organizationId, pulumi } from "./sample";

describe("issuer", () => {
  const expected: [string, Binding, string, string][] = [
    ["GitHub", github(), "https://token.actions.githubusercontent.com", "sts.amazonaws.com"],
    ["GitLab", gitlab, "https://gitlab.com", "sts.amazonaws.com"],
    ["a self-managed GitLab", { ...gitlab, host: "git.example.com" }, "https://git.example.com", "sts.amazonaws.com"],
    [
      "Bitbucket",
      bitbucket,
      "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
      `ari:cloud:bitbucket::workspace/${organizationId}`,
    ],
    ["Azure DevOps", azure, `https://vstoken.dev.azure.com/${organizationId}`, "api://AzureADTokenExchange"],
    ["Entra", entra, `https://sts.windows.net/${organizationId}/`, "api://slipway"],
    ["CircleCI", circleci, `https://oidc.circleci.com/org/${organizationId}`, organizationId],
    ["Pulumi Deployments", { ...pulumi, stacks: ["sandbox"] }, "https://api.pulumi.com/oidc", "acme"],
  ];
  for (const [name, binding, url, audience] of expected) {
    it(`of ${name} is ${url}`, () => {
      const issuer = issuerOf(binding);
      assert.deepEqual(issuer, { url, path: url.replace("https://", ""), audience });
    });
  }

  it("takes the audience that a binding names", () => {
    assert.equal(issuerOf({ ...github(), audience: "slipway" }).audience, "slipway");
  });

  it("is written with https, host in lower case and no slash at the end", () => {
    assert.equal(normaliseIssuer("GitLab.Example.com"), "https://gitlab.example.com");
    assert.equal(normaliseIssuer("https://gitlab.example.com//"), "https://gitlab.example.com");
    assert.equal(normaliseIssuer("HTTPS://gitlab.example.com/Sub/"), "https://gitlab.example.com/Sub");
    assert.equal(normaliseIssuer("https://sts.windows.net/tenant"), "https://sts.windows.net/tenant/");
  });

  for (const text of [
    "",
    "https://",
    "http://gitlab.example.com",
    "https://gitlab.example.com:8443",
    "https://gitlab.example.com?tenant=1",
    "https://gitlab.example.com#a",
    "https://user@gitlab.example.com",
    "https://*.example.com",
    "https://example.com/*",
    "localhost",
  ]) {
    it(`refuses ${JSON.stringify(text)}, which IAM cannot take`, () => {
      assert.throws(() => normaliseIssuer(text), /without port, query and fragment/);
    });
  }
});

describe("identity providers of an account", () => {
  it("are one per issuer, with the audiences of all its bindings", () => {
    const providers = identityProviders([
      github(),
      { ...github({ tag: "v*" }), audience: "releases" },
      { provider: "github-organization", owner: "acme", wholeOrganization: { reason: "for the audit of all" } },
      gitlab,
    ]);
    assert.deepEqual(providers, [
      { url: "https://gitlab.com", audiences: ["sts.amazonaws.com"] },
      { url: "https://token.actions.githubusercontent.com", audiences: ["releases", "sts.amazonaws.com"] },
    ]);
  });

  it("have the ARN that IAM gives them, in any partition", () => {
    const path = "gitlab.com";
    assert.equal(
      providerArn("aws-cn", "111111111111", { path }),
      "arn:aws-cn:iam::111111111111:oidc-provider/gitlab.com",
    );
  });
});
