/**
 * What canaries of Synthetics ask for beside what a function does:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_CanaryPermissions.html
 */
import { arnAt, type Inventory, type Placed } from "../inventory";
import { textAt } from "../values";
import { arnOf, asked, networkRequests } from "./functions";
import { type Asking, roleCaller, serviceAssumes, type WantedRequest, wanted } from "./request";

export function canaryRequests(inventory: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  return inventory
    .all("aws:synthetics/canary:Canary")
    .flatMap((canary) => runRequests(inventory, asking(canary.stack.name), canary));
}

function runRequests(inventory: Inventory, ask: Asking, canary: Placed): WantedRequest[] {
  const { inputs, outputs } = canary.resource;
  const roleArn = arnAt(canary, inventory.roles, "executionRoleArn");
  if (!roleArn) return [];
  const name = textAt(inputs, "name") ?? "unknown";
  // Before the first deployment nobody knows the id in it.
  const engine = textAt(outputs, "engineArn")?.split(":")[6] ?? `cwsyn-${name}-new`;
  const results = textAt(inputs, "artifactS3Location")?.replace("s3://", "") ?? "unknown";
  const bucket = `arn:${canary.partition}:s3:::${results.split("/")[0]}`;
  const stream = arnOf(canary, "logs", `log-group:/aws/lambda/${engine}:log-stream:new`);
  const does = (what: string, resource: string, actions: string[], context = {}) =>
    asked(ask, canary, `canary ${name} ${what}`, roleArn, resource, actions, context);
  const caller = roleCaller(ask, roleArn);
  const inStore = (what: string, resource: string, ...actions: string[]) =>
    actions.map((action) =>
      wanted(ask, `canary ${name} ${what}`, { caller, action, resource, resourceAccount: canary.accountId }),
    );
  return [
    serviceAssumes(ask, "lambda", roleArn, arnOf(canary, "lambda", `function:${engine}`)),
    ...does("writes its log", stream, ["logs:CreateLogStream", "logs:PutLogEvents"]),
    ...inStore("writes its results", `arn:${canary.partition}:s3:::${results}/new`, "s3:PutObject"),
    ...inStore("finds its bucket", bucket, "s3:GetBucketLocation"),
    ...does("finds its bucket", "*", ["s3:ListAllMyBuckets"]),
    ...does("counts", "*", ["cloudwatch:PutMetricData"], { "cloudwatch:namespace": "CloudWatchSynthetics" }),
    // By an object of this name a canary of ours knows that its address has answered.
    ...inStore("notes answers", `${bucket}/answered/new`, "s3:GetObject", "s3:PutObject"),
    ...inStore("looks for what it has noted", bucket, "s3:ListBucket"),
    ...networkRequests(inventory, ask, canary, roleArn),
  ];
}
