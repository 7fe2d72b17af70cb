/** Where people approve what a pipeline releases, a release by hand brings back or hurries on, and nothing else. */
import { releaseParameter } from "../../functions/gates/releases";
import { RefusedError } from "../exit";
import type { ReleasePlace } from "./place";
import type { ReleaseServices } from "./services";

/**
 * Throws a `RefusedError` for a digest that neither the environment itself has run nor the gates have passed in an
 * earlier wave of its pipeline. Only production and environments behind an approval are kept so.
 */
export async function refuseUnapproved(
  place: ReleasePlace,
  { approves = true, history }: ReleaseServices,
): Promise<void> {
  if (!approves) return;
  const { catalog, service, track, environment, parameters } = place;
  const { digest, record } = parameters;
  const at = track.waves.findIndex(({ stages }) => stages.some((stage) => stage.environment === environment.name));
  if (!environment.production && track.waves[at]?.approval === undefined) return;
  if ((await history(record)).some((ran) => ran.digest === digest)) return;
  const earlier = track.waves.slice(0, at).flatMap(({ stages }) => stages.map((stage) => stage.environment));
  for (const name of earlier) {
    const records = await history(releaseParameter(catalog.names.releasesPath(service.name), name));
    if (records.some((each) => each.digest === digest && each.passed === true)) return;
  }
  const before = earlier.length > 0 ? `, nor have the checks of ${earlier.join(" or ")} passed it` : "";
  throw new RefusedError(
    `${environment.name} has never run ${digest}${before}. By hand it takes nothing else: release it by the pipeline ` +
      `${parameters.pipeline}, where it is tested and approved.`,
  );
}
