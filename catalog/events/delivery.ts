/**
 * What a delivery announces, as EventBridge events, limited to the names of one prefix.
 *
 * Sources: https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 * (states and fields), https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html,
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html and
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html. The services send
 * these at best effort: https://docs.aws.amazon.com/eventbridge/latest/ref/event-delivery-level.html.
 */
import type { Condition, EventPattern } from "./pattern";

/** Whose events: everything in one account that begins with `<prefix>-`. */
export interface DeliveryScope {
  prefix: string;
  /** A bus may be sent other accounts' events, whose names anybody chooses. */
  accountId: string;
  /** ARN of the role that changes pipelines rightly; every other change of one is `pipeline-changed`. */
  updateRoleArn: string;
}

const patterns = {
  started: (scope) => execution(scope, "STARTED"),
  succeeded: (scope) => execution(scope, "SUCCEEDED"),
  failed: (scope) => execution(scope, "FAILED"),
  /** By a person, or because the pipeline was changed under it. */
  stopped: (scope) => execution(scope, "CANCELED", "STOPPED"),
  /** A newer run overtook one that waited. */
  superseded: (scope) => execution(scope, "SUPERSEDED"),
  "stage-failed": (scope) => pipelineEvent(scope, "Stage", { state: ["FAILED"] }),
  /** Any action but an approval, which fails when somebody says no. */
  "action-failed": (scope) =>
    pipelineEvent(scope, "Action", { state: ["FAILED"], type: { category: [{ "anything-but": "Approval" }] } }),
  /** A run waits for a person. */
  approval: (scope) => pipelineEvent(scope, "Action", { state: ["STARTED"], type: { category: ["Approval"] } }),
  "approval-rejected": (scope) =>
    pipelineEvent(scope, "Action", { state: ["FAILED"], type: { category: ["Approval"] } }),
  "build-failed": ({ prefix }) => ({
    source: ["aws.codebuild"],
    "detail-type": ["CodeBuild Build State Change"],
    detail: { "project-name": named(prefix), "build-status": ["FAILED", "FAULT", "TIMED_OUT"] },
  }),
  /** Sent in the account of the deployment; elsewhere the pipeline's own `action-failed` tells of it. */
  "deployment-failed": ({ prefix }) => ({
    source: ["aws.codedeploy"],
    "detail-type": ["CodeDeploy Deployment State-change Notification"],
    detail: { application: named(prefix), state: ["FAILURE"] },
  }),
  /** Somebody else than the update role changed or deleted a pipeline. Needs a trail that logs management events. */
  "pipeline-changed": ({ prefix, updateRoleArn }) => ({
    source: ["aws.codepipeline"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["codepipeline.amazonaws.com"],
      eventName: ["DeletePipeline", "UpdatePipeline"],
      $or: inRequest(named(prefix)).flatMap((requestParameters) =>
        othersThan(updateRoleArn).map((userIdentity) => ({ requestParameters, userIdentity })),
      ),
    },
  }),
} satisfies Record<string, (scope: DeliveryScope) => EventPattern>;

/** An update names the pipeline inside its definition, a deletion beside it. */
function inRequest(name: Condition[]): EventPattern[] {
  return [{ pipeline: { name } }, { name }];
}

/** `anything-but` needs the field, which neither users nor the account's root have. */
function othersThan(roleArn: string): EventPattern[] {
  const issuer = (arn: Condition): EventPattern => ({ sessionContext: { sessionIssuer: { arn: [arn] } } });
  return [issuer({ "anything-but": roleArn }), issuer({ exists: false })];
}

/** What an audience can hear of. */
export type DeliveryEvent = keyof typeof patterns;

export const deliveryEvents = Object.keys(patterns) as DeliveryEvent[];

/** Pattern of a rule on the default bus of the account that the event happens in. */
export function deliveryPattern(event: DeliveryEvent, scope: DeliveryScope): EventPattern {
  return { account: [scope.accountId], ...patterns[event](scope) };
}

function execution(scope: DeliveryScope, ...states: string[]): EventPattern {
  return pipelineEvent(scope, "Pipeline", { state: states });
}

function pipelineEvent(
  { prefix }: DeliveryScope,
  level: "Pipeline" | "Stage" | "Action",
  detail: EventPattern,
): EventPattern {
  return {
    source: ["aws.codepipeline"],
    "detail-type": [`CodePipeline ${level} Execution State Change`],
    detail: { pipeline: named(prefix), ...detail },
  };
}

function named(prefix: string): Condition[] {
  return [{ prefix: `${prefix}-` }];
}
