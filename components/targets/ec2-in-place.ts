import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../catalog/naming";
import type { ArtifactSource } from "../../catalog/pipeline/stores";
import type { Ec2InPlaceTarget, FleetRollout } from "../../catalog/target-types";
import type { Environment } from "../../catalog/types";
import { networkParameters } from "../network/network";
import { type Finding, refuse } from "../problems";
import { type Fleet, fleet } from "./fleet";
import { architecture } from "./instance";
import {
  type AlarmPlan,
  alarmPlans,
  checkAlarms,
  checkBatch,
  deploymentSpeed,
  isPlainStatistic,
  type RollbackEvent,
  rollbackEvents,
} from "./rollout";

export interface Ec2InPlaceArgs {
  names: Naming;
  service: string;
  environment: Environment;
  target: Ec2InPlaceTarget;
  rollout: FleetRollout;
  /** Where the release is fetched from: the service's artifact bucket and key in the toolchain account. */
  artifacts: ArtifactSource;
  /**
   * What rolls a deployment back. Default: all three. A rollback deploys the last revision that succeeded, so
   * the first deployment of a group has nothing to return to: it fails and says so.
   */
  rollbackOn?: RollbackEvent[];
}

/**
 * A small fleet in private subnets that CodeDeploy deploys to in place, batch by batch, by two tags.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class Ec2InPlace extends pulumi.ComponentResource {
  readonly applicationName: pulumi.Output<string>;
  readonly deploymentGroupName: pulumi.Output<string>;
  readonly instanceIds: pulumi.Output<string[]>;
  readonly alarmNames: pulumi.Output<string[]>;
  /** Where a revision's ValidateService hook asks, on the instance itself, whether the service serves. */
  readonly healthUrl: string;

  constructor(name: string, args: Ec2InPlaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:targets:Ec2InPlace", name, {}, opts);
    refuse("Ec2InPlace", name, findings(args));
    const { names, service, environment, target, rollout } = args;
    const { accountId, partition } = environment;
    const parameters = networkParameters(names, environment.name);
    const vpcId = aws.ssm.getParameterOutput({ name: parameters.vpcId }, { parent: this }).insecureValue;
    const subnetList = aws.ssm.getParameterOutput(
      { name: parameters.privateSubnetIds },
      { parent: this },
    ).insecureValue;
    const tags = { "slipway:service": service, "slipway:environment": environment.name };

    const machines: Fleet = fleet(
      name,
      {
        target,
        environment,
        fleetName: names.deploymentGroup(service, environment.name),
        roleName: names.serviceRole(service, environment.name, "instance"),
        boundaryArn: names.boundaryArn(partition, accountId),
        artifacts: args.artifacts,
        vpcId,
        subnetIds: subnetList.apply((list) => list.split(",")),
        tags,
      },
      this,
    );

    const alarms = alarmPlans(rollout.alarms, target.instances).map(
      (plan) =>
        new aws.cloudwatch.MetricAlarm(
          `${name}-alarm-${plan.part}`,
          {
            name: names.alarm(service, environment.name, plan.part),
            alarmDescription: `${plan.description}: stops and rolls back a deployment of ${service}`,
            comparisonOperator: "GreaterThanThreshold",
            ...measure(plan, machines.instances),
          },
          { parent: this },
        ),
    );

    const application = new aws.codedeploy.Application(
      `${name}-application`,
      { name: names.application(service), computePlatform: "Server" },
      { parent: this },
    );
    const speed = deploymentSpeed(rollout.batch, names.deploymentConfig(service, environment.name));
    const ownConfig =
      speed.healthyPercent === undefined
        ? undefined
        : new aws.codedeploy.DeploymentConfig(
            `${name}-config`,
            {
              deploymentConfigName: speed.configName,
              computePlatform: "Server",
              minimumHealthyHosts: { type: "FLEET_PERCENT", value: speed.healthyPercent },
            },
            { parent: this },
          );
    const events = args.rollbackOn ?? [...rollbackEvents];
    const group = new aws.codedeploy.DeploymentGroup(
      `${name}-group`,
      {
        appName: application.name,
        deploymentGroupName: names.deploymentGroup(service, environment.name),
        serviceRoleArn: names.platformRoleArn(partition, accountId, "codedeploy"),
        deploymentConfigName: ownConfig?.deploymentConfigName ?? speed.configName,
        deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITHOUT_TRAFFIC_CONTROL" },
        // One set per tag: an instance must match every set, but any filter of a set.
        ec2TagSets: Object.entries(tags).map(([key, value]) => ({
          ec2TagFilters: [{ key, type: "KEY_AND_VALUE", value }],
        })),
        autoRollbackConfiguration: { enabled: events.length > 0, events },
        alarmConfiguration: {
          enabled: alarms.length > 0,
          alarms: alarms.map((alarm) => alarm.name),
          // An alarm that cannot be read stops the deployment rather than passing unseen.
          ignorePollAlarmFailure: false,
        },
      },
      { parent: this },
    );

    this.applicationName = application.name;
    this.deploymentGroupName = group.deploymentGroupName;
    this.instanceIds = pulumi.all(machines.instances.map((instance) => instance.id));
    this.alarmNames = pulumi.all(alarms.map((alarm) => alarm.name));
    this.healthUrl = `http://127.0.0.1:${target.port}${target.health}`;
    this.registerOutputs({
      applicationName: this.applicationName,
      deploymentGroupName: this.deploymentGroupName,
      instanceIds: this.instanceIds,
      alarmNames: this.alarmNames,
      healthUrl: this.healthUrl,
    });
  }
}

