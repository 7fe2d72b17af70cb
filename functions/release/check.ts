/** Whether what is asked for may be released at all: nothing has changed when it may not. */
import { Refusal } from "../gates/refusal";
import type { StepResult } from "./result";
import type { State } from "./state";
import type { Content, Origin, ReleaseRequest, Running, World } from "./world";

/** Throws a `Refusal` with everything that speaks against the release. */
export async function check(state: State, world: World): Promise<StepResult> {
  const [running, content, origin] = [await world.records.read(), await world.content(), await world.origin()];
  const against = [...notApproved(world.request, content), ...older(world.request, origin, running)];
  if (against.length > 0) throw new Refusal(against.join(" "));
  const { built } = origin;
  return { state: { ...state, phase: "prepare", ...(built === undefined ? {} : { built }) } };
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
