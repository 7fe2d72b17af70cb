/** A network is left alone when the same destroy has kept something that stands in it: AWS would stop in the middle. */
import type { StackPlan } from "../catalog/types";
import type { StackOutcome } from "./apply";

/** Types of what stands in a network and may be kept: production load balancers, with their security groups. */
const inNetwork = ["aws:lb/loadBalancer:LoadBalancer", "aws:ec2/securityGroup:SecurityGroup"];

/** Why an environment's stack is not destroyed; undefined where nothing is in its way. */
export function stillUsed(
  plan: Pick<StackPlan, "name" | "kind">,
  stacks: readonly Pick<StackPlan, "name" | "dependsOn">[],
  outcomes: ReadonlyMap<string, Pick<StackOutcome, "kept">>,
): string | undefined {
  if (plan.kind !== "environment") return undefined;
  const users = stacks
    .filter(({ dependsOn }) => dependsOn.includes(plan.name))
    .map(({ name }) => name)
    .filter((name) => outcomes.get(name)?.kept?.some((urn) => inNetwork.includes(typeOf(urn))));
  return users.length > 0 ? `${users.join(", ")} keeps what stands in its network` : undefined;
}

/** `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
function typeOf(urn: string): string {
  return urn.split("::").at(2)?.split("$").at(-1) ?? "";
}
