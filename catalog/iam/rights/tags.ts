/** Tags of EC2's resources: on what is being made, and on what a stack made; nothing else can be claimed by a tag. */
import { regional, stackTag, type Where } from "./row";

/** Resources of an account's stacks: each bears its stack's tag from its creation on. */
export const ofStacks: Where["when"] = () => ({ StringLike: { [`aws:ResourceTag/${stackTag}`]: "*" } });

/** Tags that are part of making a resource of EC2, by the action that makes it. */
export function newTags(kind: string, action: string): Where {
  return {
    ...regional("ec2", `${kind}/*`),
    when: () => ({ Null: { "ec2:CreateAction": "false" } }),
    facts: () => ({ "ec2:CreateAction": action }),
  };
}

/** Tags of a resource of EC2 that a stack made. */
export function ownTags(kind: string): Where {
  return { ...regional("ec2", `${kind}/{id}`), when: ofStacks };
}

/** Names of pipeline stacks: `orders.pipeline`, and `orders.pipeline-prod` in branch mode. */
export const pipelineStacks = ["*.pipeline", "*.pipeline-*"];
