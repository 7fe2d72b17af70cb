/** How CodeDeploy moves the alias: application, configuration, deployment group. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../catalog/naming";
import { codedeployConfig } from "../../../catalog/rollout/shift";
import type { TrafficRollout } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";
import { rollbackEvents } from "../rollout";

export interface TrafficShiftArgs {
  names: Naming;
  service: string;
  environment: Environment;
  rollout: TrafficRollout;
  alarmNames: pulumi.Output<string>[];
}

export function trafficShift(
  name: string,
  args: TrafficShiftArgs,
  parent: pulumi.Resource,
): aws.codedeploy.DeploymentGroup {
  const { names, service, environment, rollout, alarmNames } = args;
  const application = new aws.codedeploy.Application(
    `${name}-application`,
    { name: names.application(service), computePlatform: "Lambda" },
    { parent },
  );
  const config = codedeployConfig(rollout, "Lambda", { names, service, environment: environment.name });
  const own =
    config.trafficRouting === undefined
      ? undefined
      : new aws.codedeploy.DeploymentConfig(
          `${name}-config`,
          {
            deploymentConfigName: config.name,
            computePlatform: "Lambda",
            trafficRoutingConfig: config.trafficRouting,
          },
          { parent },
        );
  return new aws.codedeploy.DeploymentGroup(
    `${name}-group`,
    {
      appName: application.name,
      deploymentGroupName: names.deploymentGroup(service, environment.name),
      serviceRoleArn: names.platformRoleArn(environment.partition, environment.accountId, "codedeploy"),
      deploymentConfigName: own?.deploymentConfigName ?? config.name,
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      autoRollbackConfiguration: { enabled: true, events: [...rollbackEvents] },
      alarmConfiguration: {
        enabled: alarmNames.length > 0,
        alarms: alarmNames,
        // An alarm that cannot be read stops the deployment rather than passing unseen.
        ignorePollAlarmFailure: false,
      },
    },
    { parent },
  );
}
