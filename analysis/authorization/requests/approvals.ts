/** What a manual approval asks for. */
import type { Inventory } from "../inventory";
import { textAt } from "../values";
import type { Step } from "./pipelines";
import { publishRequests } from "./publish";
import { type Asking, roleCaller, type WantedRequest } from "./request";

/** The pipeline's role announces it; without a topic nobody is told. */
export function approvalRequests(inventory: Inventory, ask: Asking, { value, roleArn }: Step): WantedRequest[] {
  const topic = textAt(value, "configuration", "NotificationArn");
  if (topic === undefined) return [];
  return publishRequests(inventory, ask, "the pipeline announces an approval", roleCaller(ask, roleArn), topic);
}
