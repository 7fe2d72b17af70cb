/** What a release to Lambda asks for: the function's code and version, and the deployment that moves the alias. What follows: functions.ts. */
import type { Caller } from "../../../catalog/iam";
import { zipCopies } from "../../../catalog/pipeline/zip-copies";
import type { Inventory } from "../inventory";
import { textAt } from "../values";
import type { Pipeline } from "./pipelines";
import { deploymentCalls, groupsOf } from "./release-deployments";
import { functionsOf, inTarget, type ReleaseTarget } from "./release-target";
import {
  type Asking,
  type ObjectUse,
  objectRequests,
  plainRequests,
  serviceCaller,
  type WantedRequest,
  wanted,
} from "./request";

const fetching = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

export function releasedFunctionRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  target: ReleaseTarget,
  releaser: Caller,
): WantedRequest[] {
  const { caller, service, environment } = target;
  const what = `release of ${service} to ${environment}`;
  const functions = functionsOf(target);
  return target.resources("aws:lambda/alias:Alias").flatMap((alias) => {
    const arn = inTarget(target, "lambda", `function:${textAt(alias.resource.inputs, "functionName")}`);
    const image = textAt(functions.get(arn)?.resource.inputs, "packageType") === "Image";
    return [
      ...plainRequests(ask, `${what} brings code and version`, caller, arn, [
        "lambda:GetAlias",
        "lambda:GetFunction",
        "lambda:PublishVersion",
        "lambda:UpdateFunctionCode",
      ]),
      ...(image
        ? imageRequests(inventory, ask, pipeline, target, arn)
        : zipRequests(inventory, ask, pipeline, target, releaser)),
      ...groupsOf(target).flatMap((group) => deploymentCalls(ask, what, caller, group)),
    ];
  });
}

/** Lambda asks whether the caller may fetch the image, and fetches it itself: https://repost.aws/knowledge-center/lambda-ecr-image */
function imageRequests(
  { repositories }: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  { caller, partition, service }: ReleaseTarget,
  functionArn: string,
): WantedRequest[] {
  return repositories
    .filter(({ stack }) => stack.name === pipeline.stack.name)
    .flatMap(({ arn, accountId }) => [
      ...plainRequests(ask, `the image of ${service} is put into its function`, caller, arn, fetching),
      ...fetching.map((action) =>
        wanted(ask, `lambda fetches the image of ${service}`, {
          caller: serviceCaller("lambda", partition),
          action,
          resource: arn,
          resourceAccount: accountId,
          context: { "aws:SourceArn": functionArn },
        }),
      ),
    ]);
}

/** A zip lies where builds leave it, or as a copy in a store of the function's region. Lambda reads it as the caller. */
function zipRequests(
  { buckets }: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  { caller, region, service }: ReleaseTarget,
  releaser: Caller,
): WantedRequest[] {
  const artifact = `${pipeline.name}/zip`;
  const copy = `${zipCopies}/zip`;
  const afar = region !== pipeline.region;
  const use = (what: string, who: Caller, where: string, of: ObjectUse) =>
    buckets
      .filter((store) => store.stack.name === pipeline.stack.name && store.region === where)
      .flatMap((store) => objectRequests(ask, what, who, store, of));
  const copies = `the zip of ${service} is copied to ${region}`;
  return [
    ...(afar ? use(copies, releaser, pipeline.region, { object: artifact, access: "read" }) : []),
    ...(afar ? use(copies, releaser, region, { object: copy, access: "write", defaultKey: true }) : []),
    ...use(`the zip of ${service} is put into its function`, caller, region, {
      object: afar ? copy : artifact,
      access: "read",
    }),
  ];
}
