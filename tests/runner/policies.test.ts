import assert from "node:assert/strict";
import { join } from "node:path";
import type { Graph } from "../../analysis/graph/types";
import { loadCatalog } from "../../catalog/load";
import { recordGraph } from "../../runner/graph/record";
import { checkBefore } from "../../runner/policies";
import type { Session } from "../../runner/session";

describe("the policy pack before the engine", () => {
  const catalog = loadCatalog(join(__dirname, "..", "fixtures", "organization"));
  const said: string[] = [];
  const never = () => assert.fail("neither cloud nor CLI is needed to see a violation");
  const terminal = { json: false, progress: (line: string) => said.push(line), say: never, result: never };
  const session: Session = { catalog, terminal, cloud: never, pulumi: never };
  const plans = catalog.stacks.filter(({ kind }) => kind === "service" || kind === "pipeline");
  let graph: Graph;
  before(async () => {
    graph = await recordGraph(
      catalog,
      plans.map(({ name }) => name),
    );
  });

  /** The recorded graph with one thing changed in every resource of a type. */
  function changed(
    type: string,
    change: (inputs: Graph["stacks"][number]["resources"][number]["inputs"]) => void,
  ): Graph {
    const copy = structuredClone(graph);
    for (const { resources } of copy.stacks) for (const each of resources) if (each.type === type) change(each.inputs);
    return copy;
  }

  it("lets the programs pass as they are", async () => {
    await checkBefore(session, plans, async () => graph);
    // Ids of a network come with the first update: two rules say that they judge this one document then.
    assert.deepEqual(
      said.filter((each) => !/^advisory: .* build-role-network\n.*unknown before the update/.test(each)),
      [],
    );
  });

  it("refuses a deployment group without rollback, with rule, stack and resource, and changes nothing", async () => {
    const bad = changed("aws:codedeploy/deploymentGroup:DeploymentGroup", (inputs) => {
      delete inputs["autoRollbackConfiguration"];
    });
    await assert.rejects(
      checkBefore(session, plans, async () => bad),
      (error: Error) => {
        assert.equal(error.name, "RefusedError");
        assert.match(error.message, /nothing was changed/);
        for (const { name } of plans.filter(({ kind }) => kind === "service")) {
          assert.match(
            error.message,
            new RegExp(`deployment-group-rolls-back: ${name.replaceAll(".", "\\.")}: .*DeploymentGroup`),
          );
        }
        return true;
      },
    );
  });
});
