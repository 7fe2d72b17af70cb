/** One stack in Pulumi Cloud, and how Pulumi Deployments runs it. */
import * as pulumi from "@pulumi/pulumi";
import * as pulumiservice from "@pulumi/pulumiservice";
import type { StackDeployment } from "../../catalog/deployments/settings";
import type { DeploymentsSettings } from "../../catalog/types";
import { type Finding, refuse } from "../problems";

export interface StackDeploymentArgs {
  deployment: StackDeployment;
  /** Who hears of its runs, by name. */
  webhooks: DeploymentsSettings["webhooks"];
}

/**
 * Makes the stack, so that a first push can deploy it, with its settings, tags, look for drift, end and webhooks. Its
 * resources stay when the settings go: a stack that has any is not deleted by this.
 *
 * The token of Pulumi Cloud is no input of anything here: the provider has it from its process.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class StackDeploymentSettings extends pulumi.ComponentResource {
  constructor(name: string, args: StackDeploymentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:deployments:StackDeploymentSettings", name, {}, opts);
    refuse("StackDeploymentSettings", name, findings(args));
    const { deployment } = args;
    const { organization, project, stack } = deployment;
    const child = { parent: this };
    const made = new pulumiservice.Stack(
      `${name}-stack`,
      { organizationName: organization, projectName: project, stackName: stack, forceDestroy: false },
      child,
    );
    const place = { organization, project, stack };
    new pulumiservice.StackTags(`${name}-tags`, { ...place, tags: deployment.tags }, { parent: this, dependsOn: made });
    const settings = new pulumiservice.DeploymentSettings(
      `${name}-settings`,
      { ...place, ...settingsOf(deployment) },
      { parent: this, dependsOn: made },
    );
    // Pulumi Cloud takes schedules only of a stack that has settings.
    const after = { parent: this, dependsOn: settings };
    const { cron, remediate } = deployment.drift;
    new pulumiservice.DriftSchedule(`${name}-drift`, { ...place, scheduleCron: cron, autoRemediate: remediate }, after);
    if (deployment.expires) {
      new pulumiservice.TtlSchedule(
        `${name}-end`,
        { ...place, timestamp: deployment.expires, deleteAfterDestroy: true },
        after,
      );
    }
    this.tell(name, args, after);
    this.registerOutputs();
  }

  /** Webhooks of people, and of the stacks that come after this one. */
  private tell(name: string, { deployment, webhooks }: StackDeploymentArgs, opts: pulumi.CustomResourceOptions): void {
    const { organization, project, stack, followers } = deployment;
    const place = { organizationName: organization, projectName: project, stackName: stack, active: true };
    for (const [audience, { url, events }] of Object.entries(webhooks)) {
      new pulumiservice.Webhook(
        `${name}-tell-${audience}`,
        {
          ...place,
          displayName: audience,
          payloadUrl: url,
          format: "raw",
          filters: events as pulumiservice.WebhookArgs["filters"],
        },
        opts,
      );
    }
    for (const follower of followers) {
      new pulumiservice.Webhook(
        `${name}-then-${follower}`,
        {
          ...place,
          displayName: `then ${follower}`,
          payloadUrl: `${project}/${follower}`,
          format: "pulumi_deployments",
          filters: ["update_succeeded"],
        },
        opts,
      );
    }
  }
}

function settingsOf(deployment: StackDeployment): Partial<pulumiservice.DeploymentSettingsArgs> {
  const { provider, repository, directory, branch, paths, previews, commands, variables, expires } = deployment;
  return {
    vcs: {
      provider,
      repository,
      paths,
      deployCommits: true,
      previewPullRequests: previews,
      // A stack made of any pull request would have a name that no file declares, and would need an update role.
      pullRequestTemplate: false,
    },
    sourceContext: { git: { branch: `refs/heads/${branch}`, ...(directory ? { repoDir: directory } : {}) } },
    operationContext: {
      preRunCommands: commands,
      environmentVariables: variables,
      options: { skipIntermediateDeployments: false, deleteAfterDestroy: expires !== undefined },
    },
  };
}

function findings({ deployment, webhooks }: StackDeploymentArgs): Finding[] {
  const { stack, paths, followers } = deployment;
  return [
    ...(paths.some((path) => !path.startsWith("!"))
      ? []
      : [{ property: "deployment.paths", value: paths, reason: "must include something, or every push would deploy" }]),
    ...followers
      .filter((follower) => follower === stack)
      .map((value) => ({ property: "deployment.followers", value, reason: "must be other stacks, or it never ends" })),
    ...Object.entries(webhooks)
      .filter(([, { url }]) => !url.startsWith("https://"))
      .map(([name, { url }]) => ({ property: `webhooks.${name}.url`, value: url, reason: "must begin with https://" })),
  ];
}
