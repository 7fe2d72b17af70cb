/** The services of a rollout, as a cloud gives them: asked as an operator of the target's account. */
import type { Cloud } from "../cloud/types";
import { RefusedError } from "../exit";
import { assume, caller, type Identity } from "../identity";
import { groupRollouts } from "./group";
import { nativeRollouts } from "./native";
import type { RolloutPlace } from "./place";
import type { RolloutServices } from "./services";

/** Throws a `RefusedError` that names the role for whoever may not enter it. */
export async function rolloutServices(cloud: Cloud, place: RolloutPlace): Promise<RolloutServices> {
  const { credentials } = await entered(cloud, place);
  const { rolling, stack } = place;
  const at = { region: stack.region, ...(credentials ? { credentials: async () => credentials } : {}) };
  return rolling.controller === "native"
    ? nativeRollouts(cloud.releases.calls("ecs", at), rolling)
    : groupRollouts(cloud.releases.calls("codedeploy", at), rolling);
}

async function entered(cloud: Cloud, { catalog, stack, role }: RolloutPlace): Promise<Identity> {
  const { organization } = catalog;
  const started = await caller(cloud, organization.home);
  if (cloud.kind === "laptop") return assume(cloud, stack, stack.region, administratorOf(role, organization), started);
  // `assumed-role/<role>/<session>`, which is how somebody is here who has switched roles before.
  const [, name, session] = started.arn.split(":").at(-1)!.split("/");
  if (started.accountId === stack.accountId && name === role.split("/").at(-1)) return started;
  if (!organization.people?.operator) {
    throw new RefusedError(
      `Rollouts in account ${stack.accountId} are answered by operators, in the role ${role}, and Pulumi.yaml names ` +
        "none: set people.operator, and apply the account's stack as administrator.",
    );
  }
  // The role admits people under the name of their own session only: catalog/people/principals.ts.
  return assume(cloud, stack, stack.region, role, started, session === undefined ? {} : { name: session });
}

/** The laptop's only caller is an administrator, as whom stacks are applied there too. */
function administratorOf(role: string, { administrator }: { administrator: string }): string {
  return role.replace(/:role\/.*$/, `:role/${administrator}`);
}
