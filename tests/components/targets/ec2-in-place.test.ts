import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { artifactSource } from "../../../catalog/pipeline/stores";
import type { Ec2InPlaceTarget, FleetRollout, RolloutAlarm } from "../../../catalog/target-types";
import type { Ec2InPlaceArgs } from "../../../components/targets/ec2-in-place";
import { accounts, catalog, environment, service } from "../../catalog/pipeline/sample";
import { type Built, build, buildError, documentOf, type Registered } from "../harness";
import { parameterStore } from "../parameters";

const parameters = parameterStore({
  "/slipway/acme/prod/network/vpc-id": "vpc-1",
  "/slipway/acme/prod/network/private-subnet-ids": "subnet-a,subnet-b,subnet-c",
  "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64": "ami-0123456789abcdef0",
});
const place = { account: accounts.prod, region: "us-east-1", partition: "aws" };

const errors: RolloutAlarm = {
  name: "errors",
  namespace: "Orders",
  metric: "Errors",
  statistic: "Sum",
  threshold: 5,
  periodSeconds: 60,
  evaluationPeriods: 2,
  dimensions: { Service: "orders" },
};

interface Changes extends Partial<Omit<Ec2InPlaceArgs, "target" | "rollout">> {
  target?: Partial<Ec2InPlaceTarget>;
  rollout?: Partial<FleetRollout>;
}

function args({ target, rollout, ...changes }: Changes = {}): Ec2InPlaceArgs {
  const which = catalog();
  const orders = service("orders");
  return {
    names: which.names,
    service: "orders",
    environment: environment("prod"),
    target: { ...(orders.target as Ec2InPlaceTarget), ...target },
    rollout: { batch: "one", alarms: ["status"], ...rollout },
    artifacts: artifactSource(which, orders, environment("prod")),
    ...changes,
  };
}

async function make(changes: Changes = {}, preview = false): Promise<Built> {
  const { Ec2InPlace } = await import("../../../components/targets/ec2-in-place");
  return build(
    () => {
      const target = new Ec2InPlace("target", args(changes));
      return { instances: target.instanceIds, alarms: target.alarmNames };
    },
    { ...parameters, place, preview },
  );
}

const group = (built: Built) => built.one("aws:codedeploy/deploymentGroup:DeploymentGroup").inputs;
/** By name: resources register as soon as their own inputs are known. */
const byName = (found: Registered[]) => found.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
const instances = (built: Built) => byName(built.all("aws:ec2/instance:Instance"));
const alarmsOf = (built: Built) => byName(built.all("aws:cloudwatch/metricAlarm:MetricAlarm"));

