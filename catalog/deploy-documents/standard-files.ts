/**
 * Files that CodePipeline's own actions on ECS take from an artifact, held against what their service may name: whoever
 * changes a service writes them, and the action deploys them as they are
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html).
 */
import { lintEcsAppSpec } from "./ecs-appspec";
import { imageProblem } from "./image";
import { lintImageDetail } from "./image-detail";
import { type DocumentProblem, problem } from "./problem";
import { imageWord, lintStandardTask, type StandardTask } from "./standard-task";

/** What the files of one service may name in one environment. */
export interface StandardLimits {
  /** What its repositories begin with: `111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/orders/`. */
  registry: string;
  /** Container to the image that it runs: the rest of the repository's name. */
  images: Record<string, string>;
  /** Where the files hold a task definition too: with `CodeDeployToECS`. */
  task?: StandardTask & StandardHooks;
}

export interface StandardHooks {
  /** What names of functions that Slipway makes for its hooks begin with. */
  hookPrefix: string;
  /** Names of further functions. */
  hooks: string[];
}

/** Names of the files, as the actions are told or take them by default. */
export const standardFiles = {
  definitions: "imagedefinitions.json",
  detail: "imageDetail.json",
  task: "taskdef.json",
  appspec: "appspec.yaml",
} as const;
export type StandardFileName = (typeof standardFiles)[keyof typeof standardFiles];

/** Stands in an appspec for the revision that the action registers. */
const taskWord = "<TASK_DEFINITION>";

/** Everything that is wrong with the files; `read` gives one of them, parsed. */
export function lintStandardFiles(
  limits: StandardLimits,
  read: (name: StandardFileName) => unknown,
): Record<string, DocumentProblem[]> {
  const { task } = limits;
  const { definitions, detail } = standardFiles;
  if (!task) return { [definitions]: lintDefinitions(read(definitions), limits) };
  const definition = read(standardFiles.task);
  return {
    [standardFiles.task]: lintStandardTask(definition, task, (container, image) =>
      image === `<${imageWord}>` ? containerProblem(limits, container) : ownImageProblem(limits, container, image),
    ),
    [standardFiles.appspec]: lintAppSpec(read(standardFiles.appspec), definition, task),
    [detail]: lintDetail(read(detail), limits),
  };
}

function lintDefinitions(document: unknown, limits: StandardLimits): DocumentProblem[] {
  if (!Array.isArray(document) || document.length === 0) {
    return [problem(["[]"], undefined, "must be a list of a name and an imageUri for each container")];
  }
  return document.flatMap((entry: unknown, index) => {
    const { name, imageUri } = (entry ?? {}) as Record<string, unknown>;
    const wrong = ownImageProblem(limits, name, imageUri);
    return wrong === undefined ? [] : [problem([index, "imageUri"], imageUri, wrong)];
  });
}

/** It is of one image, which all containers run. */
function lintDetail(document: unknown, limits: StandardLimits): DocumentProblem[] {
  const found = lintImageDetail(document);
  if (found.length > 0) return found;
  const { ImageURI } = document as { ImageURI: string };
  const wrong = ownImageProblem(limits, Object.keys(limits.images)[0], ImageURI);
  return wrong === undefined ? [] : [problem(["ImageURI"], ImageURI, wrong)];
}

function lintAppSpec(document: unknown, definition: unknown, { hookPrefix, hooks }: StandardHooks): DocumentProblem[] {
  const known = typeof definition === "object" && definition !== null ? (definition as Record<string, unknown>) : {};
  const found = lintEcsAppSpec(document, known, taskWord);
  if (found.length > 0) return found;
  // A sound one, so that its parts are where they should be.
  const { Resources, Hooks = [] } = document as {
    Resources: [Record<string, { Properties: object }>];
    Hooks?: Record<string, string>[];
  };
  const properties = Object.values(Resources[0])[0]!.Properties;
  const foreign = Object.keys(properties).filter((key) => !allowedProperties.includes(key));
  const functions = Hooks.flatMap((hook) => Object.entries(hook));
  return [
    ...foreign.map((key) => problem(["Properties", key], undefined, "is not the build's to choose; leave it out")),
    ...functions.flatMap(([event, target]) => {
      const name = target.split(":function:").at(-1)!.split(":")[0]!;
      if (name.startsWith(hookPrefix) || hooks.includes(name)) return [];
      const message = `is no function of the service's hooks; there are ${[`${hookPrefix}...`, ...hooks].join(", ")}`;
      return [problem(["Hooks", event], target, message)];
    }),
  ];
}

/** Without `NetworkConfiguration`: subnets and security groups are the stack's. */
const allowedProperties = ["TaskDefinition", "LoadBalancerInfo", "PlatformVersion", "CapacityProviderStrategy"];

/** By digest, of the repository of the image that the service's file gives the container. */
function ownImageProblem(limits: StandardLimits, name: unknown, image: unknown): string | undefined {
  const wrong = containerProblem(limits, name) ?? imageProblem(image);
  if (wrong !== undefined) return wrong;
  const repository = limits.registry + limits.images[name as string];
  return (image as string).startsWith(`${repository}@`)
    ? undefined
    : `is of another repository: images of ${name as string} come from ${repository} only`;
}

function containerProblem({ images }: StandardLimits, name: unknown): string | undefined {
  return typeof name === "string" && Object.hasOwn(images, name)
    ? undefined
    : `is for the container ${JSON.stringify(name)}; the service has ${Object.keys(images).join(", ")}`;
}
