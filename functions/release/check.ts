/** Whether what is asked for may be released at all: nothing has changed when it may not. */
import { Refusal } from "../gates/refusal";
import type { StepResult } from "./result";
import type { State } from "./state";
import { type Target, targetImages } from "./target";
import type { Content, Origin, ReleaseRequest, Running, World } from "./world";

/** Throws a `Refusal` with everything that speaks against the release. */
export async function check(state: State, world: World): Promise<StepResult> {
  const [running, content, origin] = [await world.records.read(), await world.content(), await world.origin()];
  const against = [...unfit(world, content), ...older(world.request, origin, running)];
  if (against.length > 0) throw new Refusal(against.join(" "));
  const { built } = origin;
  return { state: { ...state, phase: "prepare", ...(built === undefined ? {} : { built }) } };
}

/**
 * The content, looked at whenever it is read: what lies in a store may be another by the next look at it. Throws a
 * `Refusal` for what the gates have not approved, and for images of other repositories than the service's own.
 */
export async function approvedContent(world: World): Promise<Content> {
  const content = await world.content();
  const against = unfit(world, content);
  if (against.length > 0) throw new Refusal(against.join(" "));
  return content;
}

function unfit({ request, target }: World, content: Content): string[] {
  return [...notApproved(request, content), ...foreignImages(target, content)];
}

/** Of the service's own repository its builds alone push, and whatever the registry's account demands of images is met. */
function foreignImages(target: Target, { images }: Content): string[] {
  return targetImages(target).flatMap((name) => {
    const [image, repository] = [images[name], target.repositories?.[name]];
    // One by tag is refused where it would be used.
    if (image === undefined || ["@", ":"].some((mark) => image.startsWith(repository + mark))) return [];
    return [`The image ${name} is ${image}, but images of ${name} come from ${repository} only.`];
  });
}

function notApproved({ digest }: ReleaseRequest, content: Content): string[] {
  if (content.digest === undefined || content.digest === digest) return [];
  return [
    `The gates approved ${digest}, but the artifacts handed to the release are ${content.digest}. ` +
      "Run the pipeline again.",
  ];
}

function older(request: ReleaseRequest, { built, rollback }: Origin, running: Running | undefined): string[] {
  if (rollback || running?.built === undefined || built === undefined || built >= running.built) return [];
  const of = (time: number) => new Date(time).toISOString();
  return [
    `${request.digest} was built at ${of(built)}, before what runs in ${request.environment}: ${running.digest}, ` +
      `built at ${of(running.built)}. Release the newer one, or ask for a rollback.`,
  ];
}
