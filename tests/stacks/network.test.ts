import assert from "node:assert/strict";
import type { Graph } from "../../analysis/graph/types";
import { all, fixtureCatalog, fixtureGraph, stackOf } from "./graphs";

type Tags = Record<string, string>;

/** Organisation: test (NAT, interface endpoints), prod (Transit Gateway), and the toolchain's own network. */
describe("networks of the fixture organisation", () => {
  let graph: Graph;
  before(async () => {
    ({ graph } = await fixtureGraph());
  });
  const networks = () =>
    graph.stacks
      .filter(({ resources }) => resources.some(({ type }) => type === "awsx:ec2:Vpc"))
      .map(({ name }) => name);

  it("are each recorded, closed by default, and reach S3 and DynamoDB without leaving Amazon's network", () => {
    assert.deepEqual(networks().sort(), ["prod", "prod-eu-west-1", "test", "toolchain"]);
    for (const name of networks()) {
      const stack = stackOf(graph, name);
      assert.equal(all(stack, "aws:ec2/flowLog:FlowLog").length, 1, name);
      const [group] = all(stack, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
      assert.deepEqual([group!.inputs["ingress"], group!.inputs["egress"]], [[], []], name);
      const gateways = all(stack, "aws:ec2/vpcEndpoint:VpcEndpoint").filter(
        ({ inputs }) => inputs["vpcEndpointType"] === "Gateway",
      );
      assert.deepEqual(
        gateways.map(({ inputs }) => String(inputs["serviceName"]).split(".").at(-1)),
        ["s3", "dynamodb"],
        name,
      );
    }
  });

  it("have their flow logs delivered with a role that the account's own stack makes", () => {
    for (const name of networks()) {
      const [log] = all(stackOf(graph, name), "aws:ec2/flowLog:FlowLog");
      const account = stackOf(graph, name).account;
      const made = graph.stacks
        .filter((stack) => stack.kind === "account" && stack.account === account)
        .flatMap((stack) => all(stack, "aws:iam/role:Role"))
        .map(({ inputs }) => `arn:aws:iam::${account}:role${inputs["path"]}${inputs["name"]}`);
      assert.ok(made.includes(String(log!.inputs["iamRoleArn"])), `${name}: ${log!.inputs["iamRoleArn"]}`);
    }
  });

  it("leave through a Transit Gateway from every private subnet, without public subnets, addresses and NAT gateways", () => {
    const stack = stackOf(graph, "prod");
    for (const type of ["aws:ec2/natGateway:NatGateway", "aws:ec2/eip:Eip"])
      assert.deepEqual(all(stack, type), [], type);
    const kinds = all(stack, "aws:ec2/subnet:Subnet").map(({ inputs }) => (inputs["tags"] as Tags)["SubnetType"]);
    assert.deepEqual([...new Set(kinds)].sort(), ["Isolated", "Private"]);
    const routes = all(stack, "aws:ec2/route:Route");
    // Which tables they are is not known before awsx ran: tests/local/model/awsx and tests/components/network say it.
    assert.equal(routes.length, fixtureCatalog.environments.find(({ name }) => name === "prod")!.network.zones);
    for (const { inputs, propertyDependencies } of routes) {
      assert.equal(inputs["transitGatewayId"], "tgw-0123456789abcdef0");
      assert.ok(propertyDependencies["routeTableId"]!.some((urn) => urn.includes("awsx:ec2:Vpc")));
    }
    assert.equal(all(stack, "aws:ec2transitgateway/vpcAttachment:VpcAttachment").length, 1);
  });
});
