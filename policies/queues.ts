/** Topics and queues, and the policies beside them. */
import { type FoundStatement, statementsOfAll } from "./documents";
import { given, joinedTo } from "./joined";
import type { Resource, StackReport } from "./rule";

export const topicTypes = ["aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"];
export const queueTypes = ["aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"];

const kinds: Record<string, { policy: string; by: string; names: readonly string[] }> = {
  "aws:sns/topic:Topic": { policy: "aws:sns/topicPolicy:TopicPolicy", by: "arn", names: ["arn", "id"] },
  "aws:sqs/queue:Queue": { policy: "aws:sqs/queuePolicy:QueuePolicy", by: "queueUrl", names: ["url", "id"] },
};

/** Reports every topic or queue of which no statement, inside it or beside it, does what is asked. */
export function demand(
  resources: Resource[],
  report: StackReport,
  does: (statement: FoundStatement, type: string) => boolean,
  violation: string,
): void {
  for (const each of resources.filter(({ type }) => type in kinds)) {
    const { policy, by, names } = kinds[each.type]!;
    const beside = joinedTo(each, resources, { types: [policy], by, names }).map(({ props }) => props["policy"]);
    const { found, unknown } = statementsOfAll([given(each, "policy"), ...beside]);
    if (found.some((statement) => does(statement, each.type))) continue;
    if (unknown) report.undecided("policy", each.urn);
    else report.violation(violation, each.urn);
  }
}
