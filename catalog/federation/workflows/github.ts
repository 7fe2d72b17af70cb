/** Workflow of GitHub Actions. Syntax: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax. */
import type { GitHubBinding } from "../bindings";
import type { FederationFinding } from "../findings";
import {
  type CiRun,
  commented,
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

/** GitHub's own actions, by commit: tags can be moved. Commits of the tags in https://github.com/actions. */
const actions = {
  checkout: { commit: "3d3c42e5aac5ba805825da76410c181273ba90b1", version: "v7.0.1" },
  "setup-node": { commit: "820762786026740c76f36085b0efc47a31fe5020", version: "v7.0.0" },
};

/** Files that make a repository of GitHub preview and apply its stacks. Throws `FederationError` with all findings. */
export function githubWorkflow(run: CiRun<GitHubBinding>): WorkflowFile[] {
  refuseRun(run, previewFindings(run.preview));
  const { branch, preview } = run;
  const document = {
    name: "slipway",
    on: {
      ...(preview ? { pull_request: { branches: [branch] } } : {}),
      push: { branches: [branch] },
    },
    // Each job asks for what it needs.
    permissions: {},
    jobs: { ...(preview ? { preview: previewJob(run) } : {}), update: updateJob(run) },
  };
  const heading = [
    "Previews pull requests and applies pushes. Written by slipway from the same binding as the roles' trust:",
    "change the binding, not this file.",
  ];
  return [{ path: ".github/workflows/slipway.yml", content: rendered(heading, document) }, credentialsScript()];
}

function previewJob(run: CiRun<GitHubBinding>): object {
  return {
    // GitHub gives no token to runs for forks; they end as skipped instead of failed.
    if: "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository",
    ...job("preview", run),
    concurrency: { group: `slipway-preview-${expression("github.ref")}`, "cancel-in-progress": true },
  };
}

function updateJob(run: CiRun<GitHubBinding>): object {
  const { scope } = run.update.binding;
  return {
    if: "github.event_name == 'push'",
    ...("environment" in scope ? { environment: scope.environment } : {}),
    ...job("update", run),
    // An update is never stopped half-way.
    concurrency: { group: "slipway-update", "cancel-in-progress": false },
  };
}

function job(verb: "preview" | "update", run: CiRun<GitHubBinding>) {
  return {
    "runs-on": "ubuntu-24.04",
    "timeout-minutes": minutesOf(verb, run),
    permissions: { contents: "read", "id-token": "write" },
    steps: [
      { uses: action("checkout"), with: { "persist-credentials": false } },
      { uses: action("setup-node"), with: { "node-version": nodeVersion, "package-manager-cache": false } },
      { run: install },
      {
        run: withCredentials(verb, run.stacks),
        env: { ...variables("github", run, verb), SLIPWAY_SESSION: `slipway-${expression("github.run_id")}` },
      },
    ],
  };
}

function expression(text: string): string {
  return `\${{ ${text} }}`;
}

function action(name: keyof typeof actions) {
  const { commit, version } = actions[name];
  return commented(`actions/${name}@${commit}`, version);
}

/** The preview runs for pull requests, so its role must admit them. */
function previewFindings(preview: CiRun<GitHubBinding>["preview"]): FederationFinding[] {
  return !preview || "pullRequests" in preview.binding.scope
    ? []
    : [
        {
          property: "preview.binding.scope",
          value: preview.binding.scope,
          reason: "must be pullRequests with a reason: the workflow previews pull requests; or leave the preview out",
        },
      ];
}
