/** The end of a release that succeeded: what runs now. */
import { containersOf } from "../../catalog/deploy-documents/task-definition";
import type { StepResult } from "./result";
import type { State } from "./state";
import type { Running, World } from "./world";

export async function record(state: State, world: World): Promise<StepResult> {
  const { request, target, records, now } = world;
  const { digest, execution, environment } = request;
  const revision = state.revision!;
  await records.write({
    digest,
    images: await imagesOf(state, world),
    ...(await zipOf(state, world)),
    template: target.kind === "ecs" ? (state.template ?? target.template) : target.function,
    revision,
    ...(state.built === undefined ? {} : { built: state.built }),
    execution,
    released: new Date(now()).toISOString(),
  });
  const how = howOf(state);
  return {
    state,
    done: {
      passed: true,
      summary: `${environment} runs ${digest} as ${revisionName(state, world)}, ${how}.`,
      variables: { Digest: digest, Revision: revision, Deployment: state.deployment ?? "none" },
    },
  };
}

function howOf({ deployment, undone }: State): string {
  if (deployment) return `by ${shortName(deployment)}`;
  return undone
    ? `as before: ${shortName(undone)} was stopped and rolled back`
    : "which ran already: nothing was to do";
}

/** So that it can be released again by hand; not what lies there now instead of what was released. */
async function zipOf({ code }: State, { target, content }: World): Promise<Pick<Running, "zip">> {
  if (target.kind !== "lambda" || target.image !== undefined) return {};
  const { zip } = await content();
  return zip && zip.digest === code ? { zip } : {};
}

async function imagesOf({ revision, code }: State, { target, ecs }: World): Promise<Record<string, string>> {
  if (target.kind === "lambda") return { [target.function]: code ?? "" };
  const { described = {} } = (await ecs.taskDefinition(revision!)) ?? {};
  return Object.fromEntries(containersOf(described).map(({ name, image = "" }) => [name, image]));
}

/** `orders-prod:7`: family or function, and its revision or version. */
export function revisionName({ revision = "" }: State, { target }: World): string {
  return target.kind === "ecs" ? shortName(revision) : `${target.function}:${revision}`;
}

/** Last part of an ARN. */
export function shortName(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