/** What an alarm watches: one metric, or the highest of several instances' by metric math. */
function measure(plan: AlarmPlan, instances: aws.ec2.Instance[]): aws.cloudwatch.MetricAlarmArgs {
  if (plan.over === "metric") {
    const { alarm } = plan;
    return {
      namespace: alarm.namespace,
      metricName: alarm.metric,
      ...(isPlainStatistic(alarm.statistic) ? { statistic: alarm.statistic } : { extendedStatistic: alarm.statistic }),
      threshold: alarm.threshold,
      period: alarm.periodSeconds,
      evaluationPeriods: alarm.evaluationPeriods,
      dimensions: alarm.dimensions,
      // Error counters are silent while nothing fails.
      treatMissingData: "notBreaching",
    };
  }
  return {
    threshold: plan.threshold,
    evaluationPeriods: plan.evaluationPeriods,
    metricQueries: [
      { id: "highest", expression: "MAX(METRICS())", label: plan.description, returnData: true },
      ...plan.instances.map((index) => ({
        id: `m${index}`,
        metric: {
          namespace: "AWS/EC2",
          metricName: plan.metric,
          dimensions: { InstanceId: instances[index]!.id },
          period: 60,
          stat: plan.statistic,
        },
      })),
    ],
  };
}

function findings({ target, rollout, rollbackOn, artifacts, environment }: Ec2InPlaceArgs): Finding[] {
  const found: Finding[] = [];
  if (!Number.isInteger(target.instances) || target.instances < 1 || target.instances > 100) {
    found.push({
      property: "target.instances",
      value: target.instances,
      reason: "must be a whole number from 1 to 100",
    });
  } else {
    found.push(...checkBatch(rollout.batch, target.instances), ...checkAlarms(rollout.alarms, target.instances));
  }
  if (!Number.isInteger(target.port) || target.port < 1 || target.port > 65_535) {
    found.push({ property: "target.port", value: target.port, reason: "must be a whole number from 1 to 65535" });
  }
  if (!/^\/[^\s?#]*$/.test(target.health)) {
    const reason = "must be a path that begins with /, such as /health";
    found.push({ property: "target.health", value: target.health, reason });
  }
  if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(target.instanceType)) {
    const reason = "must be an EC2 instance type, such as t3.micro or t4g.micro";
    found.push({ property: "target.instanceType", value: target.instanceType, reason });
  }
  if (target.ami !== undefined && !/^ami-[0-9a-f]{8,17}$/.test(target.ami)) {
    const kind = architecture(target.instanceType);
    const reason = `must be an image id, ami- and 8 to 17 hexadecimal digits, for ${kind}`;
    found.push({ property: "target.ami", value: target.ami, reason });
  }
  (rollbackOn ?? []).forEach((event, index) => {
    if (!rollbackEvents.includes(event) || rollbackOn!.indexOf(event) !== index) {
      const reason = `must be each at most once of ${rollbackEvents.join(", ")}`;
      found.push({ property: `rollbackOn[${index}]`, value: event, reason });
    }
  });
  if (artifacts.region !== environment.region) {
    const reason = `must be the environment's region, ${environment.region}: an action uses the store of its own region`;
    found.push({ property: "artifacts.region", value: artifacts.region, reason });
  }
  return found;
}
