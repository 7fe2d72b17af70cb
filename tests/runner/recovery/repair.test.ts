import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackPlan } from "../../../catalog/types";
import type { Deployment } from "../../../runner/engine/inspect";
import type { Locate } from "../../../runner/recovery/interrupted";
import { repair } from "../../../runner/recovery/repair";
import { bucket, key, place, vpc } from "./resources";

const plan = { name: "dev", ...place } as StackPlan;

/** A CLI whose cloud has the resources of these ids only. */
function scene(before: Deployment, existing: string[], refreshCode = 0) {
  const directory = mkdtempSync(join(tmpdir(), "slipway-repair-"));
  let state = before;
  const ran: string[] = [];
  const actions: Record<string, (args: string[]) => void> = {
    "stack export": () => {},
    "stack import": (args) => {
      state = JSON.parse(readFileSync(args[args.indexOf("--file") + 1]!, "utf8")).deployment;
    },
    "refresh --yes": () => {
      const resources = (state.resources ?? []).filter(({ id }) => existing.includes(id!));
      if (refreshCode === 0) state = { resources: resources.map((each) => ({ ...each, outputs: { id: each.id } })) };
    },
  };
  return {
    ran,
    state: () => state,
    run: (locate: Locate = async () => undefined) =>
      repair({
        plan,
        directory,
        found: new Map(),
        locate,
        restore: async () => {
          state = before;
        },
        pulumi: async ({ args }) => {
          const command = args.slice(0, 2).join(" ");
          ran.push(command);
          actions[command]!(args);
          const code = command === "refresh --yes" ? refreshCode : 0;
          return { code, stdout: JSON.stringify({ version: 3, deployment: state }), stderr: "no answer" };
        },
      }).finally(() => rmSync(directory, { recursive: true })),
  };
}

const creating = (...resources: (typeof bucket)[]) => resources.map((resource) => ({ type: "creating", resource }));

describe("the repair of a state", () => {
  it("only compares it with the cloud when no operation was interrupted", async () => {
    const { run, ran } = scene({ resources: [{ ...bucket, id: "acme-b" }] }, ["acme-b"]);
    assert.deepEqual(await run(), ["compared the state with the cloud"]);
    assert.deepEqual(ran, ["stack export", "refresh --yes"]);
  });

  it("takes over what was made, drops what was not, and says so", async () => {
    const other = { ...bucket, urn: `${bucket.urn}2`, inputs: { bucket: "acme-c" } };
    const pending_operations = [...creating(bucket, other), { type: "updating", resource: { ...vpc, id: "vpc-1" } }];
    const { run, state } = scene({ resources: [{ ...vpc, id: "vpc-1" }], pending_operations }, ["vpc-1", "acme-b"]);
    assert.deepEqual(await run(), [
      "aws:s3/bucket:Bucket b: was made; took over acme-b",
      "aws:s3/bucket:Bucket b2: was not made (there is no acme-c); the next `up` makes it",
      "aws:ec2/vpc:Vpc v: its updating was cut off; took over how it is now",
      "compared the state with the cloud",
    ]);
    assert.deepEqual(
      state().resources?.map(({ id }) => id),
      ["vpc-1", "acme-b"],
    );
    assert.equal(state().pending_operations, undefined);
  });

  it("puts the state back as it was when the cloud does not answer", async () => {
    const before = { resources: [], pending_operations: creating(bucket) };
    const { run, state } = scene(before, [], 1);
    await assert.rejects(run(), /pulumi refresh failed; nothing was taken over.*no answer/s);
    assert.equal(state(), before);
  });

  it("refuses and puts the state back when what was found in the cloud cannot be read", async () => {
    const before = { resources: [], pending_operations: creating(key) };
    const { run, state } = scene(before, []);
    await assert.rejects(
      run(async () => ["key-1"]),
      /there is no aws:kms\/key:Key key-1/,
    );
    assert.equal(state(), before);
  });
});
