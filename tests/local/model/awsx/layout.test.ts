import assert from "node:assert/strict";
import { formatCidr } from "../../../../catalog/cidr";
import type { SubnetSpec } from "../../../../local/model/awsx/arguments";
import { parseBlock } from "../../../../local/model/awsx/cidr";
import { gatewayStrategy } from "../../../../local/model/awsx/gateways";
import { layout, refuseGaps, refuseOverlaps } from "../../../../local/model/awsx/layout";

function planned(cidrBlock: string, zones: number, specs?: SubnetSpec[], more: { zoneMask?: number } = {}) {
  const names = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"].slice(0, zones);
  const request = { vpcName: "net", cidrBlock, zones: names, specs, nameTagStrategy: undefined };
  return layout({ ...request, zoneMask: more.zoneMask });
}

function blocks(...args: Parameters<typeof planned>): string[] {
  return planned(...args).subnets.map((s) => `${s.name} ${s.cidrBlock}`);
}

describe("model: subnets of awsx.ec2.Vpc", () => {
  it("divide the range evenly between zones: half private, a quarter public by default", () => {
    assert.deepEqual(blocks("10.0.0.0/16", 3), [
      "net-private-1 10.0.0.0/19",
      "net-public-1 10.0.32.0/20",
      "net-private-2 10.0.64.0/19",
      "net-public-2 10.0.96.0/20",
      "net-private-3 10.0.128.0/19",
      "net-public-3 10.0.160.0/20",
    ]);
  });

  it("follow the order, names and masks of the specs, aligned to their size", () => {
    const specs: SubnetSpec[] = [
      { type: "Public", cidrMask: 24 },
      { type: "Private", name: "app", cidrMask: 20 },
      { type: "Isolated", size: 256 },
    ];
    assert.deepEqual(blocks("10.20.0.0/16", 2, specs).slice(0, 4), [
      "net-public-1 10.20.0.0/24",
      "net-app-1 10.20.16.0/20",
      "net-isolated-1 10.20.32.0/24",
      "net-public-2 10.20.128.0/24",
    ]);
  });

  it("take an even share where no size is given", () => {
    const specs: SubnetSpec[] = [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }];
    const found = blocks("10.0.0.0/16", 1, specs);
    assert.deepEqual(found, ["net-public-1 10.0.0.0/18", "net-private-1 10.0.64.0/18", "net-isolated-1 10.0.128.0/18"]);
  });

  it("have the same private ranges whatever stands beside them: public subnets, small ones, or nothing", () => {
    const beside: SubnetSpec[] = [{ type: "Public" }, { type: "Isolated", cidrMask: 28 }, { type: "Unused" }];
    for (const cidr of ["10.0.0.0/16", "10.0.1.0/24"]) {
      const [ranges, ...others] = beside.map((spec) =>
        planned(cidr, 3, [{ type: "Private" }, spec])
          .subnets.filter((each) => each.spec.type === "Private")
          .map((each) => each.cidrBlock),
      );
      assert.deepEqual(others, [ranges, ranges], cidr);
    }
    assert.deepEqual(blocks("10.0.1.0/24", 1, [{ type: "Private" }, { type: "Isolated", cidrMask: 28 }]), [
      "net-private-1 10.0.1.0/25",
      "net-isolated-1 10.0.1.128/28",
    ]);
  });

  it("take given blocks as they are", () => {
    const specs: SubnetSpec[] = [{ type: "Public", cidrBlocks: ["10.0.9.0/24", "10.0.8.0/24"] }];
    assert.deepEqual(blocks("10.0.0.0/16", 2, specs), ["net-public-1 10.0.9.0/24", "net-public-2 10.0.8.0/24"]);
  });

  it("are refused with all reasons when they contradict themselves", () => {
    const specs: SubnetSpec[] = [{ type: "Public" }, { type: "Public" }, { type: "Private", size: 100 }];
    assert.throws(() => planned("10.0.0.0/16", 1, specs), /unique name[\s\S]*100 is no power of two/);
  });

  it("are refused when they are larger than the zone, or the zone too small for defaults", () => {
    assert.throws(() => planned("10.0.0.0/24", 2, [{ type: "Public", cidrMask: 24 }]), /need 256 addresses.*128/);
    assert.throws(() => planned("10.0.0.0/26", 2), /at least a \/26/);
  });

  it("are refused when they overlap, or with the strategy Exact leave gaps", () => {
    const twice: SubnetSpec[] = [{ type: "Public", cidrBlocks: ["10.0.0.0/24", "10.0.0.128/25"] }];
    assert.throws(() => refuseOverlaps(planned("10.0.0.0/16", 2, twice).subnets), /overlap: net-public-1/);
    const half: SubnetSpec[] = [{ type: "Public", cidrMask: 17 }];
    assert.throws(() => refuseGaps("10.0.0.0/16", planned("10.0.0.0/16", 1, half).subnets), /at the end/);
    const whole: SubnetSpec[] = [...half, { type: "Unused", cidrMask: 17 }];
    assert.doesNotThrow(() => refuseGaps("10.0.0.0/16", planned("10.0.0.0/16", 1, whole).subnets));
  });

  it("need a public subnet for a NAT gateway and as many addresses as gateways", () => {
    const { subnets } = planned("10.0.0.0/16", 2);
    const isolated = planned("10.0.0.0/16", 2, [{ type: "Isolated" }]).subnets;
    assert.equal(gatewayStrategy(undefined, 0, subnets, 2), "oneperaz");
    assert.equal(gatewayStrategy("None", 0, isolated, 2), "none");
    assert.throws(() => gatewayStrategy("Single", 0, isolated, 2), /needs public subnets/);
    assert.throws(() => gatewayStrategy("OnePerAz", 1, subnets, 2), /has 1 ids; .* takes 2/);
    assert.throws(() => gatewayStrategy("Some", 0, subnets, 2), /one of None, Single, OnePerAz/);
  });

  it("know high addresses", () => {
    assert.equal(formatCidr(parseBlock("255.255.255.77/26")), "255.255.255.64/26");
    assert.throws(() => parseBlock("10.0.0/16"), /no IPv4 CIDR block/);
  });
});
