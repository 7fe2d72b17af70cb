import assert from "node:assert/strict";
import { inventoryOf, type Role } from "../../analysis/authorization/inventory";
import { type Assumer, assumptions } from "../../catalog/assumptions";
import { readPolicy, type Statement } from "../../catalog/iam";
import { list } from "../components/statements";
import { fixtureGraph, ownGraph, type Recorded } from "./graphs";
import { peopleGraph } from "./people-graph";

/** `kind who`, of everyone whom a role's trust lets in. */
function trusted({ trust, arn }: Role): string[] {
  assert.ok(trust?.document, `${arn} has a trust that the graph shows`);
  return readPolicy(trust.document).Statement.flatMap(callers).sort();
}

function callers({ Effect, Principal, Action, Condition = {} }: Statement): string[] {
  assert.equal(Effect, "Allow");
  assert.ok(Principal && Principal !== "*");
  const named = list(Condition["ArnEquals"]?.["aws:PrincipalArn"] ?? Condition["ArnLike"]?.["aws:PrincipalArn"]);
  const accounts = list(Principal.AWS);
  if (accounts.length > 0) {
    assert.deepEqual(list(Action), ["sts:AssumeRole"]);
    assert.ok(named.length > 0, "a whole account is narrowed to roles");
    // Else the condition would name somebody whom the principal does not let in.
    for (const arn of named) assert.ok(accounts.includes(`${arn.split(":").slice(0, 5).join(":")}:root`), arn);
  }
  return [
    ...named.map((who) => `role ${who}`),
    ...list(Principal.Service).map((who) => `service ${who}`),
    ...list(Principal.Federated).map((who) => `identity provider ${who}`),
  ];
}

const said = ({ kind, who }: Assumer) => `${kind} ${who}`;

/** Roles by ARN, with everyone who may assume each. */
function ofGraph({ graph }: Recorded): Record<string, string[]> {
  return Object.fromEntries(inventoryOf(graph).roles.map((role) => [role.arn, trusted(role)]));
}

function ofCatalog({ catalog }: Recorded): Record<string, string[]> {
  return Object.fromEntries(assumptions(catalog).map(({ role, callers }) => [role, callers.map(said).sort()]));
}

describe("who may assume what, from the files alone", function () {
  this.timeout(60_000);

  for (const [title, recorded] of [
    ["the example", ownGraph],
    ["the other company", fixtureGraph],
    ["a company with people", peopleGraph],
  ] as const) {
    it(`is what the trust of every role says, nothing more and nothing less: ${title}`, async () => {
      const found = await recorded();
      const [wanted, actual] = [ofCatalog(found), ofGraph(found)];
      assert.deepEqual(Object.keys(wanted).sort(), Object.keys(actual).sort());
      for (const [role, who] of Object.entries(actual)) assert.deepEqual(wanted[role], who, role);
    });

    it(`names the account of each role, each role once, and why: ${title}`, async () => {
      const { catalog } = await recorded();
      const all = assumptions(catalog);
      assert.equal(new Set(all.map(({ role }) => role)).size, all.length);
      for (const { role, account, why, callers } of all) {
        assert.equal(role.split(":")[4], catalog.organization.accounts[account], role);
        assert.ok(why.length > 0 && callers.length > 0, role);
      }
    });
  }

  it("names the subjects of federated roles as their trust does", async () => {
    const { catalog, graph } = await fixtureGraph();
    const federated = assumptions(catalog).filter(({ callers }) => callers[0]!.kind === "identity provider");
    assert.ok(federated.length > 0);
    const roles = inventoryOf(graph).roles;
    for (const { role, callers: assumers } of federated) {
      const trust = readPolicy(roles.find(({ arn }) => arn === role)!.trust!.document!).Statement;
      assert.equal(trust.length, assumers.length);
      for (const { Condition = {} } of trust) {
        const subject = Object.values(Condition)
          .flatMap((keys) => Object.entries(keys))
          .filter(([key]) => key.endsWith(":sub"))
          .flatMap(([, values]) => list(values));
        assert.ok(
          assumers.some(({ when }) => when === `sub is ${subject.join(" or ")}`),
          subject.join(),
        );
      }
    }
  });
});
