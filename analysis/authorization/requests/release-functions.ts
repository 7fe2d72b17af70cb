/** What a release to Lambda asks for: the function's code and version, and the deployment that moves the alias. What follows: functions.ts. */
import type { Inventory } from "../inventory";
import { textAt } from "../values";
import type { Pipeline } from "./pipelines";
import { deploymentCalls, groupsOf } from "./release-deployments";
import { functionsOf, inTarget, type ReleaseTarget } from "./release-target";
import { type Asking, objectRequests, plainRequests, serviceCaller, type WantedRequest, wanted } from "./request";

const fetching = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

export function releasedFunctionRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  target: ReleaseTarget,
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
      ...(image ? imageRequests(inventory, ask, pipeline, target, arn) : zipRequests(ask, pipeline, target)),
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

/** A zip lies beside the artifacts of the function's region, and Lambda reads it as the caller. */
function zipRequests(ask: Asking, pipeline: Pipeline, { caller, region, service }: ReleaseTarget): WantedRequest[] {
  return pipeline.stores
    .filter((store) => store.region === region)
    .flatMap((store) =>
      objectRequests(ask, `the zip of ${service} is put into its function`, caller, store, {
        object: `${pipeline.name}/zip`,
        access: "read",
      }),
    );
}
