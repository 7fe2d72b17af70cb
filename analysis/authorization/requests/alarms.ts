/** What a rule that watches an alarm asks for. */
import { textAt } from "../values";
import { type Step, stepArn } from "./pipelines";
import { type Asking, plainRequests, roleCaller, type WantedRequest } from "./request";

/** CloudWatch asks for all alarms of the region: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export function alarmRequests(ask: Asking, step: Step): WantedRequest[] {
  const alarm = textAt(step.value, "configuration", "AlarmName") ?? "unknown";
  const actor = roleCaller(ask, step.roleArn);
  return plainRequests(ask, `the pipeline watches ${alarm}`, actor, stepArn(step, "cloudwatch", "alarm:*"), [
    "cloudwatch:DescribeAlarms",
  ]);
}
