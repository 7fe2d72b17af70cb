/** Rights of update and preview roles from one table: an update reads and writes, a preview only reads. */
import type { ConditionBlock, Statement } from "../../catalog/iam/document";
import type { Access } from "../../catalog/naming";

export interface Rights {
  /** Statement id. */
  sid: string;
  /** Actions that the provider calls to read. */
  read: string[];
  /** Further actions that it calls to create, change and delete. */
  write: string[];
  resources: string | string[];
  condition?: ConditionBlock;
}

export function statementsOf(rights: Rights[], access: Access): Statement[] {
  return rights.flatMap(({ sid, read, write, resources, condition }) => {
    const actions = access === "update" ? [...read, ...write] : read;
    if (actions.length === 0) return [];
    return [
      {
        Sid: sid,
        Effect: "Allow" as const,
        Action: [...actions].sort(),
        Resource: resources,
        ...(condition ? { Condition: condition } : {}),
      },
    ];
  });
}

/** The same verb for several nouns: `each("ec2:Describe", "Vpcs", "Subnets")`. */
export function each(verb: string, ...nouns: string[]): string[] {
  return nouns.map((noun) => `${verb}${noun}`);
}
