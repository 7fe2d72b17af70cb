import assert from "node:assert/strict";
import fc from "fast-check";
import { formatCidr, overlap, parseCidr } from "../../../catalog/cidr";
import { firstFree } from "../../../catalog/network/ranges";

/** Somewhere in 10.0.0.0/8. */
const network = fc
  .tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }), fc.integer({ min: 10, max: 24 }))
  .map(([second, third, mask]) => formatCidr(parseCidr(`10.${second}.${third}.0/${mask}`)!));

describe("the first free network", () => {
  it("is the lowest of its size that touches nothing", () => {
    assert.equal(firstFree(16, []), "10.0.0.0/16");
    assert.equal(firstFree(16, ["10.0.0.0/16", "10.1.4.0/24", "10.3.0.0/16"]), "10.2.0.0/16");
    assert.equal(firstFree(24, ["192.168.0.0/23"], "192.168.0.0/16"), "192.168.2.0/24");
  });

  it("is none when everything is taken, or when the range is smaller", () => {
    assert.equal(firstFree(16, ["10.0.0.0/9", "10.128.0.0/9"]), undefined);
    assert.equal(firstFree(16, [], "192.168.0.0/20"), undefined);
  });

  it("passes over what is no network", () => {
    assert.equal(firstFree(16, ["somewhere", "10.0.0.0/16"]), "10.1.0.0/16");
  });

  it("touches no other, and lies in the range, whatever is taken in whatever order", () => {
    fc.assert(
      fc.property(fc.array(network, { maxLength: 20 }), fc.integer({ min: 16, max: 24 }), (taken, mask) => {
        const free = firstFree(mask, taken);
        assert.equal(free, firstFree(mask, [...taken].reverse()));
        if (free === undefined) return;
        const range = parseCidr(free)!;
        assert.ok(overlap(range, parseCidr("10.0.0.0/8")!) && range.mask === mask);
        for (const other of taken) assert.ok(!overlap(range, parseCidr(other)!), `${free} ${other}`);
      }),
    );
  });
});
