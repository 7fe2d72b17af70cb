/** What a document without a resource around it is for, by what it says. */
import type { Kind } from "./document";

const byService: Record<string, Kind> = { sts: "trust", s3: "bucket", kms: "key", sns: "topic", ecr: "repository" };

/** A document that names no principal is read as a managed policy, and one that cannot be read as well. */
export function kindOf(json: string): Kind {
  // Either element says it, in whatever statement.
  if (!/"(?:Not)?Principal"\s*:/.test(json)) return "managed";
  const services = new Set([...json.matchAll(/"([a-z0-9-]+):[A-Za-z*?]+"/g)].map(([, service]) => service!));
  const kinds = Object.keys(byService).filter((service) => services.has(service));
  return kinds.length === 1 ? byService[kinds[0]!]! : "resource";
}
