import assert from "node:assert/strict";
import { exitCode, exitCodes } from "../../../runner/exit";
import { tellConnections } from "../../../runner/pipelines";
import { PipelinesRefusedError } from "../../../runner/pipelines/findings";
import { checkPipelines } from "../../../runner/pipelines/guard";
import { pipelinePlan } from "../../../runner/pipelines/plan";
import { connectionArn, declared, execution, home, type Scene, scene, step } from "./scene";

const pending = { name: "acme-github", status: "PENDING" as const };

async function refusal(run: Promise<unknown>): Promise<PipelinesRefusedError> {
  const error = await run.then(
    () => assert.fail("it was not refused"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PipelinesRefusedError, String(error));
  return error;
}

const check = ({ context }: Scene, ...steps: ReturnType<typeof step>[]) =>
  checkPipelines(context, pipelinePlan(steps, home));

describe("the guard of pipelines", () => {
  it("refuses an update while an execution runs, and names it with its stage, its start and its page", async () => {
    const error = await refusal(check(scene({ executions: { "acme-orders": [execution] } }), step("update")));
    assert.match(error.message, /^Stack orders\.pipeline: nothing was changed\./);
    assert.match(
      error.message,
      /execution 11111111-2222-3333-4444-555555555555 of pipeline acme-orders \(stage Production, action Approve; since 2026-05-04 09:12 UTC\)/,
    );
    assert.ok(
      error.message.includes(
        "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/acme-orders/executions/11111111-2222-3333-4444-555555555555/visualization?region=us-east-1",
      ),
      error.message,
    );
    for (const remedy of [/--wait 60m/, /approve or reject/, /stop-pipeline-execution --region us-east-1/]) {
      assert.match(error.message, remedy);
    }
  });

  it("ends a command with 3: refused, nothing changed", async () => {
    const error = await refusal(check(scene({ executions: { "acme-orders": [execution] } }), step("update")));
    assert.equal(exitCode(error), exitCodes.refused);
  });

  for (const op of ["delete", "delete-replaced"]) {
    it(`refuses the step '${op}' of a destroy or replacement as well`, async () => {
      const error = await refusal(check(scene({ executions: { "acme-orders": [execution] } }), step(op)));
      assert.deepEqual(
        error.executions.map(({ id, pipeline }) => [id, pipeline]),
        [[execution.id, "acme-orders"]],
      );
    });
  }

  it("lets a change pass when nothing runs", async () => {
    const quiet = scene();
    await check(quiet, step("update"));
    assert.deepEqual(quiet.asked, ["running us-east-1 acme-orders"]);
  });

  it("asks nothing when the plan does not touch a pipeline", async () => {
    const busy = scene({ executions: { "acme-orders": [execution] } });
    await check(busy, step("same"), step("update", { type: "aws:codebuild/project:Project" }));
    assert.deepEqual(busy.asked, []);
  });

  it("refuses to make a pipeline over a pending connection, and says which, where and what then", async () => {
    const error = await refusal(check(scene({ connections: { [connectionArn]: pending } }), step("create")));
    for (const part of [
      /Connection acme-github is PENDING: executions of acme-orders would fail/,
      /connection\/c0ffee/,
      /console of account 111111111111, Developer Tools > Settings > Connections/,
      /https:\/\/console\.aws\.amazon\.com\/codesuite\/settings\/connections\?region=us-east-1/,
      /then go on: {2}slipway up orders\.pipeline/,
    ]) {
      assert.match(error.message, part);
    }
  });

  it("lets a pipeline be made over a connection that is available", async () => {
    await check(scene({ connections: { [connectionArn]: { ...pending, status: "AVAILABLE" } } }), step("create"));
  });

  it("refuses over a connection that the service itself tries to mend, and asks nobody to complete it", async () => {
    const given = scene({ connections: { [connectionArn]: { ...pending, status: "ERROR" } } });
    const { message } = await refusal(check(given, step("create")));
    assert.match(message, /Connection acme-github is ERROR/);
    assert.match(message, /tries again by itself; see the console of account/);
    assert.doesNotMatch(message, /Update pending connection/);
  });

  it("says a connection that may not be looked at, and goes on", async () => {
    const blind = scene();
    await check(blind, step("create"));
    assert.match(blind.said.join("\n"), /connection\/c0ffee is complete could not be found out: not authorised/);
  });

  it("refuses when executions may not be listed, and names the right and who can give it", async () => {
    const { context } = scene();
    context.services = async () => {
      throw Object.assign(new Error("is not authorized"), { name: "AccessDeniedException" });
    };
    await assert.rejects(checkPipelines(context, pipelinePlan([step("update")], home)), (error: Error) => {
      assert.equal(exitCode(error), exitCodes.refused);
      assert.match(error.message, /codepipeline:ListPipelineExecutions .* `slipway up toolchain\.account`/);
      return true;
    });
  });

  it("tells everything at once: executions of several pipelines and connections", async () => {
    const other = { ...execution, id: "99999999-2222-3333-4444-555555555555", status: "Stopping" as const };
    const busy = scene({
      executions: { "acme-orders": [execution], "acme-orders_prod": [other] },
      connections: { [connectionArn]: pending },
    });
    const made = { new: { id: "", inputs: declared(connectionArn, "acme-orders_dev") } };
    const gone = { old: { id: "acme-orders_prod", outputs: { region: "eu-west-1" } } };
    const error = await refusal(check(busy, step("update"), step("delete", gone), step("create", made)));
    assert.match(error.message, /the update of pipeline acme-orders, and the deletion of pipeline acme-orders_prod/);
    assert.match(error.message, /99999999-\S+ of pipeline acme-orders_prod \(stopping;/);
    assert.match(error.message, /acme-orders_prod\/executions\/\S+region=eu-west-1/);
    assert.match(error.message, /Connection acme-github is PENDING/);
    assert.equal(error.executions.length, 2);
    assert.deepEqual(error.connections[0]?.pipelines, ["acme-orders_dev"]);
  });

  it("asks about a connection once, however many pipelines use it", async () => {
    const busy = scene({ connections: { [connectionArn]: pending } });
    const second = { new: { id: "", inputs: declared(connectionArn, "acme-billing") } };
    const error = await refusal(check(busy, step("create"), step("create", second)));
    assert.equal(busy.asked.length, 1);
    assert.deepEqual(error.connections[0]?.pipelines, ["acme-orders", "acme-billing"]);
  });

  it("links to the console of the partition", async () => {
    const abroad = scene({ executions: { "acme-orders": [execution] } });
    abroad.context.stack = { ...abroad.context.stack, partition: "aws-us-gov" };
    const error = await refusal(check(abroad, step("update")));
    assert.match(error.message, /https:\/\/console\.amazonaws-us-gov\.com\/codesuite/);
  });
});

describe("after a run that left connections incomplete", () => {
  it("tells each one that the service still calls pending, with the page", async () => {
    const toolchain = scene({ connections: { [connectionArn]: pending } });
    const left = await tellConnections(toolchain.context, [connectionArn]);
    assert.deepEqual(
      left.map(({ name, status }) => [name, status]),
      [["acme-github", "PENDING"]],
    );
    assert.match(
      toolchain.said.join("\n"),
      /Connection acme-github is PENDING\.\n[\s\S]*settings\/connections\?region=us-east-1/,
    );
  });

  it("is silent about one that a person has completed since the state was written", async () => {
    const toolchain = scene({ connections: { [connectionArn]: { ...pending, status: "AVAILABLE" } } });
    assert.deepEqual(await tellConnections(toolchain.context, [connectionArn]), []);
    assert.deepEqual(toolchain.said, []);
  });
});
