import assert from "node:assert/strict";
import { decide, interruptedCreations, refreshArgs } from "../../../runner/recovery/pending";

const bucket = {
  urn: "urn:pulumi:dev::slipway::aws:s3/bucket:Bucket::b",
  type: "aws:s3/bucket:Bucket",
  inputs: { bucket: "acme-b" },
};
const vpc = {
  urn: "urn:pulumi:dev::slipway::aws:ec2/vpc:Vpc::v",
  type: "aws:ec2/vpc:Vpc",
  inputs: { cidrBlock: "10.0.0.0/16" },
};

describe("interrupted creations", () => {
  it("are those that the checkpoint calls creating", () => {
    const pending_operations = [
      { type: "creating", resource: bucket },
      { type: "updating", resource: vpc },
    ];
    assert.deepEqual(interruptedCreations({ pending_operations }), [bucket]);
  });

  it("are looked for under the name that was declared", () => {
    assert.deepEqual(decide("dev", [bucket], new Map()), [{ resource: bucket, id: "acme-b" }]);
  });

  it("with an id of AWS's own choice are asked for, all at once, with the command to answer", () => {
    const second = { ...vpc, urn: `${vpc.urn}2` };
    assert.throws(
      () => decide("dev", [vpc, second], new Map()),
      (error: Error) => {
        assert.equal(error.name, "RefusedError");
        assert.match(error.message, /::v\n/);
        assert.match(error.message, /::v2\n/);
        assert.match(error.message, /--created <urn>=<id> or --not-created <urn>/);
        return true;
      },
    );
  });

  it("follow what a person found out, even against the declared name", () => {
    const found = new Map([
      [bucket.urn, undefined],
      [vpc.urn, "vpc-1"],
    ]);
    assert.deepEqual(refreshArgs(decide("dev", [bucket, vpc], found)), [
      "--import-pending-creates",
      vpc.urn,
      "--import-pending-creates",
      "vpc-1",
    ]);
  });
});
