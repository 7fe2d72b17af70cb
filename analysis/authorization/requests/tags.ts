import type { Context } from "../../../catalog/iam";
import type { Placed } from "../inventory";
import { textsAt } from "../values";

/** Tags as the provider leaves them: with those of every resource of the stack. */
export function tagsOf(placed: Placed | undefined): Context {
  if (!placed) return {};
  const { inputs, outputs } = placed.resource;
  const tags = { ...textsAt(inputs, "tags"), ...textsAt(inputs, "tagsAll"), ...textsAt(outputs, "tagsAll") };
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}
