/** Configuration of CircleCI. Syntax: https://circleci.com/docs/reference/configuration-reference/. */
import type { CircleCiBinding } from "../bindings";
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

export interface CircleCiRun extends CiRun<CircleCiBinding> {
  /** Image with `git`, `curl` and Node.js, by digest. Default `nodeImage`. */
  image?: string;
}

/** Files that make a project of CircleCI preview and apply its stacks. Throws `FederationError` with all findings. */
export function circleCiConfiguration(run: CircleCiRun): WorkflowFile[] {
  const { branch, preview, update } = run;
  refuseRun(run, [
    ...imageFindings(run.image ?? nodeImage),
    ...(!preview || "anyBranch" in preview.binding.scope
      ? []
      : [
          {
            property: "preview.binding.scope",
            value: preview.binding.scope,
            reason: "must be anyBranch with a reason: every other branch is previewed; or leave the preview out",
          },
        ]),
  ]);
  const document = {
    version: 2.1,
    jobs: {
      ...(preview ? { "slipway-preview": job("preview", run) } : {}),
      "slipway-update": job("update", run),
    },
    workflows: {
      slipway: {
        jobs: [
          ...(preview ? [{ "slipway-preview": { filters: { branches: { ignore: branch } } } }] : []),
          {
            "slipway-update": {
              // https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/
              "serial-group": `slipway-update/${update.binding.projectId}`,
              filters: { branches: { only: branch } },
            },
          },
        ],
      },
    },
  };
  const heading = [
    "Previews other branches and applies one. Written by slipway from the same binding as the roles' trust:",
    "change the binding, not this file. Leave off, in the project's settings, passing secrets to builds of forks.",
  ];
  return [{ path: ".circleci/config.yml", content: rendered(heading, document) }, credentialsScript()];
}

function job(verb: "preview" | "update", run: CircleCiRun) {
  return {
    docker: [{ image: run.image ?? nodeImage }],
    environment: variables("circleci", run, verb),
    steps: [
      "checkout",
      { run: { name: "packages", command: install } },
      {
        run: {
          name: verb,
          command: `SLIPWAY_SESSION="slipway-$CIRCLE_BUILD_NUM" ${withCredentials(verb, run.stacks)}`,
          no_output_timeout: `${minutesOf(verb, run)}m`,
        },
      },
    ],
  };
}
