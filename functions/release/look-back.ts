/** From when on deployments of a revision may be this release's own. */
import type { State } from "./state";
import type { Target } from "./target";
import type { World } from "./world";

const day = 24 * 60 * 60_000;

/**
 * Creation of the newest deployment there is, by the service's own clock: a deployment of the same revision that comes
 * after it was started by this release, perhaps by a run of it that was killed, and is never started twice. Where there
 * is none for a day, a day ago: clocks differ by less.
 */
export async function lookBack({ began }: State, world: World, target: Target): Promise<number> {
  const since = began - day;
  const created =
    target.kind === "ecs" && !target.codedeploy
      ? await world.ecs.deployments(target.cluster, target.service, since)
      : await world.codedeploy.deployments(target.codedeploy!, since);
  return Math.max(since, ...created.map((deployment) => deployment.created));
}
