import assert from "node:assert/strict";
import { pipelinePlan, unfinishedConnections } from "../../../runner/pipelines/plan";
import { connectionArn, declared, home, step } from "./scene";

describe("what a preview says of pipelines", () => {
  for (const [op, change] of [
    ["update", "update"],
    ["delete", "deletion"],
    ["delete-replaced", "replacement"],
  ] as const) {
    it(`takes the step '${op}' for a change that cancels executions`, () => {
      assert.deepEqual(pipelinePlan([step(op)], home).changes, [
        { pipeline: "acme-orders", region: "us-east-1", change },
      ]);
    });
  }

  it("counts a replacement's three steps once, under the name that the pipeline still has", () => {
    const made = { new: { id: "", inputs: declared(connectionArn, "acme-renamed") } };
    const steps = [step("create-replacement", made), step("replace", made), step("delete-replaced")];
    assert.deepEqual(
      pipelinePlan(steps, home).changes.map(({ pipeline }) => pipeline),
      ["acme-orders"],
    );
  });

  it("finds nothing in a pipeline that stays, is made, is read, or is kept when it leaves the state", () => {
    const kept = { old: { id: "acme-orders", retainOnDelete: true } };
    const steps = [step("same"), step("create"), step("read"), step("refresh"), step("delete", kept)];
    assert.deepEqual(pipelinePlan(steps, home).changes, []);
  });

  it("finds nothing in changes of other resources", () => {
    const project = "aws:codebuild/project:Project";
    assert.deepEqual(pipelinePlan([step("update", { type: project }), step("delete", { type: project })], home), {
      changes: [],
      connections: [],
    });
  });

  it("takes the region from the state, and else the stack's own", () => {
    const elsewhere = step("update", { old: { id: "a", outputs: { region: "eu-west-1" } } });
    const silent = step("delete", { old: { id: "b" } });
    assert.deepEqual(
      pipelinePlan([elsewhere, silent], home).changes.map(({ region }) => region),
      ["eu-west-1", "us-east-1"],
    );
  });

  it("names the connections of a pipeline that is made, with the pipeline", () => {
    for (const op of ["create", "create-replacement"]) {
      assert.deepEqual(pipelinePlan([step(op)], home).connections, [
        { connection: connectionArn, pipeline: "acme-orders" },
      ]);
    }
  });

  it("names of an updated pipeline's connections only those that it did not use before", () => {
    assert.deepEqual(pipelinePlan([step("update")], home).connections, []);
    const other = connectionArn.replace("c0ffee", "decaf");
    const switched = step("update", { new: { id: "acme-orders", inputs: declared(other) } });
    assert.deepEqual(pipelinePlan([switched], home).connections, [{ connection: other, pipeline: "acme-orders" }]);
  });

  it("leaves out a connection that the preview does not know, and sources without one", () => {
    const unknown = { new: { id: "", inputs: declared("04da6b54-80e4-46f7-96ec-b56ff0331ba9") } };
    const none = { new: { id: "", inputs: { name: "acme-orders", stages: [{ actions: [{}] }, {}] } } };
    assert.deepEqual(pipelinePlan([step("create", unknown), step("create", none)], home).connections, []);
  });

  it("finds the connections that a run has left incomplete, made by it or found by it", () => {
    const made = (op: string, arn: string, connectionStatus: string) =>
      step(op, {
        type: "aws:codeconnections/connection:Connection",
        new: { id: arn, outputs: { arn, connectionStatus } },
      });
    const steps = [made("create", "a", "PENDING"), made("same", "b", "PENDING"), made("same", "c", "AVAILABLE")];
    assert.deepEqual(unfinishedConnections([...steps, step("create")]), ["a", "b"]);
  });
});
