import assert from "node:assert/strict";
import { type Condition, type EventPattern, matches } from "../../../catalog/events/pattern";

/** Whether a field of that value matches the conditions; no value means that the field is absent. */
const field = (conditions: Condition[], ...value: unknown[]) =>
  matches({ detail: { f: conditions } }, { detail: value.length > 0 ? { f: value[0] } : {} });

describe("event pattern", () => {
  it("wants every field, and one of its values; other fields of the event do not matter", () => {
    const pattern = { source: ["aws.codepipeline", "aws.codebuild"], detail: { state: ["FAILED"] } };
    assert.ok(matches(pattern, { source: "aws.codebuild", account: "1", detail: { state: "FAILED", more: 1 } }));
    assert.ok(!matches(pattern, { source: "aws.codebuild", detail: { state: "STARTED" } }));
    assert.ok(!matches(pattern, { source: "aws.codedeploy", detail: { state: "FAILED" } }));
    assert.ok(!matches(pattern, { source: "aws.codebuild" }));
  });

  it("compares text with its case, numbers, truth, null and the empty text", () => {
    assert.ok(field(["a"], "a") && !field(["a"], "A") && !field(["a"], "ab"));
    assert.ok(field([100], 100) && !field([100], "100"));
    assert.ok(field([true], true) && field([null], null) && field([""], ""));
    assert.ok(!field([null], "") && !field([null]));
  });

  it("matches a list when one of its elements does, and a list of objects when one of them matches whole", () => {
    assert.ok(field(["b"], ["a", "b"]));
    assert.ok(!field(["c"], ["a", "b"]));
    const pattern = { phases: { type: ["BUILD"], status: ["FAILED"] } };
    const phase = (type: string, status: string) => ({ type, status });
    assert.ok(matches(pattern, { phases: [phase("INSTALL", "SUCCEEDED"), phase("BUILD", "FAILED")] }));
    assert.ok(!matches(pattern, { phases: [phase("INSTALL", "FAILED"), phase("BUILD", "SUCCEEDED")] }));
  });

  it("knows prefix, suffix and equality, with and without case", () => {
    assert.ok(field([{ prefix: "acme-" }], "acme-orders") && !field([{ prefix: "acme-" }], "acmex-orders"));
    assert.ok(field([{ suffix: ".png" }], "a.png") && !field([{ suffix: ".png" }], "a.PNG"));
    assert.ok(field([{ prefix: { "equals-ignore-case": "EVENTB" } }], "EventBridge"));
    assert.ok(field([{ suffix: { "equals-ignore-case": "TBRIDGE" } }], "EventBridge"));
    assert.ok(field([{ "equals-ignore-case": "ALICE" }], "alice") && !field([{ "equals-ignore-case": "a" }], "ab"));
    assert.ok(!field([{ prefix: "1" }], 12), "these are for text only");
  });

  it("knows wildcards, and takes an escaped one literally", () => {
    assert.ok(field([{ wildcard: "dir/*.png" }], "dir/sub/a.png") && !field([{ wildcard: "dir/*.png" }], "a.png"));
    assert.ok(field([{ wildcard: "a\\*b" }], "a*b") && !field([{ wildcard: "a\\*b" }], "axb"));
    assert.ok(!field([{ wildcard: "a.c" }], "abc"), "a dot is a dot");
  });

  it("knows numbers in ranges", () => {
    const range: Condition[] = [{ numeric: [">", 0, "<=", 5] }];
    assert.deepEqual(
      [0, 1, 5, 6].map((value) => field(range, value)),
      [false, true, true, false],
    );
    assert.ok(field([{ numeric: ["=", 3.018e2] }], 301.8) && !field([{ numeric: ["<", 10] }], "9"));
  });

  it("excludes with anything-but in all its forms, and never matches an absent field by it", () => {
    assert.ok(field([{ "anything-but": "x" }], "y") && !field([{ "anything-but": "x" }], "x"));
    assert.ok(field([{ "anything-but": ["x", "y"] }], "z") && !field([{ "anything-but": ["x", "y"] }], "y"));
    assert.ok(field([{ "anything-but": 123 }], 5) && !field([{ "anything-but": [100, 200] }], 200));
    assert.ok(field([{ "anything-but": { prefix: "us-" } }], "eu-west-1"));
    assert.ok(!field([{ "anything-but": { prefix: ["us-", "eu-"] } }], "eu-west-1"));
    assert.ok(!field([{ "anything-but": { suffix: ".png" } }], "a.png"));
    assert.ok(!field([{ "anything-but": { "equals-ignore-case": ["Initializing"] } }], "INITIALIZING"));
    assert.ok(!field([{ "anything-but": { wildcard: "*/lib/*" } }], "a/lib/b"));
    assert.ok(!field([{ "anything-but": "x" }]));
  });

  it("asks for presence on leaves only", () => {
    assert.ok(field([{ exists: true }], "a") && !field([{ exists: true }]));
    assert.ok(field([{ exists: false }]) && !field([{ exists: false }], "a"));
    assert.ok(field([{ exists: false }], { inner: 1 }), "an object is no leaf");
    assert.ok(matches({ a: { b: [{ exists: false }] } }, {}), "nor is there a field of what is absent");
  });

  it("joins alternatives with $or, besides the other fields", () => {
    const pattern: EventPattern = { source: ["s"], $or: [{ a: ["1"] }, { b: { c: [{ prefix: "x" }] } }] };
    assert.ok(matches(pattern, { source: "s", a: "1" }) && matches(pattern, { source: "s", b: { c: "xy" } }));
    assert.ok(!matches(pattern, { source: "s", a: "2" }) && !matches(pattern, { source: "t", a: "1" }));
  });
});
