import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Naming, TargetGroupColor } from "../../../catalog/naming";

export interface TargetGroups {
  blue: aws.lb.TargetGroup;
  /** Absent where no controller shifts traffic. */
  green?: aws.lb.TargetGroup;
}

export interface TargetGroupsArgs {
  names: Naming;
  service: string;
  protocol: "HTTP" | "TCP";
  /** Path that answers 200 when a target serves. */
  health: string;
  deregistrationSeconds: number;
  shifted: boolean;
  vpcId: pulumi.Input<string>;
}

/**
 * Two failures in a row take a target out, two successes bring it in: 30 seconds, where the balancer's own figures
 * are up to 150 (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html).
 */
const check = { interval: 15, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 2 } as const;

/**
 * Port of a group. Each target has one of its own, the container's, so that a container's new port replaces no group.
 */
const groupPort = 80;

export function targetGroups(name: string, args: TargetGroupsArgs, parent: pulumi.Resource): TargetGroups {
  const group = (color: TargetGroupColor) =>
    new aws.lb.TargetGroup(
      `${name}-${color}`,
      {
        name: args.names.targetGroup(args.service, color),
        port: groupPort,
        protocol: args.protocol,
        // Tasks have network interfaces of their own.
        targetType: "ip",
        vpcId: args.vpcId,
        deregistrationDelay: args.deregistrationSeconds,
        healthCheck: { ...check, enabled: true, path: args.health, protocol: "HTTP", matcher: "200" },
      },
      { parent },
    );
  return { blue: group("blue"), ...(args.shifted ? { green: group("green") } : {}) };
}
