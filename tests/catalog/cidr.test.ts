import assert from "node:assert/strict";
import fc from "fast-check";
import { formatCidr, overlap, parseCidr } from "../../catalog/cidr";

const octet = fc.nat(255);
const network = fc
  .tuple(octet, octet, octet, octet, fc.integer({ min: 0, max: 32 }))
  .map(([a, b, c, d, mask]) => parseCidr(`${a}.${b}.${c}.${d}/${mask}`)!);

describe("network ranges", () => {
  it("are read as they are written from their first address", () => {
    fc.assert(fc.property(network, (range) => assert.deepEqual(parseCidr(formatCidr(range)), range)));
    assert.deepEqual(parseCidr("10.0.0.255/24"), { first: 167_772_160, last: 167_772_415, mask: 24 });
  });

  it("overlap exactly when one holds the first address of the other", () => {
    fc.assert(
      fc.property(network, network, (one, other) => {
        const holds = (outer: typeof one, address: number) => outer.first <= address && address <= outer.last;
        const expected = holds(one, other.first) || holds(other, one.first);
        assert.equal(overlap(one, other), expected);
        assert.equal(overlap(other, one), expected);
      }),
    );
    const range = (text: string) => parseCidr(text)!;
    assert.equal(overlap(range("10.0.0.0/16"), range("10.1.0.0/16")), false, "neighbours do not overlap");
    assert.equal(overlap(range("10.0.0.0/15"), range("10.1.128.0/20")), true);
  });

  it("are not read with a wrong octet, a wrong mask or a leading zero", () => {
    for (const text of ["10.0.0/16", "10.0.0.256/16", "10.0.0.0/33", "10.0.0.0", "010.0.0.0/16", "a.b.c.d/8"]) {
      assert.equal(parseCidr(text), undefined, text);
    }
  });
});
