/** Checks of a service on Lambda: its package, its variables, and what its alias can do. */
import type { Files } from "../files";
import { naming } from "../naming";
import { partitionOf } from "../regions";
import { trafficOf } from "../rollout/declared";
import { isGradual } from "../rollout/shift";
import type { BuildSettings } from "../schema/build";
import type { LambdaSettings } from "../schema/lambda";
import { pathText } from "../schema/path";
import { registryHost } from "../upstreams";
import type { Add } from "./add";
import { checkImage, checkVariables } from "./containers";
import type { PlacedStage } from "./placed-stage";

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
  if (target.package === "image") checkPlaceholders(files, service, images, target, environments, stages, add);
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

/**
 * One that is missing is no problem: catalog/stacks.ts. Any other repository than the service's own lets neither the
 * environment's functions nor whoever makes them fetch an image.
 */
function checkPlaceholders(
  files: Files,
  service: string,
  images: BuildSettings["images"],
  { image, placeholder = {} }: LambdaSettings,
  environments: string[],
  stages: PlacedStage[],
  add: Add,
): void {
  const organization = files.project?.config["slipway:organization"].value;
  const partition = organization && partitionOf(organization.home);
  const built = image ?? images[0]?.name;
  const branches = files.services.find(({ name }) => name === service)?.settings?.mode === "branch";
  for (const { stage, environment } of stages) {
    const given = placeholder[stage.environment];
    if (given === undefined || !organization || !partition || built === undefined) continue;
    const { prefix, home, accounts } = organization;
    const track = branches ? environment.settings.account : undefined;
    const repository = `${registryHost(accounts["toolchain"] ?? "", home, partition)}/${naming(prefix).imageRepository(service, built, track)}`;
    if (given.startsWith(`${repository}@`)) continue;
    const message = `must be an image of the service's own repository, ${repository}@sha256:...: no other lets Lambda in for ${stage.environment}`;
    add(["target", "placeholder", stage.environment], given, message);
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
