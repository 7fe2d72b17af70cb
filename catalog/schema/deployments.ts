/** `Pulumi.deployments.yaml`: how Pulumi Deployments runs the stacks of environments on the backend `cloud`. */
import type { z } from "zod";
import { forms } from "../federation/findings";
import { choice, engineConfig, fields, list, map, text, yesNo } from "./fields";

/**
 * Five fields, in UTC:
 * https://www.pulumi.com/docs/reference/cloud-rest-api/schema/createscheduleddeploymentrequest/. Narrower than what the
 * service takes: numbers, ranges, steps and lists, no names.
 */
const cronField = "(\\*|\\d{1,2}(-\\d{1,2})?(,\\d{1,2}(-\\d{1,2})?)*)(/\\d{1,2})?";
const cron = text(
  new RegExp(`^${Array(5).fill(cronField).join(" ")}$`),
  "must be five fields of cron in UTC (minute, hour, day, month, weekday), such as 0 4 * * *",
);

/** https://www.pulumi.com/docs/deployments/concepts/webhooks/: the events of stacks and their deployments. */
export const webhookEvents = [
  "update_succeeded",
  "update_failed",
  "preview_failed",
  "destroy_succeeded",
  "destroy_failed",
  "refresh_failed",
  "deployment_succeeded",
  "deployment_failed",
  "drift_detected",
  "drift_detection_failed",
  "drift_remediation_failed",
] as const;

const webhook = fields({
  url: text(
    /^https:\/\/(?!hooks\.slack\.com|[^/@]*@|[^/]*\.webhook\.office\.com)[^\s?#@]+$/,
    "must be https:// and an address that is no secret itself: no query, no user, and none of Slack's or Teams' own; connect those in Pulumi Cloud",
  ).describe("Address that Pulumi Cloud sends events to. It stands in the state, so it must hold no secret."),
  events: list(choice(webhookEvents), 1, webhookEvents.length, "events").describe("Events that are sent."),
});

export const deploymentsSchema = fields({
  organization: text(forms.pulumiOrganization.pattern, forms.pulumiOrganization.words).describe(
    "Organisation in Pulumi Cloud, in lower case.",
  ),
  provider: choice(["github", "gitlab", "bitbucket", "azure_devops"])
    .default("github")
    .describe("Host of the repository, which Pulumi Cloud has an integration with. Default github."),
  repository: text(
    /^[\w.-]+(\/[\w.-]+)+$/,
    "must be the repository of these files with its owner, such as acme/platform",
  ).describe("Repository of these files: owner/name, at Azure DevOps project/name."),
  directory: text(
    /^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/,
    "must be a folder of the repository, such as infrastructure, without / at either end",
  )
    .optional()
    .describe("Folder of these files in the repository. Default: its root."),
  branch: text(forms.ref.pattern, forms.ref.words)
    .default("main")
    .describe("Branch whose pushes are deployed, and against which pull requests are previewed. Default main."),
  previews: yesNo().default(true).describe("Whether pull requests are previewed, with the preview role. Default true."),
  drift: fields({
    cron: cron.default("0 4 * * *").describe("When drift is looked for, in UTC. Default 0 4 * * *."),
    remediate: yesNo()
      .default(false)
      .describe("Whether drift is undone at once, with the update role, before anybody has seen it. Default false."),
  })
    .prefault({})
    .describe("Looking for drift: what differs from the last update."),
  webhooks: map(
    text(/^[a-z][a-z0-9-]{0,23}$/, "must be 1 to 24 of a-z, 0-9 and hyphens, beginning with a letter"),
    webhook,
    "must be a map of names to maps with url and events",
  )
    .default({})
    .describe("Who hears of runs, of every stack alike, by name. Default: none."),
  policyGroup: choice(["audit", "preventative", "none"])
    .default("audit")
    .describe(
      "What the policy pack does in Pulumi Cloud: reports (audit), refuses (preventative), or is not enforced there (none). Default audit.",
    ),
});

export const deploymentsFileSchema = fields({
  config: engineConfig({
    "slipway:deployments": deploymentsSchema.describe("Runs of stacks in Pulumi Deployments."),
  }).describe("Configuration of Pulumi Deployments."),
});

export type DeploymentsFile = z.output<typeof deploymentsSchema>;
