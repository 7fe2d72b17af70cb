import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { PolicyDocument, Statement } from "../../../catalog/iam/document";
import { naming } from "../../../catalog/naming";
import { networkSchema } from "../../../catalog/schema/network";
import type { NetworkArgs } from "../../../components/network/network";
import { type Built, build, buildError, documentOf } from "../harness";
import { vpcOutputs } from "./vpc";

type NetworkFile = Partial<z.input<typeof networkSchema>>;

/** The network as a file writes it, with every default. */
const network = (file: NetworkFile = {}) => networkSchema.parse({ cidr: "10.20.0.0/16", zones: 3, ...file });

const args = (changes: Partial<NetworkArgs> = {}): NetworkArgs => ({
  names: naming("acme"),
  place: { partition: "aws", accountId: "333333333333", region: "eu-west-1" },
  environment: "prod",
  network: network(),
  production: true,
  owner: { organizationId: "o-a1b2c3d4e5", accountIds: ["333333333333", "111111111111"] },
  ...changes,
});

async function make(changes: Partial<NetworkArgs> = {}): Promise<Built> {
  const { Network } = await import("../../../components/network/network");
  const aws = await import("@pulumi/aws");
  return build(
    () => {
      const provider = new aws.Provider("target", { region: "eu-west-1", allowedAccountIds: ["333333333333"] });
      const made = new Network("network", args(changes), { provider });
      return { vpcId: made.vpcId, privateSubnetIds: made.privateSubnetIds };
    },
    { components: vpcOutputs },
  );
}

const vpc = (built: Built) => built.one("awsx:ec2:Vpc").inputs;
const types = (built: Built) => (vpc(built)["subnetSpecs"] as { type: string }[]).map((each) => each.type);
const endpoint = (built: Built, name: string) => built.one("aws:ec2/vpcEndpoint:VpcEndpoint", name).inputs;
const endpointPolicy = (built: Built, name: string): PolicyDocument => documentOf(endpoint(built, name)["policy"]);
const statement = ({ Statement }: PolicyDocument, sid: string): Statement => Statement.find(({ Sid }) => Sid === sid)!;
const throughTransit = network({
  egress: { transitGateway: { id: "tgw-0123456789abcdef0", routes: ["10.0.0.0/8", "0.0.0.0/0"] } },
});

