/** Pipeline of Azure Pipelines. Syntax: https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/. */
import type { AzureDevOpsBinding, EntraBinding } from "../bindings";
import {
  type CiRun,
  command,
  credentialsScript,
  install,
  minutesOf,
  nodeVersion,
  refuseRun,
  rendered,
  variables,
  type WorkflowFile,
  withCredentials,
} from "./run";

/** Runs on Microsoft's agents, by service connections of type AWS that use OIDC. */
export type AzureConnectionRun = CiRun<AzureDevOpsBinding>;

/** Runs on the company's own agents, by the managed identity of their machines. */
export interface AzureAgentRun extends CiRun<EntraBinding> {
  /** Agent pools by access: an identity belongs to a machine, so the two never share one. */
  pools: { preview: string; update: string };
}

type Run = AzureConnectionRun | AzureAgentRun;

/** Files that make Azure Pipelines preview and apply the stacks. Throws `FederationError` with all findings. */
export function azurePipeline(run: Run): WorkflowFile[] {
  refuse(run);
  const { branch, preview } = run;
  const document = {
    trigger: { batch: true, branches: { include: [branch] } },
    // Azure Repos takes no `pr`: there the branch's policy names this pipeline as build validation.
    pr: preview ? { branches: { include: [branch] } } : "none",
    stages: [
      ...(preview
        ? [
            {
              stage: "preview",
              dependsOn: [],
              condition: "and(succeeded(), eq(variables['Build.Reason'], 'PullRequest'))",
              jobs: [job("preview", run)],
            },
          ]
        : []),
      {
        stage: "update",
        dependsOn: [],
        condition: `and(succeeded(), ne(variables['Build.Reason'], 'PullRequest'), eq(variables['Build.SourceBranch'], 'refs/heads/${branch}'))`,
        lockBehavior: "sequential",
        jobs: [job("update", run)],
      },
    ],
  };
  const files = [{ path: "azure-pipelines.yml", content: rendered(heading(run), document) }];
  return ofAgents(run) ? [...files, credentialsScript()] : files;
}

function ofAgents(run: Run): run is AzureAgentRun {
  return "pools" in run;
}

function heading(run: Run): string[] {
  const written = [
    "Previews pull requests and applies pushes. Written by slipway from the same binding as the roles' trust:",
    "change the binding, not this file.",
  ];
  if (ofAgents(run)) {
    return [
      ...written,
      `Give the pool ${run.pools.update} the checks Branch control (${run.branch}) and Exclusive lock.`,
    ];
  }
  const roles = [run.preview, run.update].flatMap((role) =>
    role ? [`Service connection ${role.binding.connection} (AWS): use OIDC, role to assume ${role.roleArn}.`] : [],
  );
  const { connection } = run.update.binding;
  return [...written, ...roles, `Give ${connection} the checks Branch control (${run.branch}) and Exclusive lock.`];
}

function job(verb: "preview" | "update", run: Run): object {
  return {
    job: verb,
    pool: ofAgents(run) ? { name: run.pools[verb] } : { vmImage: "ubuntu-24.04" },
    timeoutInMinutes: minutesOf(verb, run),
    // A stopped update gets this long to write its state.
    cancelTimeoutInMinutes: 10,
    steps: [
      { checkout: "self", persistCredentials: false },
      { task: "NodeTool@0", inputs: { versionSource: "spec", versionSpec: `${nodeVersion}.x` } },
      { script: install },
      ofAgents(run) ? agentStep(verb, run) : connectionStep(verb, run),
    ],
  };
}

function agentStep(verb: "preview" | "update", run: AzureAgentRun): object {
  return {
    script: withCredentials(verb, run.stacks),
    env: { ...variables("entra", run, verb), SLIPWAY_SESSION: "slipway-$(Build.BuildId)" },
  };
}

/**
 * Azure DevOps gives a token only to a stage that names the connection, and runs its checks then: a task must name it,
 * a script of ours cannot (https://github.com/dotnet/docker-tools/issues/2012). The task exchanges the token itself:
 * https://docs.aws.amazon.com/vsts/latest/userguide/awsshell.html.
 */
function connectionStep(verb: "preview" | "update", run: AzureConnectionRun): object {
  return {
    task: "AWSShellScript@1",
    inputs: {
      awsCredentials: (verb === "preview" ? run.preview! : run.update).binding.connection,
      regionName: run.region,
      scriptType: "inline",
      inlineScript: command(verb, run.stacks),
      disableAutoCwd: true,
      workingDirectory: "$(Build.SourcesDirectory)",
    },
  };
}

function refuse(run: Run): void {
  if (!ofAgents(run)) {
    const shared = run.preview?.binding.connection === run.update.binding.connection;
    refuseRun(
      run,
      shared ? [{ property: "preview.binding.connection", ...differ(run.update.binding.connection) }] : [],
    );
    return;
  }
  const { preview, update } = run.pools;
  const pools = Object.entries(run.pools).flatMap(([access, value]) =>
    /^\w(?:[\w .-]{0,62}\w)?$/.test(value)
      ? []
      : [{ property: `pools.${access}`, value, reason: "must be an agent pool: letters, digits, spaces and _ . -" }],
  );
  const identity = run.preview?.binding.objectId === run.update.binding.objectId;
  refuseRun(run, [
    ...pools,
    ...(preview === update ? [{ property: "pools.preview", ...differ(update) }] : []),
    ...(identity ? [{ property: "preview.binding.objectId", ...differ(run.update.binding.objectId) }] : []),
  ]);
}

/** The subject is all that tells a preview from an update. */
function differ(value: string) {
  return { value, reason: "must not be the update's: a pull request could apply" };
}
