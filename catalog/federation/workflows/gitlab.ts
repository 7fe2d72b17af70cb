/** Pipeline of GitLab CI. Syntax: https://docs.gitlab.com/ci/yaml/. */
import type { GitLabBinding } from "../bindings";
import {
  type CiRun,
  credentialsScript,
  imageFindings,
  install,
  minutesOf,
  nodeImage,
  refuseRun,
  rendered,
  variables,
  type WorkflowFile,
  withCredentials,
} from "./run";

export interface GitLabRun extends CiRun<GitLabBinding> {
  /** Image with `git`, `curl` and Node.js, by digest. Default `nodeImage`. */
  image?: string;
}

/** Files that make a project of GitLab preview and apply its stacks. Throws `FederationError` with all findings. */
export function gitlabPipeline(run: GitLabRun): WorkflowFile[] {
  const { branch, preview } = run;
  refuseRun(run, [
    ...imageFindings(run.image ?? nodeImage),
    ...(!preview || "anyBranch" in preview.binding.scope
      ? []
      : [
          {
            property: "preview.binding.scope",
            value: preview.binding.scope,
            reason: "must be anyBranch with a reason: the pipeline previews merge requests; or leave the preview out",
          },
        ]),
  ]);
  // Merge requests of forks are another project's.
  const merge =
    '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_PROJECT_PATH';
  const push = `$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "${branch}"`;
  const document = {
    workflow: { rules: [...(preview ? [{ if: merge }] : []), { if: push }] },
    ...(preview ? { "slipway-preview": { ...job("preview", run), rules: [{ if: merge }], interruptible: true } } : {}),
    "slipway-update": {
      ...job("update", run),
      rules: [{ if: push }],
      interruptible: false,
      resource_group: "slipway-update",
    },
  };
  const heading = [
    "Previews merge requests and applies pushes. Written by slipway from the same binding as the roles' trust:",
    "change the binding, not this file. Protect the branch: who can push to it can apply.",
  ];
  return [{ path: ".gitlab-ci.yml", content: rendered(heading, document) }, credentialsScript()];
}

function job(verb: "preview" | "update", run: GitLabRun) {
  const { SLIPWAY_AUDIENCE: aud, ...others } = variables("gitlab", run, verb);
  return {
    image: run.image ?? nodeImage,
    timeout: `${minutesOf(verb, run)} minutes`,
    id_tokens: { SLIPWAY_ID_TOKEN: { aud } },
    variables: { SLIPWAY_AUDIENCE: aud, ...others },
    script: [install, `SLIPWAY_SESSION="slipway-$CI_JOB_ID" ${withCredentials(verb, run.stacks)}`],
  };
}
