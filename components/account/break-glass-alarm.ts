/** Tells people at once when somebody enters an account's break-glass role. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountIdFindings, type Finding, refuse, roleArnFindings } from "../problems";
import { notificationKeyPolicy, notificationTopicPolicy } from "../toolchain/notification-policies";
import type { AccountPlace } from "./place";

export interface BreakGlassAlarmArgs
  extends Pick<AccountPlace, "names" | "partition" | "accountId" | "organizationId"> {
  /** Region that the role can be entered in, and that hears of it therefore. */
  region: string;
  /** Addresses that are told, at least one; each owner confirms once. */
  email: string[];
  /** ARN of the role that applies the account's stack: the only one that may move the key's alias. */
  administratorArn: string;
}

type At = Pick<AccountPlace, "names" | "partition" | "accountId">;

export function alarmRuleArn({ names, partition, accountId }: At, region: string): string {
  return `arn:${partition}:events:${region}:${accountId}:rule/${names.breakGlassAlarm}`;
}

export function alarmTopicArn({ names, partition, accountId }: At, region: string): string {
  return `arn:${partition}:sns:${region}:${accountId}:${names.breakGlassAlarm}`;
}

/**
 * Every `AssumeRole` of the role, and what was refused to callers of the account itself: of callers in other accounts
 * CloudTrail records a refusal in theirs (https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html).
 * EventBridge hears of it from CloudTrail, so a trail that logs management events must be on
 * (https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-sts.html).
 */
export function alarmPattern({ names, partition, accountId }: At) {
  return {
    source: ["aws.sts"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["sts.amazonaws.com"],
      eventName: ["AssumeRole"],
      requestParameters: { roleArn: [names.platformRoleArn(partition, accountId, "break-glass")] },
    },
  };
}

/**
 * A rule on CloudTrail's record of the role's being entered, a topic of its own, encrypted with a key of its own, and
 * who is told.
 *
 * One region is enough: CloudTrail records an `AssumeRole` in the region of the endpoint, for the global endpoint in
 * us-east-1, where `aws:RequestedRegion` is that region too
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html), and the role's trust
 * takes requests to this region only.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class BreakGlassAlarm extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: BreakGlassAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:account:BreakGlassAlarm", name, {}, opts);
    refuse("BreakGlassAlarm", name, findings(args));
    const { names, partition, accountId, region } = args;
    const child = { parent: this };
    const roleArn = names.platformRoleArn(partition, accountId, "alarm");
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Alarm of ${names.platformRole("break-glass")}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(notificationKeyPolicy(args, [roleArn], args.administratorArn)),
        region,
      },
      child,
    );
    const alias = new aws.kms.Alias(
      `${name}-alias`,
      { name: names.breakGlassKeyAlias, targetKeyId: key.keyId, region },
      child,
    );
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      { name: names.breakGlassAlarm, kmsMasterKeyId: key.arn, region },
      { ...child, dependsOn: alias },
    );
    const policy = notificationTopicPolicy(alarmTopicArn(args, region), args, [roleArn]);
    new aws.sns.TopicPolicy(`${name}-policy`, { arn: topic.arn, policy: JSON.stringify(policy), region }, child);
    for (const address of args.email) {
      new aws.sns.TopicSubscription(
        `${name}-${address}`,
        { topic: topic.arn, protocol: "email", endpoint: address, region },
        child,
      );
    }
    this.listen(name, args, topic, roleArn);
    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }

  private listen(name: string, args: BreakGlassAlarmArgs, topic: aws.sns.Topic, roleArn: string): void {
    const { names, region, accountId } = args;
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        name: names.breakGlassAlarm,
        description: `Somebody enters ${names.platformRole("break-glass")}`,
        eventPattern: JSON.stringify(alarmPattern(args)),
        // CloudTrail counts AssumeRole as reading, which a rule hears of in this state only:
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
        state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        region,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        targetId: "topic",
        arn: topic.arn,
        roleArn,
        inputTransformer: {
          inputPaths: {
            // Of a caller in another account CloudTrail has no ARN, only its account, and its id with the session's name:
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
            who: "$.detail.userIdentity.arn",
            id: "$.detail.userIdentity.principalId",
            home: "$.detail.userIdentity.accountId",
            session: "$.detail.requestParameters.roleSessionName",
            from: "$.detail.sourceIPAddress",
            time: "$.detail.eventTime",
            error: "$.detail.errorCode",
            event: "$.detail.eventID",
          },
          inputTemplate: `"Break-glass role of account ${accountId}: <id> of account <home> (<who>) enters it as <session> from <from> at <time>. Refused: <error>. CloudTrail event <event>."`,
        },
        region,
      },
      { parent: this },
    );
  }
}

function findings(args: BreakGlassAlarmArgs): Finding[] {
  return [
    ...accountIdFindings("accountId", args.accountId),
    ...(args.email.length === 0 ? [{ property: "email", value: [], reason: "must name at least one address" }] : []),
    ...roleArnFindings("administratorArn", [args.administratorArn]).map((each) => ({
      ...each,
      property: "administratorArn",
    })),
  ];
}
