import assert from "node:assert/strict";
import { invoke, type Properties, type World } from "../../../local/model";
import { emptyWorld, settings } from "./settings";

async function asked(token: string, args: Properties = {}, world: World = emptyWorld): Promise<Properties> {
  const { result, failures } = await invoke(token, args, settings, world, false);
  assert.deepEqual(failures, []);
  return result;
}

describe("model: data sources", () => {
  it("tell account, region, partition and zones of the provider", async () => {
    const identity = await asked("aws:index/getCallerIdentity:getCallerIdentity");
    assert.equal(identity.accountId, "222222222222");
    assert.equal((await asked("aws:index/getRegion:getRegion")).region, "eu-west-1");
    assert.equal((await asked("aws:index/getPartition:getPartition", { region: "cn-north-1" })).partition, "aws-cn");
    const zones = await asked("aws:index/getAvailabilityZones:getAvailabilityZones", { excludeNames: ["eu-west-1b"] });
    assert.deepEqual(zones.names, ["eu-west-1a", "eu-west-1c"]);
    assert.deepEqual(zones.zoneIds, ["euw1-az1", "euw1-az3"]);
  });

  it("build a policy document as the provider words it", async () => {
    const { json } = await asked("aws:iam/getPolicyDocument:getPolicyDocument", {
      statements: [
        {
          sid: "Read",
          actions: ["s3:GetObject"],
          resources: ["arn:b", "arn:c"],
          principals: [{ type: "AWS", identifiers: ["222222222222"] }],
          conditions: [{ test: "StringEquals", variable: "aws:PrincipalOrgID", values: ["o-1"] }],
        },
      ],
    });
    assert.deepEqual(JSON.parse(String(json)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: ["arn:c", "arn:b"],
          Principal: { AWS: "222222222222" },
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
        },
      ],
    });
  });

  it("replace statements of a source policy by those of one id", async () => {
    const source = JSON.stringify({
      Statement: [
        { Sid: "A", Effect: "Allow" },
        { Sid: "B", Effect: "Allow" },
      ],
    });
    const override = JSON.stringify({ Statement: { Sid: "A", Effect: "Deny" } });
    const args = { sourcePolicyDocuments: [source], overridePolicyDocuments: [override] };
    const { json } = await asked("aws:iam/getPolicyDocument:getPolicyDocument", args);
    const effects = JSON.parse(String(json)).Statement.map((s: { Effect: string }) => s.Effect);
    assert.deepEqual(effects, ["Deny", "Allow"]);
  });

  it("read parameters: AWS's public images and those of the laptop's store", async () => {
    const token = "aws:ssm/getParameter:getParameter";
    const latest = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    assert.match(String((await asked(token, { name: latest })).value), /^ami-0[0-9a-f]{16}$/);
    const world: World = { parameter: async (place, name) => `${place.region} ${name}` };
    assert.equal((await asked(token, { name: "/slipway/a" }, world)).value, "eu-west-1 /slipway/a");
  });

  it("fail for a parameter that is not there, naming it, the account and the region", async () => {
    const token = "aws:ssm/getParameter:getParameter";
    const { failures } = await invoke(token, { name: "/slipway/a" }, settings, emptyWorld, false);
    assert.match(failures[0]!.reason, /\/slipway\/a.*ParameterNotFound.*222222222222.*eu-west-1/);
  });

  it("find a secret by its name, in the account and region that are asked", async () => {
    const token = "aws:secretsmanager/getSecret:getSecret";
    const name = "ecr-pullthroughcache/docker";
    const found = await asked(token, { name, region: "eu-central-1" });
    assert.match(
      String(found.arn),
      /^arn:aws:secretsmanager:eu-central-1:222222222222:secret:ecr-pullthroughcache\/docker-[A-Za-z0-9]{6}$/,
    );
    assert.deepEqual(await asked(token, { name, region: "eu-central-1" }), found);
    assert.notEqual((await asked(token, { name })).arn, found.arn);
    assert.deepEqual([found.name, found.region, found.id, found.tags], [name, "eu-central-1", found.arn, {}]);
    const { failures } = await invoke(token, {}, settings, emptyWorld, false);
    assert.deepEqual(failures[0]!.property, "name");
  });

  it("find one image for a question", async () => {
    const args = { mostRecent: true, owners: ["amazon"], filters: [{ name: "name", values: ["al2023-*"] }] };
    const first = await asked("aws:ec2/getAmi:getAmi", args);
    assert.equal(first.id, (await asked("aws:ec2/getAmi:getAmi", args)).id);
    assert.equal(
      (await invoke("aws:ec2/getAmi:getAmi", { mostRecent: true }, settings, emptyWorld, false)).failures.length,
      1,
    );
  });

  it("fail when the laptop cloud does not serve them", async () => {
    const { failures } = await invoke("aws:eks/getCluster:getCluster", {}, settings, emptyWorld, false);
    assert.match(failures[0]!.reason, /does not serve the data source "aws:eks\/getCluster:getCluster"/);
  });
});
