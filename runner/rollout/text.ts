/** A rollout in words. */
import { answerWords } from "../../functions/release/answer";
import { table } from "../terminal";
import type { RolloutPlace } from "./place";
import type { Rollout, Waits } from "./services";

export function rolloutText(place: Pick<RolloutPlace, "service" | "environment">, rollout: Rollout): string {
  const { controller, deployment, revision, images = {}, traffic, waits, back } = rollout;
  const by = controller === "native" ? "ECS" : "CodeDeploy";
  const rows = [
    ["deployment", deployment],
    ["status", stateOf(rollout)],
    ...(revision === undefined ? [] : [["revision", revision]]),
    ...Object.entries(images).map(([container, image]) => ["image", `${container} ${image}`]),
    ...(traffic === undefined ? [] : [["traffic", `${traffic} percent to the new revision`]]),
    ["waits for", waitsText(place, rollout)],
  ];
  const what = back ? "is being rolled back" : waits ? "waits for a person" : "is under way";
  return `${place.service} to ${place.environment}: a rollout by ${by} ${what}\n${table(rows.map((row) => ["", ...row]))}`;
}

/** `IN_PROGRESS, POST_TEST_TRAFFIC_SHIFT` */
export function stateOf({ status, stage }: Rollout): string {
  return stage === undefined ? status : `${status}, ${stage}`;
}

function waitsText(place: Pick<RolloutPlace, "service" | "environment">, { waits, back }: Rollout): string {
  if (back) return "the end of the rollback";
  return waits ? `a person${limit(waits)}: ${answerWords(place)}` : "nobody";
}

function limit({ until, minutes }: Waits): string {
  if (until !== undefined) return `, until ${until}`;
  return minutes === undefined ? "" : `, ${minutes} minutes at most`;
}
