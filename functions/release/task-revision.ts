/** The task definition of a release: found, where a run before this one registered it, or registered. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../catalog/deploy-documents/render";
import { containersOf, revisionOf, type TaskDefinition } from "../../catalog/deploy-documents/task-definition";
import { Refusal } from "../gates/refusal";
import { approvedContent } from "./check";
import { lookBack } from "./look-back";
import type { StepResult } from "./result";
import type { State } from "./state";
import type { EcsTarget } from "./target";
import type { Content, DescribedTaskDefinition, Ecs, World } from "./world";

/** Tag of a revision: digest of everything that it was registered with. */
export const contentTag = "slipway:content";

/** Revisions that are looked at below a new one for its twin. */
const mostTwins = 5;

export async function prepareRevision(state: State, world: World, target: EcsTarget): Promise<StepResult> {
  const { revision, template } = await revisionFor(world, target);
  const after = await lookBack(state, world, target);
  return { state: { ...state, phase: "start", revision, template, after }, wait: 0 };
}

/** ARNs of the revision with the content's images, and of the template that it is made from. */
export async function revisionFor(world: World, target: EcsTarget): Promise<{ revision: string; template: string }> {
  const { ecs } = world;
  const template = await ecs.taskDefinition(target.template);
  if (!template) {
    throw new Refusal(
      `The template ${target.template} does not exist. Apply the service's stack, then retry the stage.`,
    );
  }
  const images = imagesOf(target, await approvedContent(world));
  const { described, tags } = template;
  const definition = revisionOf({ described, tags, family: target.family, images, placeholder: target.placeholder });
  const wanted = marked(definition);
  const revision = (await found(ecs, target, wanted)) ?? (await registered(ecs, wanted));
  return { revision, template: template.arn };
}

/** Image by container. Throws a `Refusal` with every image that the build did not hand on. */
function imagesOf({ containers }: EcsTarget, { images }: Content): Record<string, string> {
  const missing = Object.values(containers).filter((image) => !images[image]);
  if (missing.length > 0) {
    const there = Object.keys(images).join(", ") || "none";
    throw new Refusal(
      `The release was handed no image ${missing.join(", ")}; there are ${there}. Add it to the service's build.images.`,
    );
  }
  return Object.fromEntries(Object.entries(containers).map(([container, image]) => [container, images[image]!]));
}

function marked(definition: TaskDefinition): TaskDefinition {
  const value = createHash("sha256").update(canonicalJson(definition)).digest("hex");
  return { ...definition, tags: [...(definition.tags ?? []), { key: contentTag, value }] };
}

/** The revision that runs, or the family's latest, if it has the same content. */
async function found(ecs: Ecs, target: EcsTarget, wanted: TaskDefinition): Promise<string | undefined> {
  const service = await ecs.service(target.cluster, target.service);
  if (!service) {
    throw new Refusal(`The service ${target.cluster}/${target.service} does not exist. Apply the service's stack.`);
  }
  const primary = service.taskSets.find(({ status }) => status === "PRIMARY");
  const runs = target.codedeploy ? primary?.taskDefinition : service.taskDefinition;
  for (const name of [...(runs ? [runs] : []), target.family]) {
    const revision = await ecs.taskDefinition(name);
    if (revision && same(revision, wanted)) return revision.arn;
  }
  return undefined;
}

/** Of two runs at once each registers a revision; both then take the one with the lower number. */
async function registered(ecs: Ecs, wanted: TaskDefinition): Promise<string> {
  let revision = await ecs.register(wanted);
  for (let twins = 0; twins < mostTwins; twins += 1) {
    const below = await ecs.taskDefinition(before(revision));
    if (!below || !same(below, wanted)) break;
    revision = below.arn;
  }
  return revision;
}

/** ARN of the revision below. */
function before(arn: string): string {
  const colon = arn.lastIndexOf(":");
  return `${arn.slice(0, colon)}:${Number(arn.slice(colon + 1)) - 1}`;
}

/** The tag may be changed by whoever may tag; images may not, so they are compared themselves. */
function same({ described, tags }: DescribedTaskDefinition, wanted: TaskDefinition): boolean {
  const mark = (of: TaskDefinition["tags"]) => of?.find(({ key }) => key === contentTag)?.value;
  const images = (of: Record<string, unknown>) => containersOf(of).map(({ name, image }) => `${name}=${image}`);
  return (
    described["family"] === wanted.family &&
    described["status"] !== "INACTIVE" &&
    mark(tags) === mark(wanted.tags) &&
    canonicalJson(images(described)) === canonicalJson(images(wanted))
  );
}
