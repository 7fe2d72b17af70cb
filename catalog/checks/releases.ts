/** Checks of how a service is released: what CodePipeline's own actions can do, tasks that run once, and where functions are. */
import type { Files } from "../files";
import { trafficOf } from "../rollout/declared";
import type { Step } from "../schema/path";
import type { ServiceSettings } from "../schema/service";
import type { StageSettings } from "../schema/stages";
import type { Add } from "./add";
import { placedStages } from "./stages";

export function checkReleases(files: Files, settings: ServiceSettings, add: Add): void {
  if (settings.deploy === "standard" && settings.target.kind !== "ecs") {
    const message = `must be left out for a target ${settings.target.kind}: only ECS has actions of CodePipeline's own to choose`;
    add(["deploy"], settings.deploy, message);
  }
  checkImages(settings, add);
  for (const { stage, path } of placedStages(settings)) {
    checkTasks(settings, stage, path, add);
    checkStandardAction(settings, stage, [...path, "rollout"], add);
    checkRegion(files, settings, stage, path, add);
  }
}

/** `CodeDeployToECS` fills one image into a task definition that the build renders. */
function checkImages({ target, deploy, build, stages }: ServiceSettings, add: Add): void {
  if (target.kind !== "ecs" || deploy !== "standard") return;
  const controlled = placedStages({ stages }).some(
    ({ stage }) => trafficOf(target, stage.rollout).controller === "codedeploy",
  );
  if (!controlled || build.images.length === 1) return;
  const message = `must be one with deploy: standard and controller: codedeploy, whose action fills in one image, and are ${build.images.length}; use deploy: release`;
  add(
    ["build", "images"],
    build.images.map(({ name }) => name),
    message,
  );
}

function checkTasks({ target, deploy }: ServiceSettings, stage: StageSettings, path: Step[], add: Add): void {
  for (const when of ["before", "after"] as const) {
    stage[when].forEach((step, index) => {
      if (!("task" in step)) return;
      const here = [...path, when, index];
      if (target.kind !== "ecs") {
        add([...here, "task"], step.task, `must be a build: a target ${target.kind} runs no tasks`);
        return;
      }
      if (deploy === "standard") {
        const message =
          "must be a build with deploy: standard: tasks run with the task definition that a release makes";
        add([...here, "task"], step.task, message);
      }
      const names = target.containers.map(({ name }) => name);
      if (step.container !== undefined && !names.includes(step.container)) {
        add([...here, "container"], step.container, `must be one of the target's containers: ${names.join(", ")}`);
      }
    });
  }
}

/** How long it may take is checked with the rollout itself: catalog/checks/traffic.ts. */
function checkStandardAction({ target, deploy }: ServiceSettings, stage: StageSettings, path: Step[], add: Add): void {
  if (target.kind !== "ecs" || deploy !== "standard") return;
  const { controller, strategy } = trafficOf(target, stage.rollout);
  if (controller === "codedeploy" || strategy === "rolling") return;
  const message =
    "must be rolling with deploy: standard, whose action ECS knows no other; use deploy: release, or controller: codedeploy";
  add([...path, "strategy"], strategy, message);
}

/**
 * Lambda takes an image out of a registry of its own region only
 * (https://docs.aws.amazon.com/lambda/latest/dg/images-create.html), and builds leave it in the pipeline's. A zip is
 * copied: catalog/pipeline/zip-copies.ts.
 */
function checkRegion(
  { project, environments }: Files,
  { target }: ServiceSettings,
  stage: StageSettings,
  path: Step[],
  add: Add,
): void {
  if (target.kind !== "lambda" || target.package === "zip") return;
  const home = project?.config["slipway:organization"].value.home;
  const region = environments.find(({ name }) => name === stage.environment)?.settings?.region;
  if (home === undefined || region === undefined || home === region) return;
  const message = `is in ${region}, but Lambda takes images of its own region only, and builds leave them in ${home}; release the function in ${home}, with package zip, or as a service on ECS`;
  add([...path, "environment"], stage.environment, message);
}
