import assert from "node:assert/strict";
import { driftOf, driftText } from "../../../runner/engine/drift";
import type { EngineEvent, EngineStep } from "../../../runner/engine/events";

const vpc = "urn:pulumi:dev::slipway::aws:ec2/vpc:Vpc::network-vpc";
const event = (step: Partial<EngineStep>): EngineEvent => ({
  resOutputsEvent: { metadata: { op: "update", urn: vpc, type: "aws:ec2/vpc:Vpc", ...step }, planning: true },
});
const changed = (old: Record<string, unknown>, now: Record<string, unknown>, paths: string[]) =>
  event({
    old: { inputs: old, outputs: old },
    new: { inputs: now, outputs: now },
    detailedDiff: Object.fromEntries(paths.map((path) => [path, { inputDiff: true }])),
  });

describe("drift, read off the engine's events", () => {
  it("is a property that the cloud has otherwise, with both values", () => {
    const tags = { Team: "a", "slipway:stack": "dev" };
    const now = { ...tags, "slipway:stack": "other" };
    const rules = (port: number) => [{ ports: [80] }, { ports: [80, port] }];
    const found = driftOf(
      changed({ tags, ingress: rules(443) }, { tags: now, ingress: rules(22), added: true }, [
        'tags["slipway:stack"]',
        "ingress[1].ports[1]",
        "added",
      ]),
    );
    assert.deepEqual(found, {
      urn: vpc,
      type: "aws:ec2/vpc:Vpc",
      name: "network-vpc",
      change: "changed",
      properties: [
        { path: 'tags["slipway:stack"]', state: "dev", cloud: "other" },
        { path: "ingress[1].ports[1]", state: 443, cloud: 22 },
        { path: "added", cloud: true },
      ],
    });
    assert.match(driftText(found!), /ports\[1\]: 443 is 22\n.*added: nothing is true/);
  });

  it("is a resource that is gone", () => {
    const found = driftOf(event({ op: "delete", old: { outputs: { a: 1 } } }));
    assert.deepEqual([found?.change, found?.properties], ["deleted", []]);
    assert.match(driftText(found!), /network-vpc {2}is gone/);
  });

  it("is an output that differs where the provider names no path", () => {
    const found = driftOf(event({ old: { outputs: { a: 1, b: 2 } }, new: { outputs: { a: 1, b: 3 } } }));
    assert.deepEqual(found?.properties, [{ path: "b", state: 2, cloud: 3 }]);
  });

  it("is neither what the program would do, nor a provider, nor a component that was looked at", () => {
    const one = changed({ a: 1 }, { a: 2 }, ["a"]).resOutputsEvent!.metadata;
    assert.equal(driftOf(event({ ...one, logical: true })), undefined);
    assert.equal(driftOf(event({ ...one, type: "pulumi:providers:aws" })), undefined);
    assert.equal(
      driftOf(event({ old: { outputs: { a: 1 } }, new: { outputs: { a: 1 } }, detailedDiff: null })),
      undefined,
    );
    assert.equal(driftOf(event({ ...one, op: "same" })), undefined);
    assert.equal(driftOf({ diagnosticEvent: { message: "m", severity: "info" } }), undefined);
  });

  it("shows no secret, and no mark of one", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
    const found = driftOf(changed({ a: secret }, { a: { ...secret, ciphertext: "x" } }, ["a"]));
    assert.deepEqual(found?.properties, [{ path: "a", state: "[secret]", cloud: "[secret]" }]);
  });
});
