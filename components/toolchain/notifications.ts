import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type DeliveryEvent, deliveryPattern } from "../../catalog/events/delivery";
import { deliveryMessage } from "../../catalog/events/message";
import { audienceName, eventRuleName, notificationKeyAlias } from "../../catalog/events/names";
import { accountIdFindings, type Finding, refuse, roleArnFindings } from "../problems";
import { type Audience, audienceFindings } from "./notification-audiences";
import { type NotificationPlace, notificationKeyPolicy, notificationTopicPolicy } from "./notification-policies";

export interface NotificationsArgs extends NotificationPlace {
  /** First part of every name, and of the names of what is listened to. */
  prefix: string;
  audiences: Audience[];
  /** ARNs of the roles that pipelines run with: CodePipeline announces an approval as the pipeline's role. */
  publishers: string[];
  /** ARN of the role that EventBridge publishes with. */
  notifyRoleArn: string;
  /** ARN of the role that applies this stack and changes pipelines; any other that changes one is announced. */
  updateRoleArn: string;
  /** ARN of the role of chat channels. Needed when an audience has one. */
  chatRoleArn?: string;
}

/**
 * Where Chatbot's interface is; its configurations are global:
 * https://docs.aws.amazon.com/general/latest/gr/chatbot.html. The first is the console's.
 */
const chatRegions = ["us-east-2", "us-west-2", "ap-southeast-1", "eu-west-1"];

/**
 * Topics on which deliveries are announced, one per audience, encrypted with one key; the rules that bring events
 * to them, one per audience and event, because what can be said depends on the event; and who receives them.
 *
 * A chat channel shows and does nothing: its guardrail and its role both deny everything. Without a guardrail
 * Chatbot takes AdministratorAccess.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class Notifications extends pulumi.ComponentResource {
  /** ARNs of the topics by audience. */
  readonly topicArns: pulumi.Output<Record<string, string>>;
  readonly keyArn: pulumi.Output<string>;
  private readonly args: NotificationsArgs;

  constructor(name: string, args: NotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:Notifications", name, {}, opts);
    refuse("Notifications", name, findings(args));
    this.args = args;
    const { prefix, region } = args;
    const publishers = [...args.publishers, args.notifyRoleArn];
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Notifications of ${prefix}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(notificationKeyPolicy(args, publishers, args.updateRoleArn)),
        region,
      },
      { parent: this },
    );
    // Publishers' rights are given by the alias.
    const alias = new aws.kms.Alias(
      `${name}-alias`,
      { name: notificationKeyAlias(prefix), targetKeyId: key.keyId, region },
      { parent: this },
    );
    const arns: Record<string, pulumi.Output<string>> = {};
    for (const audience of args.audiences) {
      const part = `${name}-${audience.name}`;
      const topicName = audienceName(prefix, audience.name);
      const topic = new aws.sns.Topic(
        part,
        { name: topicName, kmsMasterKeyId: key.arn, region },
        { parent: this, dependsOn: alias },
      );
      const computed = `arn:${args.partition}:sns:${region}:${args.accountId}:${topicName}`;
      const topicPolicy = new aws.sns.TopicPolicy(
        `${part}-policy`,
        { arn: topic.arn, policy: JSON.stringify(notificationTopicPolicy(computed, args, publishers)), region },
        { parent: this },
      );
      arns[audience.name] = pulumi.all([topic.arn, topicPolicy.id]).apply(([arn]) => arn);
      for (const event of audience.events) this.listen(part, audience, event, topic);
      for (const address of audience.email ?? []) {
        new aws.sns.TopicSubscription(
          `${part}-${address}`,
          { topic: topic.arn, protocol: "email", endpoint: address, region },
          { parent: this },
        );
      }
      this.chat(part, audience, topic);
    }
    this.topicArns = pulumi.output(arns);
    this.keyArn = key.arn;
    this.registerOutputs({ topicArns: this.topicArns, keyArn: this.keyArn });
  }

  private listen(part: string, audience: Audience, event: DeliveryEvent, topic: aws.sns.Topic) {
    const { prefix, region, partition, notifyRoleArn } = this.args;
    const rule = new aws.cloudwatch.EventRule(
      `${part}-${event}`,
      {
        name: eventRuleName(prefix, audience.name, event),
        description: `Tells ${audience.name} of ${event}`,
        eventPattern: JSON.stringify(deliveryPattern(event, this.args)),
        region,
      },
      { parent: this },
    );
    const form = audience.slack || audience.teams ? "chat" : "text";
    const { paths, template } = deliveryMessage(event, form, region, partition);
    new aws.cloudwatch.EventTarget(
      `${part}-${event}-target`,
      {
        rule: rule.name,
        targetId: "topic",
        arn: topic.arn,
        roleArn: notifyRoleArn,
        inputTransformer: { inputPaths: paths, inputTemplate: template },
        region,
      },
      { parent: this },
    );
  }

  private chat(part: string, { name, slack, teams }: Audience, topic: aws.sns.Topic) {
    const { prefix, partition, region, chatRoleArn } = this.args;
    if (!chatRoleArn) return;
    const common = {
      iamRoleArn: chatRoleArn,
      guardrailPolicyArns: [`arn:${partition}:iam::aws:policy/AWSDenyAll`],
      loggingLevel: "ERROR",
      snsTopicArns: [topic.arn],
      region: chatRegions.includes(region) ? region : chatRegions[0]!,
    };
    const configurationName = audienceName(prefix, name);
    if (slack) {
      new aws.chatbot.SlackChannelConfiguration(
        `${part}-slack`,
        { ...common, configurationName, slackTeamId: slack.workspaceId, slackChannelId: slack.channelId },
        { parent: this },
      );
    }
    if (teams) {
      new aws.chatbot.TeamsChannelConfiguration(
        `${part}-teams`,
        { ...common, configurationName, ...teams },
        { parent: this },
      );
    }
  }
}

function findings(args: NotificationsArgs): Finding[] {
  const chatting = args.audiences.filter(({ slack, teams }) => slack || teams);
  const foreign = args.publishers.filter((arn) => arn.split(":")[4] !== args.accountId);
  return [
    ...accountIdFindings("accountId", args.accountId),
    ...audienceFindings(args.audiences),
    ...roleArnFindings("publishers", args.publishers),
    ...foreign.map((value) => ({
      property: "publishers",
      value,
      reason: `must be a role of account ${args.accountId}, where the topics are`,
    })),
    ...oneRole("notifyRoleArn", args.notifyRoleArn),
    ...oneRole("updateRoleArn", args.updateRoleArn),
    ...(args.chatRoleArn ? oneRole("chatRoleArn", args.chatRoleArn) : []),
    ...(chatting.length > 0 && !args.chatRoleArn
      ? [{ property: "chatRoleArn", reason: `must name a role: ${chatting[0]!.name} has a chat channel` }]
      : []),
    ...(args.partition === "aws"
      ? []
      : chatting.map(({ name }) => ({
          property: "audiences",
          value: name,
          reason: `must have no chat channel: Chatbot is not in partition ${args.partition}`,
        }))),
  ];
}

function oneRole(property: string, arn: string): Finding[] {
  return roleArnFindings(property, [arn]).map((finding) => ({ ...finding, property }));
}
