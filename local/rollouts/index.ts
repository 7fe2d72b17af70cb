/**
 * Rollouts on the laptop cloud: the operations of ECS, CodeDeploy and Lambda that releases use, over the resources that
 * stacks have made there. Nothing runs: weights, aliases and task sets move as AWS moves them, one step at every look.
 *
 * Not as on AWS: functions of hooks pass unseen, no right is asked for, and one release at a time is what is kept safe.
 */
import { type Account, accountOf, type Laptop } from "./account";
import type { Call } from "./call";
import { codedeploy } from "./codedeploy";
import { ecs } from "./ecs";
import { lambda } from "./lambda";

const services: Record<RolloutService, (account: Account) => Call> = { ecs, codedeploy, lambda };

export type RolloutService = "ecs" | "codedeploy" | "lambda";

/** The API of one of the services in an account and region of the laptop cloud. */
export function rolloutCalls(laptop: Laptop, service: RolloutService, account: string, region: string): Call {
  return services[service](accountOf(laptop, account, region));
}
