import assert from "node:assert/strict";
import type { Graph } from "../../analysis/graph/types";
import { checkBefore } from "../../runner/policies";
import type { Session } from "../../runner/session";
import { fixtureCatalog as catalog, fixtureGraph } from "../stacks/graphs";

describe("policy pack and quotas before the engine", () => {
  const said: string[] = [];
  const never = () => assert.fail("neither cloud nor CLI is needed to see a violation");
  const terminal = { json: false, progress: (line: string) => said.push(line), say: never, result: never };
  const session: Session = { catalog, terminal, cloud: never, pulumi: never };
  const plans = catalog.stacks.filter(({ kind }) => kind === "service" || kind === "pipeline");
  let graph: Graph;
  before(async () => {
    const whole = (await fixtureGraph()).graph;
    graph = {
      ...whole,
      complete: [],
      stacks: whole.stacks.filter(({ name }) => plans.some((plan) => plan.name === name)),
    };
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
    assert.deepEqual(said, []);
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

  it("refuses an oversized policy at once, with its size, what is allowed and where that is written", async () => {
    const bad = changed("aws:iam/rolePolicy:RolePolicy", (inputs) => {
      if (inputs["role"] !== "globex-payments-build") return;
      inputs["policy"] = JSON.stringify({ Version: "2012-10-17", Statement: [], Id: "x".repeat(10_240) });
    });
    await assert.rejects(
      checkBefore(session, plans, async () => bad),
      (error: Error) => {
        assert.equal(error.name, "RefusedError");
        assert.match(error.message, /nothing was changed/);
        assert.match(error.message, /mandatory: within-quotas: payments\.pipeline: .*RolePolicy/);
        assert.match(error.message, /inline policy of globex-payments-build has .*IAM allows 10,240 characters/);
        assert.match(error.message, /https:\/\/docs\.aws\.amazon\.com\//);
        return true;
      },
    );
  });
});
