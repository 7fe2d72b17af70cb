import assert from "node:assert/strict";
import fc from "fast-check";
import { overlaps } from "../../../analysis/iam/overlap";

/** A part of the catalogue's ARN that the policy fills in. */
const any = (name: string) => `\${${name}}`;
const start = `arn:${any("Partition")}`;
const bucket = `${start}:s3:::${any("BucketName")}`;
const object = `${bucket}/${any("ObjectName")}`;
const group = `${start}:logs:${any("Region")}:${any("Account")}:log-group:${any("LogGroupName")}`;
const stream = `${group}:log-stream:${any("LogStreamName")}`;
const role = `${start}:iam::${any("Account")}:role/${any("RoleNameWithPath")}`;
const image = `${start}:ec2:${any("Region")}::image/${any("ImageId")}`;

const table: [resource: string, template: string, meets: boolean][] = [
  ["*", bucket, true],
  ["arn:aws:s3:::acme", bucket, true],
  ["arn:aws:s3:::acme*", bucket, true],
  ["arn:aws:s3:::acme/*", bucket, false],
  ["arn:aws:s3:::acme", object, false],
  ["arn:aws:s3:::acme*", object, true],
  ["arn:aws:s3:::acme/a?c", object, true],
  [`arn:aws:s3:::acme/${any("aws:username")}/*`, object, true],
  ["arn:aws:sqs:::acme", bucket, false],
  ["arn:aws:logs:*:111111111111:log-group:/acme", group, true],
  ["arn:aws:logs:*:111111111111:log-group:/acme", stream, false],
  ["arn:aws:logs:*:111111111111:log-group:/acme:*", stream, true],
  ["arn:aws:logs:*:111111111111:log-group:/acme/*", stream, true],
  ["arn:aws:iam::111111111111:role/services/acme-*", role, true],
  ["arn:aws:iam::111111111111:role/", role, false],
  ["arn:aws:iam::111111111111:policy/acme", role, false],
  ["arn:aws:iam::*:*", role, true],
  ["arn:aws:ec2:us-east-1::image/*", image, true],
  ["arn:aws:ec2:us-east-1:111111111111:image/*", image, false],
];

describe("a policy's resource against the ARNs of the catalogue", () => {
  for (const [resource, template, meets] of table) {
    it(`${meets ? "can" : "cannot"} name with ${resource} a resource like ${template}`, () => {
      assert.equal(overlaps(resource, template), meets);
    });
  }

  it("can name every ARN that fits both a pattern and a form", () => {
    const word = fc.stringMatching(/^[ab/]{1,6}$/);
    fc.assert(
      fc.property(word, fc.nat(6), fc.nat(6), (path, from, to) => {
        // A wildcard in the place of some of its characters still stands for the same role.
        const pattern = `${path.slice(0, Math.min(from, to))}*${path.slice(Math.max(from, to))}`;
        assert.ok(overlaps(`arn:aws:iam::111111111111:role/${pattern}`, role));
      }),
    );
  });
});
