import assert from "node:assert/strict";
import { deploymentProviders, deploymentRoles } from "../../../catalog/deployments/roles";
import { assumeWithToken, federatedTrust, type Token } from "../../../catalog/federation";
import type { Access } from "../../../catalog/naming";
import type { Catalog } from "../../../catalog/types";
import { cloudCatalog, withReview } from "./cloud";

const issuer = "https://api.pulumi.com/oidc";

function token(stack: string, operation: string, other: { organization?: string; project?: string } = {}): Token {
  const { organization = "globex", project = "release" } = other;
  const sub = `pulumi:deploy:org:${organization}:project:${project}:stack:${stack}:operation:${operation}:scope:write`;
  return { iss: issuer, aud: organization, sub };
}

function admits(catalog: Catalog, access: Access, claims: Token): boolean {
  const accountId = catalog.organization.accounts["test"]!;
  const roles = deploymentRoles(catalog, accountId);
  const role = roles.find((each) => each.access === access)!;
  const trusted = { ...role, trust: federatedTrust(role), providers: deploymentProviders(roles) };
  return assumeWithToken(claims, trusted).verdict === "allowed";
}

/** Tokens that no role admits. */
const strangers: Record<string, Token> = {
  "another organisation": token("test", "update", { organization: "evil" }),
  "another organisation's token with our subject": { ...token("test", "update"), aud: "evil" },
  "another project": token("test", "update", { project: "other" }),
  "a stack that no file declares": token("other.test", "update"),
  "a stack whose name begins alike": token("test2", "update"),
  "a stack of another account": token("prod", "update"),
  "a stack that Pulumi made of a pull request": token("pr-globex-release-7", "update"),
  "an operation that nobody knows": token("test", "import"),
  "the issuer with a slash": { ...token("test", "update"), iss: `${issuer}/` },
  "another issuer": { ...token("test", "update"), iss: "https://api.pulumi.example/oidc" },
  "another scope": { ...token("test", "update"), sub: token("test", "update").sub.replace("write", "read") },
  "the organisation in another case": token("test", "update", { organization: "Globex" }),
  "an environment of Pulumi ESC": { iss: issuer, aud: "globex", sub: "pulumi:environments:org:globex:env:test" },
};

describe("the roles of Pulumi Deployments", () => {
  const catalog = cloudCatalog();
  const reviewed = cloudCatalog({}, withReview);
  const remediating = cloudCatalog({ drift: { remediate: true } });

  const rows: [operation: string, preview: boolean, update: boolean][] = [
    ["preview", true, false],
    ["detect-drift", true, false],
    ["update", false, true],
    ["refresh", false, true],
    ["remediate-drift", false, false],
    ["destroy", false, false],
  ];
  for (const [operation, preview, update] of rows) {
    it(`${operation}: the preview role ${preview ? "admits" : "keeps out"}, the update role ${update ? "admits" : "keeps out"}`, () => {
      for (const stack of ["test", "ledger.test", "price-feed.test"]) {
        assert.equal(admits(catalog, "preview", token(stack, operation)), preview, stack);
        assert.equal(admits(catalog, "update", token(stack, operation)), update, stack);
      }
    });
  }

  for (const [what, claims] of Object.entries(strangers)) {
    it(`keep out ${what}`, () => {
      for (const access of ["preview", "update"] as const)
        assert.equal(admits(reviewed, access, claims), false, access);
    });
  }

  it("drift is undone only where the file asks for it, and never with the preview role", () => {
    assert.equal(admits(remediating, "update", token("test", "remediate-drift")), true);
    assert.equal(admits(remediating, "preview", token("test", "remediate-drift")), false);
  });

  it("only a stack that expires may be destroyed", () => {
    assert.equal(admits(reviewed, "update", token("review", "destroy")), true);
    assert.equal(admits(reviewed, "update", token("review", "update")), true);
    assert.equal(admits(reviewed, "update", token("test", "destroy")), false);
    assert.equal(admits(reviewed, "preview", token("review", "destroy")), false);
  });

  it("are two in an account that has such stacks, enter its own role of their access alone, and there are none elsewhere", () => {
    const { accounts } = catalog.organization;
    const test = accounts["test"]!;
    assert.deepEqual(
      deploymentRoles(catalog, test).map(({ access, roleName, enters }) => [
        access,
        roleName,
        ...enters.map(({ roleArn }) => roleArn),
      ]),
      [
        ["preview", "globex-deployments-preview", `arn:aws:iam::${test}:role/slipway/globex-preview`],
        ["update", "globex-deployments-update", `arn:aws:iam::${test}:role/slipway/globex-update`],
      ],
    );
    assert.deepEqual(deploymentRoles(catalog, accounts["live"]!), []);
    assert.deepEqual(deploymentRoles(catalog, accounts["toolchain"]!), []);
  });

  it("share one identity provider, for one audience", () => {
    const roles = deploymentRoles(reviewed, reviewed.organization.accounts["test"]!);
    assert.deepEqual(deploymentProviders(roles), [{ url: issuer, audiences: ["globex"] }]);
  });
});
