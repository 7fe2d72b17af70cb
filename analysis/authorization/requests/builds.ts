/** What an action that builds leads to: the action itself, the build, and the batch where there is one. */
import { arnAt, type Inventory, type Placed } from "../inventory";
import { at, listAt, textAt } from "../values";
import { variableRequests } from "./build-environment";
import { networkRequests } from "./build-network";
import { reportRequests } from "./build-reports";
import { buildImageRequests } from "./images";
import { type Pipeline, type Step, stepArn } from "./pipelines";
import {
  type Asking,
  objectRequests,
  plainRequests,
  roleCaller,
  serviceAssumes,
  untoldRole,
  type WantedRequest,
} from "./request";

export function buildActionRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  step: Step,
): WantedRequest[] {
  const name = textAt(step.value, "configuration", "ProjectName") ?? "unknown";
  const batch = textAt(step.value, "configuration", "BatchEnabled") === "true";
  const arn = stepArn(step, "codebuild", `project/${name}`);
  const projects = inventory
    .all("aws:codebuild/project:Project")
    .filter((each) => textAt(each.resource.inputs, "name") === name && each.region === step.region)
    .filter((each) => each.accountId === arn.split(":")[4]);
  return [
    ...plainRequests(
      ask,
      `the pipeline builds ${name}`,
      roleCaller(ask, step.roleArn),
      arn,
      batch
        ? ["codebuild:StartBuildBatch", "codebuild:BatchGetBuildBatches"]
        : ["codebuild:StartBuild", "codebuild:BatchGetBuilds"],
    ),
    ...projects.flatMap((project) => [
      ...buildRequests(inventory, ask, pipeline, { project, name, arn, step }),
      ...(batch ? batchRequests(inventory, ask, project, name, arn) : []),
    ]),
  ];
}

interface Build {
  project: Placed;
  name: string;
  arn: string;
  step: Step;
}

/** What the build does with its log, its variables, and the store of the pipeline's region. */
function buildRequests(inventory: Inventory, ask: Asking, pipeline: Pipeline, build: Build): WantedRequest[] {
  const { project, name, arn, step } = build;
  const { region, accountId, partition } = project;
  const roleArn = arnAt(project, inventory.roles, "serviceRole") ?? untoldRole(partition, accountId, name);
  const caller = roleCaller(ask, roleArn);
  const group =
    textAt(project.resource.inputs, "logsConfig", "cloudwatchLogs", "groupName") ?? `/aws/codebuild/${name}`;
  const stream = `arn:${partition}:logs:${region}:${accountId}:log-group:${group}:log-stream:build`;
  return [
    serviceAssumes(ask, "codebuild", roleArn, arn),
    ...plainRequests(ask, "the build writes its log", caller, stream, ["logs:CreateLogStream", "logs:PutLogEvents"]),
    ...artifactRequests(ask, pipeline, build, caller),
    ...variableRequests(inventory, ask, project, caller, textAt(step.value, "configuration", "EnvironmentVariables")),
    ...reportRequests(inventory, ask, project, caller),
    ...buildImageRequests(inventory, ask, project, caller),
    ...networkRequests(inventory, ask, project, caller),
  ];
}

function artifactRequests(
  ask: Asking,
  pipeline: Pipeline,
  { project, step }: Build,
  caller: ReturnType<typeof roleCaller>,
): WantedRequest[] {
  const stores = pipeline.stores.filter((store) => store.region === project.region);
  const use = (what: string, object: string, ...accesses: ("read" | "write")[]) =>
    stores.flatMap((store) =>
      accesses.flatMap((access) =>
        objectRequests(ask, `the build ${access}s ${what}`, caller, store, { object, access }),
      ),
    );
  const { inputs } = project.resource;
  const artifacts = (side: string) => listAt(step.value, side).length > 0;
  // A location, `<bucket>/<folder>`, is unknown until its bucket is made; its folder is called as the log group is.
  const group = textAt(inputs, "logsConfig", "cloudwatchLogs", "groupName")?.split("/").at(-1);
  const fileIn = (location: string | undefined, folder: string) =>
    `${location?.split("/").slice(1).join("/") ?? `${folder}/${group}`}/file`;
  const cached = textAt(inputs, "cache", "type") === "S3";
  const logged = textAt(inputs, "logsConfig", "s3Logs", "status") === "ENABLED";
  return [
    ...use(
      "artifacts",
      `${pipeline.name}/artifact`,
      ...(artifacts("inputArtifacts") ? (["read"] as const) : []),
      ...(artifacts("outputArtifacts") ? (["write"] as const) : []),
    ),
    ...(cached ? use("its cache", fileIn(textAt(inputs, "cache", "location"), "cache"), "read", "write") : []),
    ...(logged
      ? use("its log in S3", fileIn(textAt(inputs, "logsConfig", "s3Logs", "location"), "logs"), "read", "write")
      : []),
  ];
}

/**
 * CodeBuild runs a batch with a role of its own, which starts the batch's builds:
 * https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build.html
 */
function batchRequests(inventory: Inventory, ask: Asking, project: Placed, name: string, arn: string): WantedRequest[] {
  const { partition, accountId } = project;
  if (at(project.resource.inputs, "buildBatchConfig") === undefined) return [];
  const roleArn =
    arnAt(project, inventory.roles, "buildBatchConfig", "serviceRole") ??
    untoldRole(partition, accountId, `batch-of-${name}`);
  return [
    serviceAssumes(ask, "codebuild", roleArn, arn),
    ...plainRequests(ask, `the batch of ${name} runs`, roleCaller(ask, roleArn), arn, [
      "codebuild:RetryBuild",
      "codebuild:StartBuild",
      "codebuild:StopBuild",
    ]),
  ];
}
