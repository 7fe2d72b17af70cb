/**
 * Entry of the Lambda functions behind the hooks of rollouts: one bundle, one function for each hook, which has its
 * test in the variable `SMOKE_TEST`.
 *
 * Only the controller of the rollout may run one. It always says how the test went, for without a word CodeDeploy waits
 * for an hour and ECS for as long as its hook allows
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html).
 */
import { callsOf } from "../release/sdk";
import { worldOf } from "./clients";
import type { HookAnswer, HookEvent } from "./event";
import { handle } from "./handler";

const world = worldOf(callsOf("codedeploy"), callsOf("lambda"));

export function handler(event: HookEvent, context: { getRemainingTimeInMillis(): number }): Promise<HookAnswer> {
  const remaining = () => context.getRemainingTimeInMillis();
  return handle(event, { settings: process.env["SMOKE_TEST"], remaining }, world);
}
