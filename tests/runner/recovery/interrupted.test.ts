import assert from "node:assert/strict";
import { decide, type Found, interruptedCreations, type Locate } from "../../../runner/recovery/interrupted";
import { bucket, key, place, resource, vpc } from "./resources";

function ask(resources: (typeof bucket)[], more: { found?: Found; locate?: Locate; known?: string[] } = {}) {
  const { found = new Map(), locate = async () => undefined, known = [] } = more;
  return decide({ stack: "dev", resources, place, found, locate, known: new Set(known) });
}

describe("interrupted creations", () => {
  it("are those that the checkpoint calls creating", () => {
    const pending_operations = [
      { type: "creating", resource: bucket },
      { type: "updating", resource: vpc },
    ];
    assert.deepEqual(interruptedCreations({ pending_operations }), [bucket]);
  });

  it("are looked for under the name that was declared", async () => {
    assert.deepEqual(await ask([bucket]), [{ resource: bucket, id: "acme-b", exists: false }]);
  });

  it("are taken from the cloud where a search finds exactly one that the state does not know", async () => {
    const locate = async () => ["key-1", "key-2"];
    assert.deepEqual(await ask([key], { locate, known: ["key-1"] }), [{ resource: key, id: "key-2", exists: true }]);
  });

  it("were not made where a search finds nothing", async () => {
    assert.deepEqual(await ask([key], { locate: async () => [] }), [{ resource: key, id: undefined, exists: false }]);
  });

  it("are asked for where a search finds several, by their ids", async () => {
    await assert.rejects(
      ask([key], { locate: async () => ["key-1", "key-2"] }),
      /one of these may be it: key-1, key-2/,
    );
  });

  it("with an id of AWS's own choice are asked for, all at once, with the command to answer", async () => {
    const second = resource(vpc.type, "v2");
    await assert.rejects(ask([vpc, bucket, second]), (error: Error) => {
      assert.equal(error.name, "RefusedError");
      assert.match(error.message, /::v\n/);
      assert.match(error.message, /::v2\n/);
      assert.doesNotMatch(error.message, /::b\n/);
      assert.match(error.message, /tag slipway:stack=dev in account 111111111111, us-east-1/);
      assert.match(error.message, /--created <urn>=<id> or --not-created <urn>/);
      return true;
    });
  });

  it("follow what a person found out, even against the declared name", async () => {
    const found = new Map([
      [bucket.urn, undefined],
      [vpc.urn, "vpc-1"],
    ]);
    assert.deepEqual(await ask([bucket, vpc], { found }), [
      { resource: bucket, id: undefined, exists: false },
      { resource: vpc, id: "vpc-1", exists: true },
    ]);
  });

  it("refuse an answer about a resource that was not interrupted, naming those that were", async () => {
    const found = new Map([["urn:typo", "vpc-1"]]);
    await assert.rejects(ask([bucket], { found }), (error: Error) => {
      assert.match(error.message, /urn:typo/);
      assert.ok(error.message.includes(bucket.urn));
      return true;
    });
  });

  it("of components and providers have left nothing in the cloud", async () => {
    const component = { ...resource("slipway:network:Network", "n"), custom: false };
    const provider = resource("pulumi:providers:aws", "target");
    const decisions = await ask([component, provider]);
    assert.deepEqual(
      decisions.map(({ id }) => id),
      [undefined, undefined],
    );
  });
});
