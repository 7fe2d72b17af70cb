/** Checks of a service on Lambda: its package, its variables, and what its alias can do. */
import type { Files } from "../files";
import { trafficOf } from "../rollout/declared";
import { isGradual } from "../rollout/shift";
import type { BuildSettings } from "../schema/build";
import type { LambdaSettings } from "../schema/lambda";
import { pathText } from "../schema/path";
import type { Add } from "./add";
import { checkImage, checkVariables } from "./containers";
import type { PlacedStage } from "./targets";

/** Bytes of all variables together: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostVariableBytes = 4096;

/** `environments`: names of all that the service has a stage in; `stages`: those whose files are in order. */
export function checkFunction(
  files: Files,
  service: string,
  images: BuildSettings["images"],
  target: LambdaSettings,
  environments: string[],
  stages: PlacedStage[],
  add: Add,
): void {
  checkPackage(images, target, add);
  if (target.package === "image") checkPlaceholders(target, environments, stages, add);
  checkVariables(files, service, target, ["target"], add);
  checkVariableSize(target, add);
  checkConcurrency(target, stages, add);
}

function checkPackage(images: BuildSettings["images"], target: LambdaSettings, add: Add): void {
  const { package: form, image, placeholder, runtime, handler } = target;
  if (form === "zip") {
    if (image !== undefined) add(["target", "image"], image, "must be left out with package zip");
    if (placeholder !== undefined) add(["target", "placeholder"], placeholder, "must be left out with package zip");
    if (runtime === undefined) {
      add(["target", "runtime"], undefined, "is missing: a zip runs on a runtime of Lambda, such as nodejs24.x");
    }
    if (handler === undefined) {
      add(["target", "handler"], undefined, "is missing: a zip needs its handler, such as index.handler");
    }
    return;
  }
  for (const [key, value] of Object.entries({ runtime, handler })) {
    if (value !== undefined) add(["target", key], value, "must be left out with package image: the image says it");
  }
  const [first, second] = images;
  if (image !== undefined || !first) checkImage(images, image ?? "", ["target", "image"], add);
  else if (second) {
    const message = `is missing: the build makes ${images.map(({ name }) => name).join(", ")}; name one`;
    add(["target", "image"], undefined, message);
  }
}

/** Lambda takes images of its own region's private registries only: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html */
function checkPlaceholders(
  { placeholder = {} }: LambdaSettings,
  environments: string[],
  stages: PlacedStage[],
  add: Add,
): void {
  for (const { stage, environment } of stages) {
    const path = ["target", "placeholder", stage.environment];
    const image = placeholder[stage.environment];
    const { region } = environment.settings;
    if (image === undefined) {
      const message = `is missing: the function of ${stage.environment} is made from it, before its first release`;
      add(path, undefined, message);
    } else if (!image.includes(`.ecr.${region}.`)) {
      add(path, image, `must be in ${region}, the region of ${stage.environment}: Lambda takes images of no other`);
    }
  }
  for (const name of Object.keys(placeholder)) {
    if (!environments.includes(name)) {
      add(["target", "placeholder", name], placeholder[name], "is of no stage of this service; remove it");
    }
  }
}

function checkVariableSize({ environment, secrets }: LambdaSettings, add: Add): void {
  const named = Object.entries(secrets).map(([name, reference]) => {
    return [name, "parameter" in reference ? reference.parameter : reference.secret] as const;
  });
  const all = [...Object.entries(environment), ...named];
  const bytes = all.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (bytes <= mostVariableBytes) return;
  const message = `have ${bytes} bytes with secrets, and Lambda takes ${mostVariableBytes}; move some to Parameter Store`;
  add(["target", "environment"], bytes, message);
}

/** `Alias with weights can not be used with Provisioned Concurrency`: https://github.com/hashicorp/terraform/issues/24957 */
function checkConcurrency(target: LambdaSettings, stages: PlacedStage[], add: Add): void {
  const { provisioned, reserved } = target;
  if (provisioned === undefined) return;
  if (reserved !== undefined && provisioned > reserved) {
    add(["target", "provisioned"], provisioned, `must be at most reserved (${reserved})`);
  }
  const weighted = stages.find(({ stage }) => isGradual(trafficOf(target, stage.rollout).strategy));
  if (!weighted) return;
  const { strategy } = trafficOf(target, weighted.stage.rollout);
  const message = `must be left out: ${pathText([...weighted.path, "rollout", "strategy"])} is ${strategy}, which gives the alias two versions with weights, and Lambda refuses weights on an alias with provisioned concurrency; where no stage is production, strategy all-at-once is the other way`;
  add(["target", "provisioned"], provisioned, message);
}
