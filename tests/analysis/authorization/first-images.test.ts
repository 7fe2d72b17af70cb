import assert from "node:assert/strict";
import { prover } from "../../../analysis/authorization";
import { requestsOf } from "../../../analysis/authorization/requests";
import { catalog, changeStatements, organizationGraph, resourcesOf } from "./organization-graph";

const { names, organization } = catalog;
const { toolchain, test } = organization.accounts as Record<string, string>;

describe("proof of the first image of a function", function () {
  this.timeout(60_000);

  it("asks whether the role that makes the function and Lambda itself may fetch it, and finds what is missing", async () => {
    const graph = await organizationGraph();
    const asked = requestsOf(graph).filter(({ what }) => /first image/.test(what));
    const callers = new Set(
      asked.map(({ request: { caller } }) => (caller.kind === "principal" ? caller.arn : caller.kind)),
    );
    assert.deepEqual([...callers], [names.platformRoleArn("aws", test!, "update"), "service"]);
    const repository = names.imageRepository("hello", "app");
    for (const { request } of asked) {
      assert.equal(request.resource, `arn:aws:ecr:eu-west-1:${toolchain}:repository/${repository}`);
    }
    const refused = () => {
      const prove = prover(graph);
      return asked.filter(({ request }) => prove(request, { region: "eu-west-1" }).verdict !== "allowed").length;
    };
    assert.equal(refused(), 0);
    const policy = resourcesOf(graph, "aws:ecr/repositoryPolicy:RepositoryPolicy").find(
      ({ inputs }) => inputs["repository"] === repository,
    )!;
    changeStatements(policy, "policy", (each) => (each.Sid === "Pull" ? undefined : each));
    assert.equal(refused(), 2, "the maker's right to the repository");
    changeStatements(policy, "policy", (each) => (each.Sid === "Functions" ? undefined : each));
    assert.equal(refused(), 4, "Lambda's too");
  });
});
