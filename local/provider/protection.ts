/** Switches of AWS itself that refuse a deletion. */
import type { ResourceRecord } from "./records";

/** Output that is true while a resource of that type is protected. */
const switches: Record<string, string> = {
  "aws:lb/loadBalancer:LoadBalancer": "enableDeletionProtection",
  "aws:alb/loadBalancer:LoadBalancer": "enableDeletionProtection",
  "aws:ec2/instance:Instance": "disableApiTermination",
  "aws:rds/instance:Instance": "deletionProtection",
  "aws:rds/cluster:Cluster": "deletionProtection",
  "aws:cloudwatch/logGroup:LogGroup": "deletionProtectionEnabled",
};

/** Why a resource cannot be deleted, or undefined. */
export function protectedFromDeletion({ type, id, outputs }: ResourceRecord): string | undefined {
  const name = switches[type];
  if (!name || outputs[name] !== true) return undefined;
  return `deleting ${type}: OperationNotPermitted: ${id} has ${name} on. Turn it off first.`;
}
