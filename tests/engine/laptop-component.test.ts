import assert from "node:assert/strict";
import { type EngineLaptop, openEngineLaptop, toolchain } from "./laptop";

const program = `
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
const provider = new aws.Provider("target", { region: "eu-west-1", defaultTags: { tags: { team: "platform" } } });
const components = new awsx.Provider("components");
const network = new awsx.ec2.Vpc("network", {
  cidrBlock: "10.0.0.0/16",
  numberOfAvailabilityZones: 2,
  subnetStrategy: "Auto",
  natGateways: { strategy: "Single" },
}, { provider: components, providers: [provider] });
new aws.ec2.SecurityGroup("group", { vpcId: network.vpcId, description: "test" }, { provider });
`;

interface State {
  urn: string;
  type: string;
  parent: string;
  provider?: string;
  outputs?: { arn?: string; tagsAll?: Record<string, string> };
  propertyDependencies?: Record<string, string[]>;
}

describe("a remote component on the laptop", function () {
  this.timeout(600_000);
  let laptop: EngineLaptop;
  before(async function () {
    laptop = await openEngineLaptop(this, program);
  });
  after(() => laptop?.close());

  it("has its children under the program's provider, and what depends on its outputs depends on them", async () => {
    await laptop.pulumi(["up", "--yes", "--skip-preview"]);
    const { output } = await laptop.run(["stack", "export"]);
    const resources: State[] = JSON.parse(output).deployment.resources;
    const named = (suffix: string) => resources.find(({ urn }) => urn.endsWith(suffix))!;
    const component = named("::awsx:ec2:Vpc::network");
    const vpc = named("$aws:ec2/vpc:Vpc::network");
    assert.equal(vpc.parent, component.urn);
    assert.match(vpc.provider ?? "", /::target::/);
    assert.match(vpc.outputs?.arn ?? "", new RegExp(`^arn:aws:ec2:eu-west-1:${toolchain}:vpc/vpc-`));
    assert.equal(vpc.outputs?.tagsAll?.["team"], "platform");
    assert.equal(resources.filter(({ type }) => type === "aws:ec2/subnet:Subnet").length, 4);
    assert.ok(named("::group").propertyDependencies?.["vpcId"]?.includes(vpc.urn));
  });
});
