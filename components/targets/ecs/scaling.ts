/** More or fewer tasks by their CPU use. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EcsTarget } from "../../../catalog/target-types";

export interface ScalingArgs {
  scaling: NonNullable<EcsTarget["scaling"]>;
  clusterName: string;
  serviceName: pulumi.Input<string>;
}

/** Application Auto Scaling aims at the CPU use of all tasks together; it owns the service's desired count. */
export function scale(
  name: string,
  { scaling, clusterName, serviceName }: ScalingArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const of = {
    serviceNamespace: "ecs",
    resourceId: pulumi.interpolate`service/${clusterName}/${serviceName}`,
    scalableDimension: "ecs:service:DesiredCount",
  };
  const target = new aws.appautoscaling.Target(
    `${name}-scaling`,
    { ...of, minCapacity: scaling.least, maxCapacity: scaling.most },
    opts,
  );
  new aws.appautoscaling.Policy(
    `${name}-scaling-cpu`,
    {
      name: "cpu",
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      resourceId: target.resourceId,
      scalableDimension: target.scalableDimension,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: scaling.cpuPercent,
      },
    },
    opts,
  );
}
