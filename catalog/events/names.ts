/** Names of what notifies: a dot, which no service's name has, keeps its rules apart from those of pipelines. */
import type { DeliveryEvent } from "./delivery";

/** Topic and chat channel of an audience. */
export function audienceName(prefix: string, audience: string): string {
  return `${prefix}-${audience}`;
}

/** Rule that brings one event to one audience: at most 8 + 1 + 16 + 1 + 17 of the 64 characters that a rule may have. */
export function eventRuleName(prefix: string, audience: string, event: DeliveryEvent): string {
  return `${audienceName(prefix, audience)}.${event}`;
}

/** Alias of the key that encrypts the topics. */
export function notificationKeyAlias(prefix: string): string {
  return `alias/${prefix}/notifications`;
}
