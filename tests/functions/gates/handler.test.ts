import assert from "node:assert/strict";
import { answerLimits, handle } from "../../../functions/gates/handler";
import type { JobEvent } from "../../../functions/gates/job";
import { userParametersLimit } from "../../../functions/gates/request";
import { ask, cloud } from "./cloud";

const previous = { gate: "previous", releases: "/slipway/acme/releases/orders", environments: ["prod"] };

async function misconfigured(userParameters: object | string): Promise<string> {
  const { failed } = await ask(cloud(), userParameters);
  assert.equal(failed?.type, "ConfigurationError");
  assert.match(failed.message, /apply the service's pipeline stack\.$/);
  return failed.message;
}

describe("gates function", () => {
  it("fails a job that names no gate it knows, and lists those it does", async () => {
    for (const gate of ["approve", "constructor", undefined, 1]) {
      assert.match(
        await misconfigured({ ...previous, gate }),
        /there are definition, candidate, same, changed, previous, approver, record/,
      );
    }
  });

  it("fails a job whose parameters are no JSON object", async () => {
    assert.match(await misconfigured("gate=previous"), /not JSON: gate=previous/);
    assert.match(await misconfigured(""), /not JSON/);
    for (const text of ["[]", "null", '"previous"']) assert.match(await misconfigured(text), /must be a JSON object/);
  });

  it("says everything that is wrong with a gate's fields at once", async () => {
    const request = { gate: "record", releases: "", environment: "#{x.y}", digest: "abc", execution: "e1", extra: 1 };
    const message = await misconfigured(request);
    for (const field of ["releases must be", "environment must be", "digest must be", "extra is no field"]) {
      assert.match(message, new RegExp(field));
    }
    assert.doesNotMatch(message, /execution must/);
  });

  it("takes no field that a variable's value smuggled in", async () => {
    const commit = 'c0ffee","environment":"prod';
    const digest = `sha256:${"a".repeat(64)}`;
    const text = `{"gate":"record","releases":"/r","environment":"dev","digest":"${digest}","execution":"e1","commit":"${commit}","pipeline":"p","supersede":true,"passed":true}`;
    assert.match(await misconfigured(text), /give each field once/);
  });

  it("refuses parameters longer than CodePipeline allows", async () => {
    const environments = (length: number) => [
      "e".repeat(length - JSON.stringify({ ...previous, environments: [""] }).length),
    ];
    const fitting = { ...previous, environments: environments(userParametersLimit) };
    assert.equal(JSON.stringify(fitting).length, 1000);
    assert.ok((await ask(cloud(), fitting)).passed);
    const longer = { ...previous, environments: environments(userParametersLimit + 1) };
    assert.match(await misconfigured(longer), /have 1001 characters; CodePipeline allows 1000/);
  });

  it("keeps its answers within CodePipeline's limits", async () => {
    const error = new Error("x".repeat(10_000));
    const { failed } = await ask(cloud({ errors: { parameters: error } }), previous);
    assert.equal(failed!.message.length, answerLimits.message);
    const entered = await ask(cloud({ errors: { parameters: error } }), {
      ...previous,
      gate: "changed",
      digest: `sha256:${"a".repeat(64)}`,
    });
    assert.equal(entered.passed!.summary.length, answerLimits.summary);
    assert.match(entered.passed!.summary, /\.\.\.$/);
  });

  it("lets Lambda run the job again when its success could not be told, and does not call it a failure", async () => {
    const world = cloud({ errors: { succeed: new Error("no answer") } });
    await assert.rejects(ask(world, previous), /no answer/);
    assert.deepEqual(world.answers, []);
  });

  it("takes a job that has its answer for done, so that Lambda does not run it again", async () => {
    const answered = Object.assign(new Error("over"), { name: "InvalidJobStateException" });
    for (const asked of [previous, { ...previous, gate: "none" }]) {
      const logged: string[] = [];
      const world = cloud({ errors: { succeed: answered, fail: answered } });
      await assert.rejects(ask(world, asked, [], logged), /expected one answer, got 0/);
      assert.match(logged.at(-1)!, /has its answer already/);
    }
  });

  it("rejects an event that is none of CodePipeline's", async () => {
    await assert.rejects(handle({} as JobEvent, cloud().aws), /called by CodePipeline only/);
  });
});
