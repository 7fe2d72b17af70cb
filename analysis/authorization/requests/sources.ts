/** What a source action asks for: fetching its revision, and leaving it in the pipeline's store. */
import type { Inventory } from "../inventory";
import { textAt } from "../values";
import { type Pipeline, type Step, stepArn } from "./pipelines";
import { type Asking, objectRequests, plainRequests, roleCaller, type WantedRequest, wanted } from "./request";

/** Actions by provider: https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html */
export function sourceRequests(inventory: Inventory, ask: Asking, pipeline: Pipeline, step: Step): WantedRequest[] {
  return [...fetchRequests(inventory, ask, step), ...leaving(ask, pipeline, step)];
}

function fetchRequests(inventory: Inventory, ask: Asking, step: Step): WantedRequest[] {
  switch (step.provider) {
    case "CodeStarSourceConnection":
      return connectionRequests(ask, step);
    case "CodeCommit":
      return repositoryRequests(ask, step);
    case "S3":
      return promotedObjectRequests(inventory, ask, step);
    default:
      return imageRequests(ask, step);
  }
}

/** The role of the pipeline itself is asked for artifacts anyway. */
function leaving(ask: Asking, pipeline: Pipeline, { region, roleArn }: Step): WantedRequest[] {
  if (roleArn === pipeline.roleArn) return [];
  return pipeline.stores
    .filter((store) => store.region === region)
    .flatMap((store) =>
      objectRequests(ask, "the source leaves its artifact", roleCaller(ask, roleArn), store, {
        object: `${pipeline.name}/artifact`,
        access: "write",
        keyDirectly: true,
      }),
    );
}

function setting({ value }: Step, key: string): string {
  return textAt(value, "configuration", key) ?? "unknown";
}

function connectionRequests(ask: Asking, step: Step): WantedRequest[] {
  // Its id is random, so before the first deployment no ARN is known.
  const known = setting(step, "ConnectionArn");
  const arn = known.startsWith("arn:") ? known : stepArn(step, "codeconnections", "connection/unknown");
  // Older connections have the service's older name in ARN, action and condition key.
  const service = arn.split(":")[2]!;
  const repository = setting(step, "FullRepositoryId");
  const context = { [`${service}:FullRepositoryId`]: repository };
  const what = `the pipeline fetches ${repository}`;
  return plainRequests(ask, what, roleCaller(ask, step.roleArn), arn, [`${service}:UseConnection`], context);
}

function repositoryRequests(ask: Asking, step: Step): WantedRequest[] {
  const repository = setting(step, "RepositoryName");
  const actions = ["CancelUploadArchive", "GetBranch", "GetCommit", "GetUploadArchiveStatus", "UploadArchive"];
  return plainRequests(
    ask,
    `the pipeline fetches ${repository}`,
    roleCaller(ask, step.roleArn),
    stepArn(step, "codecommit", repository),
    actions.map((action) => `codecommit:${action}`),
  );
}

/** Whoever promotes the object owns its bucket; most often no stack of Slipway makes it. */
function promotedObjectRequests({ buckets }: Inventory, ask: Asking, step: Step): WantedRequest[] {
  const [name, object] = [setting(step, "S3Bucket"), setting(step, "S3ObjectKey")];
  const shown = buckets.find((each) => each.name === name);
  const [, partition, , , actorAccount = ""] = step.roleArn.split(":");
  const bucket = shown ?? { arn: `arn:${partition}:s3:::${name}`, accountId: actorAccount };
  const caller = roleCaller(ask, step.roleArn);
  const what = `the pipeline fetches ${name}/${object}`;
  const on = (resource: string, ...actions: string[]): WantedRequest[] =>
    actions.map((action) => ({
      ...wanted(ask, what, { caller, action, resource, resourceAccount: bucket.accountId }),
      ...(shown ? {} : { callerOnly: true }),
    }));
  return [
    ...on(bucket.arn, "s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"),
    ...on(`${bucket.arn}/${object}`, "s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
    ...(shown
      ? objectRequests(ask, what, caller, shown, { object, access: "read", keyDirectly: true })
      : on(`${bucket.arn}/${object}`, "s3:GetObject", "s3:GetObjectVersion")),
  ];
}

function imageRequests(ask: Asking, step: Step): WantedRequest[] {
  const repository = setting(step, "RepositoryName");
  return plainRequests(
    ask,
    `the pipeline finds the image of ${repository}`,
    roleCaller(ask, step.roleArn),
    stepArn(step, "ecr", `repository/${repository}`),
    ["ecr:DescribeImages"],
  );
}
