/** Who hears what, and everything that can be wrong about it. */
import { type DeliveryEvent, deliveryEvents } from "../../catalog/events/delivery";
import type { Finding } from "../problems";

export interface Audience {
  /** 2 to 16 of a-z, 0-9 and single hyphens inside; part of the topic's name. */
  name: string;
  /** What it hears of. May be empty: pipelines announce their approvals to a topic by themselves. */
  events: DeliveryEvent[];
  /** Addresses; SNS asks each owner once to confirm. Default: none. */
  email?: string[];
  /** A channel of a Slack workspace that was once authorised in the Chatbot console. */
  slack?: SlackChannel;
  /** A channel of a Microsoft team that was once authorised in the Chatbot console. */
  teams?: TeamsChannel;
}

export interface SlackChannel {
  /** As `T07EA123LEP`. */
  workspaceId: string;
  /** As `C07EZ1ABC23`. */
  channelId: string;
}

export interface TeamsChannel {
  /** UUID of the team. */
  teamId: string;
  /** UUID of the Microsoft Entra tenant. */
  tenantId: string;
  /** As in the channel's link, `19%3a…%40thread.tacv2`. */
  channelId: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function audienceFindings(audiences: Audience[]): Finding[] {
  return [
    ...audiences.flatMap((audience, index) => oneFindings(`audiences[${index}]`, audience)),
    ...repeated("audiences", audiences, ({ name }) => name, "must name each audience once"),
    ...repeated(
      "audiences",
      audiences,
      ({ slack }) => slack?.channelId,
      "must name a Slack channel in one audience only; give that one the events of both",
    ),
    // The provider finds a channel's configuration by its team alone.
    ...repeated(
      "audiences",
      audiences,
      ({ teams }) => teams?.teamId.toLowerCase(),
      "must name a channel of a Microsoft team in one audience only; give that one the events of both",
    ),
  ];
}

function oneFindings(property: string, { name, events, email = [], slack, teams }: Audience): Finding[] {
  const unknown = events.filter((event) => !deliveryEvents.includes(event));
  return [
    ...check(
      /^(?!.*--)[a-z][a-z0-9-]{0,14}[a-z0-9]$/.test(name),
      `${property}.name`,
      name,
      "must be 2 to 16 of a-z, 0-9 and single hyphens inside, beginning with a letter",
    ),
    ...unknown.map((value) => ({
      property: `${property}.events`,
      value,
      reason: `must be among ${deliveryEvents.join(", ")}`,
    })),
    ...repeated(`${property}.events`, events, (event) => event, "must name each event once"),
    ...email.flatMap((value, index) =>
      check(
        /^[^\s@"<>]+@[^\s@"<>.]+(\.[^\s@"<>.]+)+$/.test(value),
        `${property}.email[${index}]`,
        value,
        "must be an e-mail address, such as team@example.com",
      ),
    ),
    ...repeated(`${property}.email`, email, (each) => each.toLowerCase(), "must name each address once"),
    ...(slack ? slackFindings(`${property}.slack`, slack) : []),
    ...(teams ? teamsFindings(`${property}.teams`, teams) : []),
  ];
}

/** Stricter than https://docs.aws.amazon.com/chatbot/latest/APIReference/API_SlackChannelConfiguration.html. */
function slackFindings(property: string, { workspaceId, channelId }: SlackChannel): Finding[] {
  const reason = (letter: string, example: string) =>
    `must be the id and not the name, ${letter} and then capitals and digits, such as ${example}`;
  return [
    ...check(
      /^[TE][0-9A-Z]{2,254}$/.test(workspaceId),
      `${property}.workspaceId`,
      workspaceId,
      reason("T", "T07EA123LEP"),
    ),
    ...check(/^[CG][0-9A-Z]{2,254}$/.test(channelId), `${property}.channelId`, channelId, reason("C", "C07EZ1ABC23")),
  ];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-chatbot-microsoftteamschannelconfiguration.html */
function teamsFindings(property: string, { teamId, tenantId, channelId }: TeamsChannel): Finding[] {
  return [
    ...check(uuid.test(teamId), `${property}.teamId`, teamId, "must be a UUID: groupId in the channel's link"),
    ...check(uuid.test(tenantId), `${property}.tenantId`, tenantId, "must be a UUID: tenantId in the channel's link"),
    ...check(
      /^[\w=+/.,-]*%3a[\w=+/.,-]*%40[\w=+/.,-]*$/i.test(channelId),
      `${property}.channelId`,
      channelId,
      "must be as in the channel's link, encoded, such as 19%3aab12%40thread.tacv2",
    ),
  ];
}

function check(valid: boolean, property: string, value: string, reason: string): Finding[] {
  return valid ? [] : [{ property, value, reason }];
}

/** A finding for each entry whose key an earlier one has; entries without a key are left out. */
function repeated<T>(property: string, all: T[], key: (each: T) => string | undefined, reason: string): Finding[] {
  const keys = all.map(key);
  return keys.flatMap((value, index) =>
    value !== undefined && keys.indexOf(value) < index ? [{ property: `${property}[${index}]`, value, reason }] : [],
  );
}
