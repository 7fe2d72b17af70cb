/** Checks of a service's builds and steps: names once, networks that exist, variables that a build can read. */
import { looksSecret } from "../buildspec/secret";
import type { Files } from "../files";
import type { BuildSettings, StepSettings } from "../schema/build";
import { pathText, type Step } from "../schema/path";
import type { ServiceSettings } from "../schema/service";
import type { StageStepSettings } from "../schema/task";
import type { Add } from "./add";
import { placedStages } from "./stages";

/** `service`: name of the service whose builds they are. */
export function checkBuilds(files: Files, service: string, settings: ServiceSettings, add: Add): void {
  checkProject(files, service, settings.build, ["build"], add);
  checkImages(settings.build.images, add);
  const seen = new Map<string, { text: string; path: string }>();
  for (const { stage, path } of placedStages(settings)) {
    for (const when of ["before", "after"] as const) {
      stage[when].forEach((step, index) => {
        const here = [...path, when, index];
        if ("name" in step) checkProject(files, service, step, here, add);
        checkStep(step, here, seen, add);
        const all = [...stage.before, ...stage.after];
        const [key, name] = named(step);
        if (all.findIndex((each) => named(each)[1] === name) !== all.indexOf(step)) {
          add([...here, key], name, "is the name of an earlier step of this stage; rename one");
        }
      });
    }
  }
}

/** The key that holds a step's name, and the name. */
function named(step: StageStepSettings): [key: "name" | "task", name: string] {
  return "task" in step ? ["task", step.task] : ["name", step.name];
}

/** One project runs a step in every stage that names it, so the step is the same everywhere. */
function checkStep(
  step: StageStepSettings,
  path: Step[],
  seen: Map<string, { text: string; path: string }>,
  add: Add,
): void {
  const text = JSON.stringify(step);
  const [key, name] = named(step);
  const first = seen.get(name);
  if (first && first.text !== text) {
    const message = `is a different step in ${first.path} already; make them the same, or rename one`;
    add([...path, key], name, message);
  }
  if (!first) seen.set(name, { text, path: pathText(path) });
}

/** Everything that a build project would refuse, at the path of the file. */
function checkProject(
  files: Files,
  service: string,
  project: BuildSettings | StepSettings,
  path: Step[],
  add: Add,
): void {
  for (const [name, value] of Object.entries(project.env)) {
    checkVariable(files, name, value, [...path, "env", name], add);
    checkOwner(files, service, value, [...path, "env", name], add);
  }
  unique(project.reports, [...path, "reports"], add);
  const { toolchain } = files;
  if (project.vpc && toolchain && !toolchain.network) {
    add([...path, "vpc"], true, "needs a network in Pulumi.toolchain.yaml: add network with cidr and zones there");
  }
  // https://docs.aws.amazon.com/codebuild/latest/userguide/caching-local.html
  const largest = project.compute === "BUILD_GENERAL1_2XLARGE";
  if (project.cache === "local" && (project.vpc || largest)) {
    const where = project.vpc ? "in a network" : `on ${project.compute}`;
    const message = `must be none or s3 for a build ${where}: CodeBuild keeps nothing on such a host`;
    add([...path, "cache"], project.cache, message);
  }
  checkImage(files, project.image, [...path, "image"], add);
}

type Variable = BuildSettings["env"][string];

/** The boundary of builds lets them read nothing else: components/account/build-boundary.ts. */
export function checkVariable({ project }: Files, name: string, value: Variable, path: Step[], add: Add): void {
  if (typeof value === "string") {
    if (!looksSecret(name, value)) return;
    const message = "looks like a secret in clear text; name a secret or a parameter: { secret: acme/orders/token }";
    add(path, "(not shown)", message);
    return;
  }
  const prefix = project?.config["slipway:organization"].value.prefix;
  if (prefix === undefined) return;
  const only = "the boundary of Slipway's roles lets nobody read another";
  if ("parameter" in value) {
    const { parameter } = value;
    if (!parameter.startsWith(`/${prefix}/`)) {
      add([...path, "parameter"], parameter, `must begin with /${prefix}/: ${only}`);
    } else if (parameter.startsWith(`/slipway/${prefix}/`)) {
      add([...path, "parameter"], parameter, `must not be below /slipway/${prefix}/: those are the platform's own`);
    }
  } else if (!value.secret.startsWith(`${prefix}/`)) {
    add([...path, "secret"], value.secret, `must begin with ${prefix}/: ${only}`);
  }
}

/** What lies below another service's name is that service's: its team does not see who else reads it. */
export function checkOwner(
  { project, services }: Files,
  service: string,
  value: Variable,
  path: Step[],
  add: Add,
): void {
  const prefix = project?.config["slipway:organization"].value.prefix;
  if (typeof value === "string" || prefix === undefined) return;
  const [key, name] =
    "parameter" in value ? (["parameter", value.parameter] as const) : (["secret", value.secret] as const);
  const [first, owner] = name.replace(/^\//, "").split("/");
  if (first !== prefix || owner === service || !services.some((each) => each.name === owner)) return;
  const message = `belongs to service ${owner}; keep what several services read below a name that is none of theirs`;
  add([...path, key], name, message);
}

/** An image of ECR is fetched with the build's own role, and a tag that moves would make a build that nobody repeats. */
function checkImage({ project }: Files, image: string, path: Step[], add: Add): void {
  const [, account, repository] = /^(\d{12})\.dkr\.ecr\.[a-z0-9-]+\.[a-z.]+\/([^:@]+)/.exec(image) ?? [];
  const organization = project?.config["slipway:organization"].value;
  if (repository === undefined || organization === undefined) return;
  if (/:latest$/.test(image) || !/[:@][^/]+$/.test(image)) {
    add(path, image, "must name a digest, or a tag other than latest, so that a build can be repeated");
  }
  const { prefix, accounts } = organization;
  if (account !== accounts["toolchain"] || !new RegExp(`^${prefix}(-base)?/`).test(repository)) {
    const message = `must be in a repository ${prefix}/... or ${prefix}-base/... of the toolchain account: the boundary of Slipway's roles lets a build fetch no other image from ECR`;
    add(path, image, message);
  }
}

function checkImages(images: BuildSettings["images"], add: Add): void {
  unique(images, ["build", "images"], add);
  const made = images.map(({ name, ...rest }) => JSON.stringify({ directory: name, ...rest }));
  images.forEach((image, index) => {
    const path = ["build", "images", index];
    const first = made.indexOf(made[index]!);
    if (first !== index && images[first]!.name !== image.name) {
      const message = `is the same image as [${first}]: the same folder, Dockerfile and arguments; remove one of them`;
      add([...path, "directory"], image.directory, message);
    }
    for (const [name, value] of Object.entries(image.buildArgs)) {
      if (!looksSecret(name, value)) continue;
      const message = "looks like a secret, and whoever pulls the image can read it; fetch it in the build instead";
      add([...path, "buildArgs", name], "(not shown)", message);
    }
  });
}

function unique(named: { name: string }[], path: Step[], add: Add): void {
  named.forEach(({ name }, index) => {
    const first = named.findIndex((each) => each.name === name);
    if (first !== index) add([...path, index, "name"], name, `is the name of [${first}] already; rename one`);
  });
}
