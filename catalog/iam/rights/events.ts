/** EventBridge: rules that start pipelines, and rules that announce deliveries; each may do nothing else. */
import { audienceName } from "../../events/names";
import { each, type Need, on, own, pass, provider, type RightsPlace, type Row, regional, type Where } from "./row";

const rule = regional("events", "rule/{name}", { name: own });
const itsRule = regional("events", "rule/{rule}", { rule: own });

/** Targets of one kind. The key has several values, and `ForAllValues` alone is true of none. */
function targets(rules: (place: RightsPlace) => string, allowed: (place: RightsPlace) => string): Where {
  return {
    ...regional("events", "rule/{rule}", { rule: rules }),
    when: (place) => ({
      "ForAllValues:ArnLike": { "events:TargetArn": allowed(place) },
      Null: { "events:TargetArn": "false" },
    }),
    facts: () => ({ "events:TargetArn": ["{@arn}"] }),
  };
}
const regionally = ({ partition, accountId }: RightsPlace, service: string, resource: string) =>
  `arn:${partition}:${service}:*:${accountId}:${resource}`;

const put: Need[] = [
  on(
    targets(
      ({ names }) => `${names.prefix}-*`,
      (place) => regionally(place, "codepipeline", `${place.names.prefix}-*`),
    ),
    "events:PutTargets",
  ),
  on(
    targets(
      // The dot tells these rules from those of pipelines: catalog/events/names.ts.
      ({ names }) => audienceName(names.prefix, "*.*"),
      (place) => regionally(place, "sns", audienceName(place.names.prefix, "*")),
    ),
    "events:PutTargets",
  ),
  pass("events", "roleArn", ({ names, partition, accountId }) => [
    names.trackRoleArn(partition, accountId, "*", undefined, "start"),
    names.platformRoleArn(partition, accountId, "notify"),
  ]),
];

export const eventRows: Row[] = [
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    source: provider("events/rule.go"),
    parts: { toolchain: "notifications" },
    create: [on(rule, "events:PutRule", "events:TagResource")],
    read: [on(rule, "events:DescribeRule", "events:ListTagsForResource")],
    update: [on(rule, ...each("events:", "PutRule", "TagResource", "UntagResource"))],
    delete: [on(rule, "events:DeleteRule")],
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    source: provider("events/target.go"),
    parts: { toolchain: "notifications" },
    create: put,
    read: [on(itsRule, "events:ListTargetsByRule")],
    update: put,
    delete: [on(itsRule, "events:RemoveTargets")],
  },
];
