/** What is known of IAM actions: which can be limited to resources, and which of those change something. */
import table from "./action-table.json";

const sets = new Map<string, { write: Set<string>; read: Set<string> }>();

function ofService(service: string) {
  const known = sets.get(service);
  if (known) return known;
  const { write = "", read = "" } = (table as Record<string, { write: string; read: string }>)[service] ?? {};
  const names = (text: string) => new Set(text.toLowerCase().split(" "));
  const made = { write: names(write), read: names(read) };
  sets.set(service, made);
  return made;
}

/** Whether an exact action changes resources that can be named; false for actions and services that are not known. */
export function changesNamed(action: string): boolean {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  return ofService(service).write.has(name);
}

/** Whether an exact action changes or reads resources that can be named, more than to list them. */
export function touchesNamed(action: string): boolean {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  return changesNamed(action) || ofService(service).read.has(name);
}

/** Whether an exact action sets tags. */
export function tags(action: string): boolean {
  return /:(tagresource|createtags|addtags|addtagstoresource)$/i.test(action);
}

/** Everything, or every resource of one type: `*`, or an ARN whose name is only a wildcard (`key/*`). */
export function isEveryOfType(arn: string): boolean {
  if (/^\*+$/.test(arn)) return true;
  const parts = arn.split(":");
  return parts.length >= 6 && /^([a-z][a-z-]*[/:])?[*/:]+$/.test(parts.slice(5).join(":"));
}

export const isEverything = (arn: string): boolean => /^\*+$/.test(arn);
