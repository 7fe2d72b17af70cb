/** Who hears what: part of `Pulumi.toolchain.yaml`. */
import { type DeliveryEvent, deliveryEvents } from "../events/delivery";
import { choice, fields, list, text } from "./fields";

export const audienceName = text(
  /^[a-z][a-z0-9]{1,15}$/,
  "must be 2 to 16 of a-z and 0-9, beginning with a letter, such as oncall",
);

export const emailAddress = text(
  /^[^\s@"<>]+@[^\s@"<>.]+(\.[^\s@"<>.]+)+$/,
  "must be an e-mail address, such as team@example.com",
);

const uuid = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** CodeDeploy reports in the account that it deploys to; here the action that failed tells the same. */
const events = deliveryEvents.filter((event) => event !== "deployment-failed") as [DeliveryEvent, ...DeliveryEvent[]];

export const audience = fields({
  events: list(choice(events), 1, events.length, `events: ${events.join(", ")}`)
    .default([])
    .describe("What it hears of, beside the approvals that name it. Default: nothing."),
  email: list(emailAddress, 1, 50, "e-mail addresses").default([]).describe("Addresses; each owner confirms once."),
  slack: fields({
    workspaceId: text(/^[TE][A-Z0-9]{2,254}$/, "must be a Slack workspace's id, such as T0123ABCD").describe(
      "Id of the workspace, authorised once in Amazon Q Developer's console.",
    ),
    channelId: text(/^[CG][A-Z0-9]{2,254}$/, "must be a Slack channel's id, such as C0123ABCD").describe(
      "Id of the channel.",
    ),
  })
    .optional()
    .describe("Slack channel. Default: none."),
  teams: fields({
    teamId: text(uuid, "must be a team's id, a UUID: groupId in the channel's link").describe("Id of the team."),
    tenantId: text(uuid, "must be a tenant's id, a UUID: tenantId in the channel's link").describe("Id of the tenant."),
    channelId: text(
      /^[\w=+/.,-]*%3[Aa][\w=+/.,-]*%40[\w=+/.,-]*$/,
      "must be a channel's id as in its link, encoded, such as 19%3aab12%40thread.tacv2",
    ).describe("Id of the channel, URL-encoded."),
  })
    .optional()
    .describe("Microsoft Teams channel. Default: none."),
});