describe("Network", () => {
  it("has a private and a public subnet in each zone, laid out by awsx's current rules, with DNS names", async () => {
    const built = await make();
    const inputs = vpc(built);
    assert.equal(inputs["cidrBlock"], "10.20.0.0/16");
    assert.equal(inputs["numberOfAvailabilityZones"], 3);
    assert.equal(inputs["subnetStrategy"], "Auto");
    assert.deepEqual(types(built), ["Private", "Public"]);
    assert.equal(inputs["enableDnsHostnames"], true);
    assert.equal(inputs["enableDnsSupport"], true);
  });

  it("has a NAT gateway in each zone of production, and one elsewhere", async () => {
    assert.deepEqual(vpc(await make())["natGateways"], { strategy: "OnePerAz" });
    assert.deepEqual(vpc(await make({ production: false }))["natGateways"], { strategy: "Single" });
  });

  it("closes the default security group", async () => {
    const { inputs } = (await make()).one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    assert.deepEqual([inputs["vpcId"], inputs["ingress"], inputs["egress"]], ["vpc-1", [], []]);
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

  it("tells them of its public subnets and of its addresses in the Internet, where it has any", async () => {
    const built = await make();
    const value = (name: string) => built.one("aws:ssm/parameter:Parameter", name).inputs["insecureValue"];
    assert.equal(value("network-public-subnet-ids"), "subnet-public-1,subnet-public-2,subnet-public-3");
    assert.equal(value("network-nat-addresses"), "192.0.2.1,192.0.2.2,192.0.2.3");
    const inside = await make({ network: network({ egress: "none" }) });
    assert.deepEqual(
      inside
        .all("aws:ssm/parameter:Parameter")
        .map(({ name }) => name)
        .sort(),
      ["network-private-subnet-ids", "network-vpc-id"],
    );
  });

  it("works with the stack's own AWS provider and an explicit awsx one, because default providers are off", async () => {
    const built = await make({ network: network({ endpoints: ["ssm"] }) });
    for (const each of built.resources.filter(({ type }) => type.startsWith("aws:"))) {
      assert.equal(each.provider?.name, "target", each.name);
    }
    assert.equal(built.one("awsx:ec2:Vpc").provider?.name, "network-awsx");
  });

  it("pins the names of its children", async () => {
    const built = await make({ network: network({ endpoints: ["ecr.api"] }) });
    const own = built.resources.filter((each) => each.name === "network" || each.parent === "network");
    assert.deepEqual(own.map((each) => each.name).sort(), [
      "network",
      "network-awsx",
      "network-default",
      "network-dynamodb",
      "network-ecr-api",
      "network-endpoints",
      "network-flow-log",
      "network-flow-logs",
      "network-nat-addresses",
      "network-private-subnet-ids",
      "network-public-subnet-ids",
      "network-s3",
      "network-to-endpoints",
      "network-vpc",
      "network-vpc-id",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const { Network } = await import("../../../components/network/network");
    const error = (await buildError(() => {
      const egress = { transitGateway: { id: "tgw-1", routes: [] } };
      const bad = { ...network(), egress, cidr: "10.20.0.0/25", zones: 0 };
      new Network("network", args({ network: bad, environment: "", owner: { accountIds: [] } }));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "environment",
      "network.cidr",
      "network.egress.transitGateway.id",
      "network.zones",
      "owner.accountIds",
    ]);
  });
});

describe("Network: the way out", () => {
  it("by a Transit Gateway has no public subnet and no NAT gateway, and one attachment in subnets of its own", async () => {
    const built = await make({ network: throughTransit });
    assert.deepEqual(types(built), ["Private", "Isolated"]);
    assert.deepEqual(vpc(built)["natGateways"], { strategy: "None" });
    const { inputs } = built.one("aws:ec2transitgateway/vpcAttachment:VpcAttachment");
    assert.equal(inputs["transitGatewayId"], "tgw-0123456789abcdef0");
    assert.deepEqual(inputs["subnetIds"], ["subnet-isolated-1", "subnet-isolated-2", "subnet-isolated-3"]);
  });

  it("by a Transit Gateway is a route in the table of every private subnet, after the attachment", async () => {
    const built = await make({ network: throughTransit });
    const attachment = built.one("aws:ec2transitgateway/vpcAttachment:VpcAttachment");
    const routes = built.all("aws:ec2/route:Route");
    assert.deepEqual(
      routes.map(({ inputs }) => `${inputs["routeTableId"]} ${inputs["destinationCidrBlock"]}`),
      [1, 2, 3].flatMap((zone) => ["10.0.0.0/8", "0.0.0.0/0"].map((range) => `rtb-private-${zone} ${range}`)),
    );
    for (const { inputs, dependencies } of routes) {
      assert.equal(inputs["transitGatewayId"], "tgw-0123456789abcdef0");
      assert.ok(dependencies.includes(attachment.urn));
    }
  });

  it("by nothing leaves private subnets alone, with the ranges that they have otherwise", async () => {
    const built = await make({ network: network({ egress: "none" }) });
    assert.deepEqual(types(built), ["Private", "Unused"]);
    assert.deepEqual(vpc(built)["natGateways"], { strategy: "None" });
    assert.deepEqual(built.all("aws:ec2/route:Route"), []);
  });
});

describe("Network: endpoints", () => {
  it("has gateways for S3 and DynamoDB in every table, and no interface unless asked", async () => {
    const built = await make({ network: network({ zones: 1 }) });
    const made = built.all("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ inputs }) => inputs);
    assert.deepEqual(
      made.map((each) => [each["serviceName"], each["vpcEndpointType"], each["routeTableIds"]]),
      [
        ["com.amazonaws.eu-west-1.s3", "Gateway", ["rtb-public-1", "rtb-private-1"]],
        ["com.amazonaws.eu-west-1.dynamodb", "Gateway", ["rtb-public-1", "rtb-private-1"]],
      ],
    );
    assert.deepEqual(built.all("aws:ec2/securityGroup:SecurityGroup"), []);
  });

  it("makes interfaces in the private subnets, with private names, reached on 443 from the network alone", async () => {
    const built = await make({ network: network({ endpoints: ["ssm", "codedeploy-commands-secure"] }) });
    const group = built.one("aws:ec2/securityGroup:SecurityGroup");
    const { inputs } = built.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    for (const name of ["ssm", "codedeploy-commands-secure"]) {
      const made = endpoint(built, `network-${name}`);
      assert.equal(made["serviceName"], `com.amazonaws.eu-west-1.${name}`);
      assert.equal(made["privateDnsEnabled"], true);
      assert.deepEqual(made["subnetIds"], ["subnet-private-1", "subnet-private-2", "subnet-private-3"]);
      assert.deepEqual(made["securityGroupIds"], [inputs["securityGroupId"]]);
    }
    assert.deepEqual(
      ["ipProtocol", "fromPort", "toPort", "cidrIpv4"].map((each) => inputs[each]),
      ["tcp", 443, 443, "10.20.0.0/16"],
    );
    assert.deepEqual(built.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), []);
    assert.deepEqual([group.inputs["ingress"], group.inputs["egress"]], [undefined, undefined]);
  });

  it("lets through only the organisation's principals to its own buckets and tables", async () => {
    const built = await make();
    for (const [name, actions] of [
      ["network-s3", "s3:*"],
      ["network-dynamodb", "dynamodb:*"],
    ] as const) {
      const own = statement(endpointPolicy(built, name), "Own");
      assert.equal(own.Action, actions);
      assert.deepEqual(own.Condition, {
        StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:ResourceOrgID": "o-a1b2c3d4e5" },
      });
    }
  });

  it("takes the accounts of the files for the organisation when its id is not known", async () => {
    const accountIds = ["333333333333", "111111111111"];
    const built = await make({ owner: { accountIds }, network: network({ endpoints: ["kms"] }) });
    const sorted = ["111111111111", "333333333333"];
    assert.deepEqual(statement(endpointPolicy(built, "network-s3"), "Own").Condition, {
      StringEquals: { "aws:PrincipalAccount": sorted, "aws:ResourceAccount": sorted },
    });
    assert.deepEqual(statement(endpointPolicy(built, "network-kms"), "Own").Condition, {
      StringEquals: { "aws:PrincipalAccount": sorted },
    });
  });

  it("lets everybody inside read Amazon's buckets of the region, and the buckets that the file names", async () => {
    const policy = endpointPolicy(
      await make({ network: network({ readableBuckets: ["vendor-tools"] }) }),
      "network-s3",
    );
    const amazon = statement(policy, "AmazonBuckets");
    assert.equal(amazon.Action, "s3:GetObject");
    assert.equal(amazon.Condition, undefined);
    for (const bucket of [
      ...["prod-eu-west-1-starport-layer-bucket", "aws-codedeploy-eu-west-1", "amazon-ssm-eu-west-1"],
      "al2023-repos-eu-west-1-de612dc2",
    ]) {
      assert.ok(amazon.Resource!.includes(`arn:aws:s3:::${bucket}/*`), bucket);
    }
    assert.deepEqual(statement(policy, "OthersBuckets").Resource, [
      "arn:aws:s3:::vendor-tools",
      "arn:aws:s3:::vendor-tools/*",
    ]);
    assert.equal(statement(endpointPolicy(await make(), "network-s3"), "OthersBuckets"), undefined);
  });

  it("gives a policy to interfaces of services that take one, and to others none", async () => {
    const built = await make({ network: network({ endpoints: ["secretsmanager", "sts", "ssmmessages"] }) });
    const own = statement(endpointPolicy(built, "network-secretsmanager"), "Own");
    assert.equal(own.Action, "secretsmanager:*");
    assert.deepEqual(own.Condition, { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } });
    assert.deepEqual(statement(endpointPolicy(built, "network-sts"), "Tokens").Condition, {
      StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" },
    });
    assert.equal(endpoint(built, "network-ssmmessages")["policy"], undefined);
  });
});

describe("Network: flow log", () => {
  it("records all traffic by default, with the role that the account's stack makes", async () => {
    const built = await make();
    const group = built.one("aws:cloudwatch/logGroup:LogGroup");
    assert.deepEqual([group.inputs["name"], group.inputs["retentionInDays"]], ["/slipway/acme/prod/flow-logs", 90]);
    const { inputs } = built.one("aws:ec2/flowLog:FlowLog");
    assert.deepEqual(
      ["vpcId", "trafficType", "logDestination", "iamRoleArn"].map((each) => inputs[each]),
      ["vpc-1", "ALL", group.outputs["arn"], "arn:aws:iam::333333333333:role/slipway/acme-flow-logs"],
    );
  });

  it("records what the file says for as long as it says, or nothing", async () => {
    const less = await make({ network: network({ flowLogs: { traffic: "reject", retentionDays: 365 } }) });
    assert.equal(less.one("aws:ec2/flowLog:FlowLog").inputs["trafficType"], "REJECT");
    assert.equal(less.one("aws:cloudwatch/logGroup:LogGroup").inputs["retentionInDays"], 365);
    const none = await make({ network: network({ flowLogs: "none" }) });
    assert.deepEqual([...none.all("aws:ec2/flowLog:FlowLog"), ...none.all("aws:cloudwatch/logGroup:LogGroup")], []);
  });
});
