/**
 * The record of a network's traffic, in CloudWatch: searched where the account's other logs are, kept for as many days
 * as the file says, and without a bucket, its policy and its key of its own. The role that delivers it is the
 * account stack's (components/account/flow-logs-role.ts), as an environment's stack makes no roles.
 */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkSettings } from "../../catalog/types";

export interface FlowLogArgs {
  vpcId: pulumi.Input<string>;
  logGroupName: string;
  roleArn: string;
  flowLogs: NetworkSettings["flowLogs"];
}

export function addFlowLog(name: string, args: FlowLogArgs, opts: pulumi.CustomResourceOptions): void {
  const { flowLogs, vpcId, logGroupName, roleArn } = args;
  if (flowLogs === "none") return;
  const logs = new aws.cloudwatch.LogGroup(
    `${name}-flow-logs`,
    { name: logGroupName, retentionInDays: flowLogs.retentionDays },
    opts,
  );
  new aws.ec2.FlowLog(
    `${name}-flow-log`,
    {
      vpcId,
      trafficType: flowLogs.traffic.toUpperCase(),
      logDestinationType: "cloud-watch-logs",
      logDestination: logs.arn,
      iamRoleArn: roleArn,
    },
    opts,
  );
}