describe("Ec2InPlace: the deployment group", () => {
  it("finds instances by both tags at once, in place, by the account's CodeDeploy role", async () => {
    const inputs = group(await make());
    assert.equal(inputs["appName"], "acme-orders");
    assert.equal(inputs["deploymentGroupName"], "acme-orders-prod");
    assert.equal(inputs["serviceRoleArn"], "arn:aws:iam::333333333333:role/slipway/acme-codedeploy");
    assert.deepEqual(inputs["deploymentStyle"], {
      deploymentType: "IN_PLACE",
      deploymentOption: "WITHOUT_TRAFFIC_CONTROL",
    });
    // Filters of one set are alternatives; sets must all match. One set would take in other services' machines.
    assert.deepEqual(inputs["ec2TagSets"], [
      { ec2TagFilters: [{ key: "slipway:service", type: "KEY_AND_VALUE", value: "orders" }] },
      { ec2TagFilters: [{ key: "slipway:environment", type: "KEY_AND_VALUE", value: "prod" }] },
    ]);
    const built = await make();
    for (const each of instances(built)) {
      const tags = each.inputs["tags"] as Record<string, string>;
      assert.equal(tags["slipway:service"], "orders");
      assert.equal(tags["slipway:environment"], "prod");
    }
  });

  it("goes by preset without a configuration of its own", async () => {
    for (const [batch, name] of [
      ["one", "CodeDeployDefault.OneAtATime"],
      ["half", "CodeDeployDefault.HalfAtATime"],
      ["all", "CodeDeployDefault.AllAtOnce"],
    ] as const) {
      const built = await make({ rollout: { batch } });
      assert.equal(group(built)["deploymentConfigName"], name);
      assert.equal(built.all("aws:codedeploy/deploymentConfig:DeploymentConfig").length, 0);
    }
  });

  it("goes by a configuration of its own for any other healthy share", async () => {
    const built = await make({ rollout: { batch: { healthyPercent: 75 } }, target: { instances: 4 } });
    const config = built.one("aws:codedeploy/deploymentConfig:DeploymentConfig").inputs;
    assert.equal(config["deploymentConfigName"], "acme-orders-prod");
    assert.equal(config["computePlatform"], "Server");
    assert.deepEqual(config["minimumHealthyHosts"], { type: "FLEET_PERCENT", value: 75 });
    assert.equal(group(built)["deploymentConfigName"], "acme-orders-prod");
  });

  it("rolls back on failure, alarm and request, or on what is asked", async () => {
    assert.deepEqual(group(await make())["autoRollbackConfiguration"], {
      enabled: true,
      events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    });
    assert.deepEqual(group(await make({ rollbackOn: ["DEPLOYMENT_FAILURE"] }))["autoRollbackConfiguration"], {
      enabled: true,
      events: ["DEPLOYMENT_FAILURE"],
    });
    const never = group(await make({ rollbackOn: [] }))["autoRollbackConfiguration"];
    assert.deepEqual(never, { enabled: false, events: [] });
  });

  it("stops on its alarms, also when they cannot be read", async () => {
    const built = await make({ rollout: { alarms: ["status", "cpu", errors] } });
    assert.deepEqual(group(built)["alarmConfiguration"], {
      enabled: true,
      alarms: ["acme-orders-prod-status", "acme-orders-prod-cpu", "acme-orders-prod-errors"],
      ignorePollAlarmFailure: false,
    });
    assert.deepEqual(group(await make({ rollout: { alarms: [] } }))["alarmConfiguration"], {
      enabled: false,
      alarms: [],
      ignorePollAlarmFailure: false,
    });
  });
});

describe("Ec2InPlace: the alarms", () => {
  it("watch the worst of at most ten instances each", async () => {
    const built = await make({ target: { instances: 12 } });
    const alarms = alarmsOf(built);
    assert.deepEqual(
      alarms.map((each) => each.inputs["name"]),
      ["acme-orders-prod-status", "acme-orders-prod-status-2"],
    );
    const watched = alarms.flatMap((each) => {
      const [math, ...metrics] = each.inputs["metricQueries"] as {
        expression?: string;
        returnData?: boolean;
        metric?: { metricName: string; dimensions: { InstanceId: string } };
      }[];
      assert.equal(math!.expression, "MAX(METRICS())");
      assert.equal(math!.returnData, true);
      assert.ok(metrics.length <= 10);
      return metrics.map((each) => {
        assert.equal(each.metric!.metricName, "StatusCheckFailed");
        return each.metric!.dimensions.InstanceId;
      });
    });
    assert.deepEqual(watched, built.outputs["instances"]);
    assert.equal(new Set(watched).size, 12);
  });

  it("watch a metric of the service's own as it is described", async () => {
    const built = await make({ rollout: { alarms: [errors, { ...errors, name: "slow", statistic: "p99" }] } });
    const [plain, percentile] = alarmsOf(built).map((each) => each.inputs);
    assert.equal(plain!["metricName"], "Errors");
    assert.equal(plain!["statistic"], "Sum");
    assert.equal(plain!["threshold"], 5);
    assert.equal(plain!["period"], 60);
    assert.deepEqual(plain!["dimensions"], { Service: "orders" });
    assert.equal(percentile!["extendedStatistic"], "p99");
    assert.equal(percentile!["statistic"], undefined);
  });
});

