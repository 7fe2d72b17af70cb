/** Where explicit providers work, read from their inputs. */
import { type Place, type ProviderSettings, unknown } from "../../local/model/types";
import { holdsUnknown, isObject, type Wire } from "./values";

export interface Provider extends ProviderSettings {
  /** ARNs of the roles that it assumes one after the other; it works in the account of the last. */
  assumeRoles: string[];
}

/**
 * What a provider's inputs say, and what a real one would refuse: settings that are unknown until something is made,
 * or an account that is not on its own list.
 */
export function providerOf(inputs: Wire, ambient: Place): { provider: Provider; problems: string[] } {
  // The SDK sends a provider's structured settings as JSON text.
  const parsed = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, fromJson(value)]));
  const roles = (Array.isArray(parsed.assumeRoles) ? parsed.assumeRoles : []).filter(isObject);
  const assumeRoles = roles.map((role) => String(role.roleArn));
  const last = assumeRoles.at(-1)?.split(":");
  const tags = isObject(parsed.defaultTags) && isObject(parsed.defaultTags.tags) ? parsed.defaultTags.tags : {};
  const place = {
    account: last?.[4] ?? ambient.account,
    region: typeof parsed.region === "string" ? parsed.region : ambient.region,
    partition: last?.[1] ?? ambient.partition,
  };
  const provider = { place, defaultTags: tags as Record<string, string>, assumeRoles };
  return { provider, problems: refusals(inputs, parsed, place) };
}

function refusals(inputs: Wire, parsed: Wire, { account }: Place): string[] {
  const open = Object.keys(inputs).filter((key) => holdsUnknown(inputs[key]));
  if (open.length > 0) {
    return [
      `${open.join(", ")}: unknown until something is made, so the account is not certain. Give a computed value.`,
    ];
  }
  const allowed = parsed.allowedAccountIds;
  if (!Array.isArray(allowed) || allowed.includes(account)) return [];
  return [`allowedAccountIds: ${allowed.join(", ")} does not hold account ${account}, in which it would work.`];
}

function fromJson(value: unknown): unknown {
  if (typeof value !== "string" || value === unknown || !/^[[{]/.test(value)) return value;
  return JSON.parse(value);
}
