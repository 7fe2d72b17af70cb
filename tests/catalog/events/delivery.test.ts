import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DeliveryEvent, deliveryEvents, deliveryPattern } from "../../../catalog/events/delivery";
import { deliveryMessage } from "../../../catalog/events/message";
import { matches } from "../../../catalog/events/pattern";

type Fields = Record<string, unknown>;
interface Sample {
  detail: Fields;
}

/** AWS's sample events with our names in them. */
const sample = (name: string): Sample =>
  JSON.parse(readFileSync(join(__dirname, "../../fixtures/events", `${name}.json`), "utf8"));

const updateRoleArn = "arn:aws:iam::111111111111:role/slipway/acme-update";
const scope = { prefix: "acme", accountId: "111111111111", updateRoleArn };
/** The events that would be announced for a sample with other details. */
const heard = (name: string, detail: Fields = {}, others: Fields = {}) => {
  const event = sample(name);
  const changed = { ...event, ...others, detail: { ...event.detail, ...detail } };
  return deliveryEvents.filter((each) => matches(deliveryPattern(each, scope), changed));
};

describe("delivery events", () => {
  it("are each matched by AWS's sample of them, and by nothing else", () => {
    const expected: [DeliveryEvent, string, Fields?][] = [
      ["started", "pipeline-started"],
      ["failed", "pipeline-failed"],
      ["succeeded", "pipeline-failed", { state: "SUCCEEDED" }],
      ["stopped", "pipeline-failed", { state: "STOPPED" }],
      ["stopped", "pipeline-failed", { state: "CANCELED" }],
      ["superseded", "pipeline-failed", { state: "SUPERSEDED" }],
      ["stage-failed", "stage-failed"],
      ["action-failed", "action-failed"],
      ["approval", "approval-started"],
      ["approval-rejected", "approval-started", { state: "FAILED" }],
      ["build-failed", "build-failed"],
      ["build-failed", "build-failed", { "build-status": "TIMED_OUT" }],
      ["deployment-failed", "deployment-failed"],
      ["pipeline-changed", "pipeline-updated-by-user"],
      ["pipeline-changed", "pipeline-deleted-by-role"],
    ];
    for (const [event, name, detail] of expected) assert.deepEqual(heard(name, detail), [event], `${name} ${event}`);
    assert.deepEqual(new Set(expected.map(([event]) => event)), new Set(deliveryEvents));
  });

  it("are silent about neighbours: states in between, and other people's names", () => {
    const quiet: [string, Fields][] = [
      ["pipeline-failed", { state: "STOPPING" }],
      ["pipeline-failed", { state: "RESUMED" }],
      ["stage-failed", { state: "STARTED" }],
      ["action-failed", { state: "STARTED" }],
      ["approval-started", { state: "SUCCEEDED" }],
      ["build-failed", { "build-status": "IN_PROGRESS" }],
      ["deployment-failed", { state: "SUCCESS" }],
      ["pipeline-deleted-by-role", { eventName: "GetPipeline" }],
      ...["pipeline-started", "pipeline-failed", "stage-failed", "action-failed", "approval-started"].flatMap(
        (name): [string, Fields][] => [
          [name, { pipeline: "other-orders" }],
          [name, { pipeline: "acmex-orders" }],
        ],
      ),
      ["build-failed", { "project-name": "other-orders-build" }],
      ["deployment-failed", { application: "other-orders" }],
      ["pipeline-deleted-by-role", { requestParameters: { name: "other-orders" } }],
      ["pipeline-updated-by-user", { requestParameters: { pipeline: { name: "other-orders" } } }],
    ];
    for (const [name, detail] of quiet) assert.deepEqual(heard(name, detail), [], `${name} ${JSON.stringify(detail)}`);
  });

  it("are silent about another account, whatever is called like ours there", () => {
    for (const name of ["pipeline-started", "approval-started", "build-failed", "deployment-failed"]) {
      assert.equal(heard(name).length, 1, name);
      assert.deepEqual(heard(name, {}, { account: "999999999999" }), [], name);
    }
  });

  it("do not take the update role's own change of a pipeline for one by hand", () => {
    const userIdentity = { type: "AssumedRole", sessionContext: { sessionIssuer: { arn: updateRoleArn } } };
    assert.deepEqual(heard("pipeline-deleted-by-role", { userIdentity }), []);
    const definition = { pipeline: { name: "acme-orders" } };
    assert.deepEqual(heard("pipeline-deleted-by-role", { userIdentity, requestParameters: definition }), []);
    const root = { type: "Root", arn: "arn:aws:iam::111111111111:root" };
    assert.deepEqual(heard("pipeline-deleted-by-role", { userIdentity: root }), ["pipeline-changed"]);
  });
});

/** What EventBridge's input transformer makes of a message for an event. */
function filled(event: DeliveryEvent, name: string, form: "text" | "chat"): string {
  const { paths, template } = deliveryMessage(event, form, "us-east-1", "aws");
  const used = new Set([...template.matchAll(/<([a-z]+)>/g)].map(([, variable]) => variable!));
  assert.deepEqual(
    [...used].filter((variable) => !(variable in paths)),
    [],
    "every variable has a path",
  );
  assert.deepEqual(
    Object.keys(paths).filter((variable) => !used.has(variable)),
    [],
    "every path is used",
  );
  return template.replace(/<([a-z]+)>/g, (_, variable: string) => {
    const value = paths[variable]!.split(".")
      .slice(1)
      .reduce<unknown>((inner, key) => (inner as Fields)[key], sample(name));
    assert.equal(typeof value, "string", `${event}: ${paths[variable]} is in the event`);
    return value as string;
  });
}

describe("delivery messages", () => {
  const samples: Record<DeliveryEvent, string> = {
    started: "pipeline-started",
    succeeded: "pipeline-failed",
    failed: "pipeline-failed",
    stopped: "pipeline-failed",
    superseded: "pipeline-failed",
    "stage-failed": "stage-failed",
    "action-failed": "action-failed",
    approval: "approval-started",
    "approval-rejected": "approval-started",
    "build-failed": "build-failed",
    "deployment-failed": "deployment-failed",
    "pipeline-changed": "pipeline-deleted-by-role",
  };

  it("say what happened, where, and where to look, with fields that the event has", () => {
    for (const event of deliveryEvents) {
      const text = JSON.parse(filled(event, samples[event], "text"));
      assert.match(text, /https:\/\/console\.aws\.amazon\.com\/\S+us-east-1/, event);
    }
    assert.match(
      JSON.parse(filled("approval", "approval-started", "text")),
      /^Pipeline acme-orders: stage prod waits for approval\. Run 12345678-\S+, action Approve: STARTED\. .*pipelines\/acme-orders\/view/,
    );
    assert.match(
      JSON.parse(filled("pipeline-changed", "pipeline-deleted-by-role", "text")),
      /DeletePipeline by .*jane/,
    );
  });

  it("take the form that Chatbot shows for chat channels", () => {
    for (const event of deliveryEvents) {
      const { version, source, content } = JSON.parse(filled(event, samples[event], "chat"));
      assert.deepEqual([version, source], ["1.0", "custom"]);
      assert.ok(content.title.length > 0 && content.description.length > 0);
    }
  });

  it("link to the console of the partition", () => {
    const { template } = deliveryMessage("failed", "text", "us-gov-west-1", "aws-us-gov");
    assert.match(template, /console\.amazonaws-us-gov\.com\/.*region=us-gov-west-1/);
  });
});