describe("Ec2InPlace: the fleet", () => {
  it("stands in the private subnets that its environment published, zone after zone", async () => {
    const built = await make({ target: { instances: 4 } });
    assert.deepEqual(
      instances(built).map((each) => each.inputs["subnetId"]),
      ["subnet-a", "subnet-b", "subnet-c", "subnet-a"],
    );
    for (const each of instances(built)) assert.equal(each.inputs["associatePublicIpAddress"], false);
  });

  it("takes no metadata without a token, and encrypts its disks", async () => {
    for (const each of instances(await make())) {
      assert.deepEqual(each.inputs["metadataOptions"], {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      });
      assert.equal((each.inputs["rootBlockDevice"] as { encrypted: boolean }).encrypted, true);
    }
  });

  it("is reached on its port from inside the network only, and reaches the world by HTTPS only", async () => {
    const built = await make();
    const { inputs } = built.one("aws:ec2/securityGroup:SecurityGroup");
    assert.equal(inputs["vpcId"], "vpc-1");
    assert.equal(inputs["ingress"], undefined);
    const ingress = built.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map((each) => each.inputs);
    assert.deepEqual(
      ingress.map((each) => [each["cidrIpv4"], each["fromPort"], each["toPort"]]),
      [["10.20.0.0/16", 8080, 8080]],
    );
    const world = built
      .all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
      .filter((each) => each.inputs["cidrIpv4"] === "0.0.0.0/0");
    assert.deepEqual(
      world.map((each) => [each.inputs["fromPort"], each.inputs["toPort"]]),
      [[443, 443]],
    );
  });

  it("keeps its image when a newer one appears, but follows one that is pinned", async () => {
    const newest = instances(await make())[0]!;
    assert.equal(newest.inputs["ami"], "ami-0123456789abcdef0");
    assert.ok(newest.ignoreChanges.includes("ami"));
    const pinned = instances(await make({ target: { ami: "ami-0fedcba9876543210" } }))[0]!;
    assert.equal(pinned.inputs["ami"], "ami-0fedcba9876543210");
    assert.ok(!pinned.ignoreChanges.includes("ami"));
    assert.ok(newest.ignoreChanges.includes("userData"));
  });

  it("runs with a bounded role under the services' path that reads its own artifacts only", async () => {
    const built = await make();
    const role = built.one("aws:iam/role:Role").inputs;
    assert.equal(role["name"], "acme-orders-prod-instance");
    assert.equal(role["path"], "/services/");
    assert.match(String(role["permissionsBoundary"]), /^arn:aws:iam::333333333333:policy\/.*acme-boundary$/);
    assert.deepEqual(documentOf(role["assumeRolePolicy"]).Statement[0]!.Principal, { Service: "ec2.amazonaws.com" });
    const rights = documentOf(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]).Statement;
    assert.deepEqual(
      rights.map((each) => each.Action),
      [["s3:GetObject", "s3:GetObjectVersion"], "kms:Decrypt"],
    );
    assert.equal(built.one("aws:iam/instanceProfile:InstanceProfile").inputs["path"], "/services/");
    assert.equal(built.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment").length, 0);
  });

  it("has complete policies already in a preview: they hold no unknown value", async () => {
    const policies = (built: Built) => [
      documentOf(built.one("aws:iam/role:Role").inputs["assumeRolePolicy"]),
      documentOf(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]),
    ];
    assert.deepEqual(policies(await make({}, true)), policies(await make()));
  });
});

describe("Ec2InPlace: its contract", () => {
  it("pins the names of its children", async () => {
    const built = await make({ rollout: { batch: { healthyPercent: 50 } } });
    assert.deepEqual(built.resources.map((each) => `${each.parent ?? ""}/${each.name}`).sort(), [
      "/target",
      "target/target-alarm-status",
      "target/target-application",
      "target/target-config",
      "target/target-from-network",
      "target/target-group",
      "target/target-instance-1",
      "target/target-instance-2",
      "target/target-profile",
      "target/target-role",
      "target/target-role-policy",
      "target/target-security-group",
      "target/target-to-network",
      "target/target-to-world",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const { Ec2InPlace } = await import("../../../components/targets/ec2-in-place");
    const bad: Changes = {
      target: { port: 0, health: "health", instanceType: "large", ami: "ami-1" },
      rollout: { batch: { healthyPercent: 75 }, alarms: ["status", "status"] },
      rollbackOn: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_FAILURE"],
      environment: environment("prod", { region: "eu-west-1" }),
    };
    const error = (await buildError(() => {
      new Ec2InPlace("target", args(bad));
      return {};
    }, parameters)) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "artifacts.region",
      "rollbackOn[1]",
      "rollout.alarms",
      "rollout.batch.healthyPercent",
      "target.ami",
      "target.health",
      "target.instanceType",
      "target.port",
    ]);
  });

  it("refuses a fleet of none", async () => {
    const { Ec2InPlace } = await import("../../../components/targets/ec2-in-place");
    const error = (await buildError(() => {
      new Ec2InPlace("target", args({ target: { instances: 0 } }));
      return {};
    }, parameters)) as pulumi.InputPropertiesError;
    assert.deepEqual(
      error.errors.map((each) => each.propertyPath),
      ["target.instances"],
    );
  });
});
