import { z } from "zod";
import { narrows } from "../../conditions";
import { covers, type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import { matches } from "../../patterns";
import type { ResourceRule } from "../../rule";

const row = z.strictObject({
  action: z.string().describe("Action of the statement"),
  resources: z.string().default("*").describe("Resources of the statement, * for any characters"),
  keys: z.array(z.string()).min(1).describe("Condition keys of which one must narrow the statement"),
  ifTrue: z
    .boolean()
    .default(false)
    .describe("Whether the key is true or false, and sent with some requests only: true where it is sent"),
  except: z
    .array(z.string())
    .default([])
    .describe("Names of policies and roles, * for any characters, that need none: boundaries grant nothing"),
});
type Row = z.infer<typeof row>;
const boundaries = ["*-boundary"];

/** The keys that AWS documents for just these actions. */
const rows: Array<z.input<typeof row>> = [
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
  { action: "events:PutTargets", keys: ["events:TargetArn"] },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
  { action: "sns:Subscribe", keys: ["sns:Protocol", "sns:Endpoint"] },
  // https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
  { action: "ec2:CreateNetworkInterfacePermission", keys: ["ec2:AuthorizedService"] },
  ...[
    { resources: "*:subnet/*", keys: ["aws:ResourceTag/SubnetType", "ec2:Subnet"] },
    { resources: "*:subnet/*", keys: ["aws:ResourceTag/slipway:*", "ec2:Subnet"] },
    { resources: "*:security-group/*", keys: ["aws:ResourceTag/*"] },
  ].map((each) => ({ action: "ec2:CreateNetworkInterface", ...each, except: boundaries })),
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-sessiondocumentaccesscheck.html
  {
    action: "ssm:StartSession",
    resources: "*:instance/*",
    keys: ["ssm:SessionDocumentAccessCheck"],
    ifTrue: true,
    except: boundaries,
  },
  // https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
  ...[
    "kms:CreateKey",
    "chatbot:CreateSlackChannelConfiguration",
    "chatbot:CreateMicrosoftTeamsChannelConfiguration",
    "synthetics:CreateCanary",
  ].map((action) => ({ action, keys: ["aws:RequestTag/*"] })),
  // https://docs.aws.amazon.com/dtconsole/latest/userguide/security_iam_id-based-policy-examples-connections.html
  ...["codeconnections", "codestar-connections"].map((service) => ({
    action: `${service}:UseConnection`,
    keys: [`${service}:FullRepositoryId`],
    except: boundaries,
  })),
  // A task has the roles of its definition, in whichever cluster it runs; a definition is tagged when it is registered.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  ...["ecs:RunTask", "ecs:ListTasks"].map((action) => ({ action, keys: ["ecs:cluster"] })),
  {
    action: "ecs:TagResource",
    resources: "*:task-definition/*",
    keys: ["ecs:CreateAction", "aws:ResourceTag/slipway:*"],
    // It tags what Pulumi has registered, too.
    except: ["*-break-glass-*"],
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
  { action: "cloudwatch:PutMetricData", keys: ["cloudwatch:namespace"], except: boundaries },
  // State and locks of several stacks in one store: each run reaches its own part.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
  {
    action: "s3:ListBucket",
    resources: "arn:*:s3:::*-state-*",
    keys: ["s3:prefix"],
    except: ["*-state-replication"],
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
  ...["GetItem", "UpdateItem", "PutItem", "DeleteItem"].map((name) => ({
    action: `dynamodb:${name}`,
    resources: "*:table/*-lock",
    keys: ["dynamodb:LeadingKeys"],
  })),
];

const config = z.strictObject({
  rows: z.array(row).prefault(rows).describe("Which actions need which condition"),
});

/**
 * Rights that a condition key of their own can limit are limited by it.
 *
 * These are the targets of event rules, subscriptions, network interfaces that are handed to a service or put into
 * subnets, tags of new keys, canaries and task definitions, clusters of tasks, namespaces of metrics, documents of sessions, repositories of a connection, and the parts of a store of state and locks.
 *
 * Service: iam. Severity: high. Topics: least-privilege.
 */
export const iamStatementHasItsCondition: ResourceRule<z.infer<typeof config>> = {
  name: "iam-statement-has-its-condition",
  description: "Rights that a condition key of their own can limit are limited by it.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#use-policy-conditions",
  remedy: "Add a condition on one of these keys.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  types: identityTypes,
  check(resource, report, settings) {
    const names = [resource.props["name"], resource.props["role"]].map(String);
    const rows = settings.rows.filter(
      ({ except }) => !except.some((pattern) => names.some((each) => matches(pattern, each))),
    );
    for (const statement of identityStatements(resource, report).filter(({ effect }) => effect === "Allow")) {
      for (const { action, keys, ifTrue } of rows.filter((each) => concerns(each, statement))) {
        if (keys.some((key) => (ifTrue ? isTrueIfSent : narrows)(statement, key.toLowerCase()))) continue;
        report.violation(`${place(statement)} allows ${action} without a condition on ${keys.join(" or ")}.`);
      }
    }
  },
};

/** Whether the statement holds only when the key, where AWS sends it, is true. */
function isTrueIfSent({ conditions }: FoundStatement, key: string): boolean {
  return conditions.some(
    (each) =>
      /^Bool(IfExists)?$/.test(each.operator) && each.key === key && each.values.every((value) => value === "true"),
  );
}

/** All actions, or all of a service, are other rules' facts. */
function concerns({ action, resources }: Row, statement: FoundStatement): boolean {
  const [service] = action.split(":");
  const allowed = statement.actions.some(
    (each) => each.startsWith(`${service}:`) && !/:\*+$/.test(each) && covers(each, action),
  );
  return !statement.otherActions && allowed && statement.resources.some((arn) => matches(resources, arn));
}
