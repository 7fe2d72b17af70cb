import assert from "node:assert/strict";
import { prover } from "../../../analysis/authorization";
import { requestsOf } from "../../../analysis/authorization/requests";
import { catalog, changeStatements, organizationGraph, resourcesOf } from "./organization-graph";

describe("proof of secrets with customer keys", function () {
  this.timeout(60_000);

  it("asks for the key of each, and finds a boundary that is in the way", async () => {
    const graph = await organizationGraph();
    const asked = requestsOf(graph).filter(({ what }) => /opens a secret with its key/.test(what));
    assert.deepEqual(
      asked.map(({ stack, request: { context } }) => [stack, context!["kms:ResourceAliases"]]),
      [
        ["quotes.test", ["alias/globex/quotes"]],
        ["quotes.prod-eu-west-1", ["alias/globex/quotes"]],
        ["web.test", ["alias/globex/web"]],
        ["web.prod", ["alias/globex/web"]],
      ],
    );
    const refused = () => {
      const prove = prover(graph);
      return asked.filter(
        ({ request, callerOnly }) => prove(request, { callerOnly, region: "eu-west-1" }).verdict !== "allowed",
      ).length;
    };
    assert.equal(refused(), 0);
    for (const boundary of resourcesOf(graph, "aws:iam/policy:Policy", catalog.names.boundary)) {
      changeStatements(boundary, "policy", (each) => (each.Sid === "SecretKeys" ? undefined : each));
    }
    assert.equal(refused(), asked.length);
  });
});
