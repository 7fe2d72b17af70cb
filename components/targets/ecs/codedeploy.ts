/** Rollouts of a service by CodeDeploy: application, speed and deployment group. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../catalog/naming";
import { codedeployConfig } from "../../../catalog/rollout/shift";
import type { TrafficRollout } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";
import type { LoadBalancer } from "../load-balancer/load-balancer";
import { rollbackEvents } from "../rollout";

export interface EcsDeploymentsArgs {
  names: Naming;
  service: string;
  environment: Environment;
  rollout: TrafficRollout;
  balancer: LoadBalancer;
  clusterName: string;
  serviceName: pulumi.Input<string>;
  alarmNames: pulumi.Input<string>[];
}

/** The deployment group of a service on ECS. */
export function ecsDeployments(
  name: string,
  args: EcsDeploymentsArgs,
  parent: pulumi.Resource,
): aws.codedeploy.DeploymentGroup {
  const { names, service, environment, rollout, balancer } = args;
  const application = new aws.codedeploy.Application(
    `${name}-application`,
    { name: names.application(service), computePlatform: "ECS" },
    { parent },
  );
  const speed = codedeployConfig(rollout, "ECS", { names, service, environment: environment.name });
  const ownConfig =
    speed.trafficRouting === undefined
      ? undefined
      : new aws.codedeploy.DeploymentConfig(
          `${name}-config`,
          { deploymentConfigName: speed.name, computePlatform: "ECS", trafficRoutingConfig: speed.trafficRouting },
          { parent },
        );
  const { groups, routes } = balancer;
  return new aws.codedeploy.DeploymentGroup(
    `${name}-group`,
    {
      appName: application.name,
      deploymentGroupName: names.deploymentGroup(service, environment.name),
      serviceRoleArn: names.platformRoleArn(environment.partition, environment.accountId, "codedeploy"),
      deploymentConfigName: ownConfig?.deploymentConfigName ?? speed.name,
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      ecsService: { clusterName: args.clusterName, serviceName: args.serviceName },
      loadBalancerInfo: {
        targetGroupPairInfo: {
          targetGroups: [{ name: groups.blue.name }, { name: groups.green!.name }],
          prodTrafficRoute: { listenerArns: [routes.production.listenerArn] },
          testTrafficRoute: { listenerArns: [routes.test!.listenerArn] },
        },
      },
      blueGreenDeploymentConfig: {
        deploymentReadyOption: readyOption(rollout),
        terminateBlueInstancesOnDeploymentSuccess: {
          action: "TERMINATE",
          terminationWaitTimeInMinutes: rollout.bake,
        },
      },
      autoRollbackConfiguration: { enabled: true, events: [...rollbackEvents] },
      alarmConfiguration: {
        enabled: args.alarmNames.length > 0,
        alarms: args.alarmNames,
        // An alarm that cannot be read stops the deployment rather than passing unseen.
        ignorePollAlarmFailure: false,
      },
    },
    { parent },
  );
}

/** CodeDeploy waits only where it stops at the end of the wait: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentReadyOption.html */
function readyOption({
  ready,
}: TrafficRollout): aws.types.input.codedeploy.DeploymentGroupBlueGreenDeploymentConfigDeploymentReadyOption {
  if (ready?.onTimeout !== "stop") return { actionOnTimeout: "CONTINUE_DEPLOYMENT" };
  return { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: ready.minutes };
}
