import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { check, constructs, create, invoke, type Properties } from "../../../../local/model";
import { emptyWorld, settings } from "../settings";

interface Registered {
  type: string;
  name: string;
  inputs: Properties;
}

/** Builds a Vpc under mocks that answer by the model, and gives what was registered. */
async function built(inputs: Properties): Promise<{ children: Registered[]; state: Properties; urn: string }> {
  const children: Registered[] = [];
  const problems: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: news }) => {
        const checked = check({ type, name, news, seed: name, settings });
        problems.push(...checked.failures.map((f) => `${type} ${f.property}: ${f.reason}`));
        children.push({ type, name, inputs: checked.inputs });
        const made = create({ type, name, inputs: checked.inputs, place: settings.place, preview: false, seed: name });
        return { id: made.id, state: made.outputs };
      },
      call: async ({ token, inputs: args }) => (await invoke(token, args, settings, emptyWorld, false)).result,
    },
    "slipway",
    "dev",
    false,
  );
  const { state, urn } = await constructs["awsx:ec2:Vpc"]!("net", inputs, {});
  assert.deepEqual(problems, []);
  return { children: children.filter((c) => c.type !== "awsx:ec2:Vpc"), state, urn };
}

function names(children: Registered[], kind: string): string[] {
  return children.filter((c) => c.type.endsWith(`:${kind}`)).map((c) => c.name);
}

function ids(state: Properties, property: string): string[] {
  return state[property] as string[];
}

describe("model: awsx.ec2.Vpc", () => {
  // The SDK takes a stack trace per registration: without them the tests take a third of the time.
  const limit = Error.stackTraceLimit;
  before(() => {
    Error.stackTraceLimit = 0;
  });
  after(() => {
    Error.stackTraceLimit = limit;
  });

  it("has the children of the real one, named as there", async () => {
    const { children, state, urn } = await built({ subnetStrategy: "Auto", numberOfAvailabilityZones: 2 });
    assert.match(urn, /awsx:ec2:Vpc::net$/);
    const subnets = ["net-public-1", "net-private-1", "net-public-2", "net-private-2"];
    assert.deepEqual(names(children, "Vpc"), ["net"]);
    assert.deepEqual(names(children, "InternetGateway"), ["net"]);
    for (const kind of ["Subnet", "RouteTable", "RouteTableAssociation", "Route"]) {
      assert.deepEqual(names(children, kind).sort(), [...subnets].sort(), kind);
    }
    assert.deepEqual(names(children, "NatGateway"), ["net-1", "net-2"]);
    assert.deepEqual(names(children, "Eip"), ["net-1", "net-2"]);
    assert.equal(children.length, 1 + 1 + 4 * 4 + 2 * 2);
    assert.match(String(state.vpcId), /^vpc-/);
    assert.equal(ids(state, "publicSubnetIds").length, 2);
    assert.equal(ids(state, "privateSubnetIds").length, 2);
    assert.deepEqual(state.isolatedSubnetIds, []);
    assert.deepEqual(state.subnetLayout, [
      { type: "Private", cidrMask: 18 },
      { type: "Public", cidrMask: 19 },
    ]);
  });

  it("tags subnets and routes them to the right gateway", async () => {
    const { children } = await built({ subnetStrategy: "Auto", natGateways: { strategy: "Single" }, tags: { A: "1" } });
    const subnet = children.find((c) => c.type.endsWith(":Subnet") && c.name === "net-private-3")!;
    assert.deepEqual(subnet.inputs.tags, { Name: "net-private-3", SubnetType: "Private", A: "1" });
    assert.equal(subnet.inputs.availabilityZone, "eu-west-1c");
    assert.equal(subnet.inputs.mapPublicIpOnLaunch, false);
    const routes = children.filter((c) => c.type.endsWith(":Route"));
    const gateways = new Set(routes.filter((r) => r.name.includes("private")).map((r) => r.inputs.natGatewayId));
    assert.deepEqual(names(children, "NatGateway"), ["net-1"]);
    assert.equal(gateways.size, 1);
    assert.match(String(routes.find((r) => r.name === "net-public-1")!.inputs.gatewayId), /^igw-/);
  });

  it("makes neither gateways nor private routes with the strategy None", async () => {
    const specs = [{ type: "Public" }, { type: "Isolated", name: "data" }];
    const nat = { strategy: "None" };
    const { children, state } = await built({ subnetStrategy: "Auto", subnetSpecs: specs, natGateways: nat });
    assert.deepEqual(names(children, "NatGateway"), []);
    assert.deepEqual(names(children, "Route"), ["net-public-1", "net-public-2", "net-public-3"]);
    assert.equal(ids(state, "isolatedSubnetIds").length, 3);
    assert.ok(names(children, "Subnet").includes("net-data-1"));
  });

  it("gives the tables zone by zone, each zone's private one before its isolated one, and none to unused ranges", async () => {
    const tables = async (beside: Properties) => {
      const specs = [{ type: "Private" }, beside];
      const nat = { strategy: "None" };
      const { children, state } = await built({ subnetStrategy: "Auto", subnetSpecs: specs, natGateways: nat });
      assert.deepEqual(names(children, "Route"), []);
      return (state.routeTables as Properties[]).map((each) => String(each.urn).split("::").at(-1));
    };
    assert.deepEqual(
      await tables({ type: "Isolated", name: "transit", cidrMask: 28 }),
      [1, 2, 3].flatMap((zone) => [`net-private-${zone}`, `net-transit-${zone}`]),
    );
    assert.deepEqual(await tables({ type: "Unused" }), ["net-private-1", "net-private-2", "net-private-3"]);
  });

  it("adds endpoints named by their service; Auto fills in route tables, subnets and a group", async () => {
    const gateway = { serviceName: "com.amazonaws.eu-west-1.s3" };
    const open = { serviceName: "com.amazonaws.eu-west-1.ecr.api", vpcEndpointType: "Interface" };
    const { children, state } = await built({
      subnetStrategy: "Auto",
      vpcEndpointStrategy: "Auto",
      vpcEndpointSpecs: [gateway, open],
    });
    const endpoint = (name: string) => children.find((c) => c.type.endsWith(":VpcEndpoint") && c.name === name)!.inputs;
    assert.equal((endpoint(gateway.serviceName).routeTableIds as string[]).length, 6);
    assert.deepEqual(endpoint(open.serviceName).subnetIds, ids(state, "privateSubnetIds"));
    assert.equal(endpoint(open.serviceName).privateDnsEnabled, true);
    assert.deepEqual(names(children, "SecurityGroupRule"), [`${open.serviceName}-ingress`]);
    assert.equal(children.find((c) => c.type.endsWith(":Vpc"))!.inputs.enableDnsHostnames, true);
  });

  it("refuses a subnet strategy that it does not know, with the remedy", async () => {
    await assert.rejects(built({}), /not by "Legacy"; set subnetStrategy/);
  });
});
