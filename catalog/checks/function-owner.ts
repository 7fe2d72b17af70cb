/** Whose a function is that a rollout would run. */
import type { Files } from "../files";
import { naming } from "../naming";

/**
 * The other service that a function of this name belongs to: it is the service's own, or one that Slipway makes for
 * its rollouts. Its team alone says when they run.
 */
export function functionOwner({ project, services, environments }: Files, service: string, name: string) {
  const prefix = project?.config["slipway:organization"].value.prefix;
  if (prefix === undefined) return undefined;
  const names = naming(prefix);
  return services
    .map((each) => each.name)
    .filter((other) => other !== service)
    .find((other) =>
      environments.some(
        (environment) =>
          name === names.lambdaFunction(other, environment.name) ||
          name.startsWith(names.hookFunction(other, environment.name, "")),
      ),
    );
}
