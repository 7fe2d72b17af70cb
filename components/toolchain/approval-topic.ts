import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { exactRoles, type PolicyDocument, policy } from "../../catalog/iam/document";
import { refuse } from "../problems";

export interface ApprovalTopicArgs {
  topicName: string;
  accountId: string;
  region: string;
  partition: string;
  /** AWS Organizations id, when the organisation is known. */
  organizationId?: string;
  /** ARNs of the roles that pipelines run with; CodePipeline announces an approval as the pipeline's role. */
  publishers: string[];
}

/**
 * Topic on which waiting approvals are announced; approvers subscribe to it.
 *
 * It is encrypted with SNS's own key (`alias/aws/sns`): that key serves every role of its account, and the
 * publishers are roles of its account. A message that an AWS service published as itself would need a customer key.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class ApprovalTopic extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: ApprovalTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:ApprovalTopic", name, {}, opts);
    const foreign = args.publishers.filter((arn) => arn.split(":")[4] !== args.accountId);
    refuse(
      "ApprovalTopic",
      name,
      foreign.map((value) => ({
        property: "publishers",
        value,
        reason: `must be a role of account ${args.accountId}: SNS's own key serves no other`,
      })),
    );
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      { name: args.topicName, kmsMasterKeyId: "alias/aws/sns", region: args.region },
      { parent: this },
    );
    const topicPolicy = new aws.sns.TopicPolicy(
      `${name}-policy`,
      { arn: topic.arn, policy: JSON.stringify(approvalTopicPolicy(args)), region: args.region },
      { parent: this },
    );
    this.topicArn = pulumi.all([topic.arn, topicPolicy.id]).apply(([arn]) => arn);
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

/** Only the named roles publish, and only over TLS. Subscribing follows the identity policies of the account. */
export function approvalTopicPolicy(args: ApprovalTopicArgs): PolicyDocument {
  const topic = `arn:${args.partition}:sns:${args.region}:${args.accountId}:${args.topicName}`;
  return policy(
    {
      Sid: "DenyClearText",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topic,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "Announce",
      Effect: "Allow",
      ...exactRoles({ ...args, roleArns: args.publishers }),
      Action: "sns:Publish",
      Resource: topic,
    },
  );
}
