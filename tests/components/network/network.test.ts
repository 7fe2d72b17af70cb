import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { naming } from "../../../catalog/naming";
import type { NetworkArgs } from "../../../components/network/network";
import { type Built, build, buildError } from "../harness";
import { vpcOutputs } from "./vpc";

const args = (changes: Partial<NetworkArgs> = {}): NetworkArgs => ({
  names: naming("acme"),
  environment: "prod",
  network: { cidr: "10.20.0.0/16", zones: 3 },
  production: true,
  ...changes,
});

async function make(changes: Partial<NetworkArgs> = {}): Promise<Built> {
  const { Network } = await import("../../../components/network/network");
  const aws = await import("@pulumi/aws");
  return build(
    () => {
      const provider = new aws.Provider("target", { region: "eu-west-1", allowedAccountIds: ["333333333333"] });
      const network = new Network("network", args(changes), { provider });
      return { vpcId: network.vpcId, privateSubnetIds: network.privateSubnetIds };
    },
    { components: vpcOutputs },
  );
}

const vpc = (built: Built) => built.one("awsx:ec2:Vpc").inputs;

describe("Network", () => {
  it("has a private and a public subnet in each zone, laid out by awsx's current rules, with DNS names", async () => {
    const inputs = vpc(await make());
    assert.equal(inputs["cidrBlock"], "10.20.0.0/16");
    assert.equal(inputs["numberOfAvailabilityZones"], 3);
    assert.equal(inputs["subnetStrategy"], "Auto");
    assert.deepEqual(
      (inputs["subnetSpecs"] as { type: string }[]).map((each) => each.type),
      ["Private", "Public"],
    );
    assert.equal(inputs["enableDnsHostnames"], true);
    assert.equal(inputs["enableDnsSupport"], true);
  });

  it("has a NAT gateway in each zone of production, and one elsewhere", async () => {
    assert.deepEqual(vpc(await make())["natGateways"], { strategy: "OnePerAz" });
    assert.deepEqual(vpc(await make({ production: false }))["natGateways"], { strategy: "Single" });
  });

  it("tells the services of its account where they may stand", async () => {
    const built = await make();
    const value = (name: string) => {
      const { inputs } = built.one("aws:ssm/parameter:Parameter", name);
      return [inputs["name"], inputs["type"], inputs["insecureValue"]];
    };
    assert.deepEqual(value("network-vpc-id"), ["/slipway/acme/prod/network/vpc-id", "String", "vpc-1"]);
    assert.deepEqual(value("network-private-subnet-ids"), [
      "/slipway/acme/prod/network/private-subnet-ids",
      "StringList",
      "subnet-private-1,subnet-private-2,subnet-private-3",
    ]);
  });

  it("works with the stack's own AWS provider and an explicit awsx one, because default providers are off", async () => {
    const built = await make();
    assert.equal(built.one("aws:ssm/parameter:Parameter", "network-vpc-id").provider?.name, "target");
    assert.equal(built.one("awsx:ec2:Vpc").provider?.name, "network-awsx");
  });

  it("pins the names of its children", async () => {
    const built = await make();
    const own = built.resources.filter((each) => each.name === "network" || each.parent === "network");
    assert.deepEqual(own.map((each) => each.name).sort(), [
      "network",
      "network-awsx",
      "network-private-subnet-ids",
      "network-vpc",
      "network-vpc-id",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const { Network } = await import("../../../components/network/network");
    const error = (await buildError(() => {
      new Network("network", args({ network: { cidr: "10.20.0.0/25", zones: 0 }, environment: "" }));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "environment",
      "network.cidr",
      "network.zones",
    ]);
  });
});
