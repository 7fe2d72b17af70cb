/**
 * The part of each CI's syntax that our workflows use, closed: a key that is not here is a mistake. Sources are beside
 * each renderer.
 */
import { z } from "zod";

const verbs = z.string().min(1);
const variables = z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string());
const minutes = z.number().int().min(1).max(360);

const githubJob = z.strictObject({
  if: z.string(),
  environment: z.string().optional(),
  "runs-on": z.string().regex(/^ubuntu-\d\d\.\d\d$/),
  "timeout-minutes": minutes,
  permissions: z.strictObject({ contents: z.literal("read"), "id-token": z.literal("write") }),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }),
  steps: z.array(
    z.union([
      z.strictObject({
        uses: z.string().regex(/^actions\/[a-z-]+@[0-9a-f]{40}$/),
        with: z.record(z.string(), z.union([z.string(), z.boolean()])),
      }),
      z.strictObject({ run: verbs, env: variables.optional() }),
    ]),
  ),
});
const branches = z.strictObject({ branches: z.array(z.string()).length(1) });

export const githubShape = z.strictObject({
  name: z.string(),
  on: z.strictObject({ pull_request: branches.optional(), push: branches }),
  permissions: z.strictObject({}),
  jobs: z.strictObject({ preview: githubJob.optional(), update: githubJob }),
});

const pinnedImage = z.string().regex(/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
const gitlabRules = z.array(z.strictObject({ if: z.string() })).min(1);
const gitlabJob = z.strictObject({
  image: pinnedImage,
  timeout: z.string().regex(/^\d+ minutes$/),
  id_tokens: z.strictObject({ SLIPWAY_ID_TOKEN: z.strictObject({ aud: z.string() }) }),
  variables,
  script: z.array(verbs).min(1),
  rules: gitlabRules,
  interruptible: z.boolean(),
  resource_group: z.string().optional(),
});

export const gitlabShape = z.strictObject({
  workflow: z.strictObject({ rules: gitlabRules }),
  "slipway-preview": gitlabJob.optional(),
  "slipway-update": gitlabJob,
});

const circleJob = z.strictObject({
  docker: z.array(z.strictObject({ image: pinnedImage })).length(1),
  environment: variables,
  steps: z.array(
    z.union([
      z.literal("checkout"),
      z.strictObject({
        run: z.strictObject({ name: z.string(), command: verbs, no_output_timeout: z.string().optional() }),
      }),
    ]),
  ),
});
const circleFilters = z.strictObject({
  branches: z.union([z.strictObject({ only: z.string() }), z.strictObject({ ignore: z.string() })]),
});

export const circleShape = z.strictObject({
  version: z.literal(2.1),
  jobs: z.strictObject({ "slipway-preview": circleJob.optional(), "slipway-update": circleJob }),
  workflows: z.strictObject({
    slipway: z.strictObject({
      jobs: z.array(
        z.record(
          z.enum(["slipway-preview", "slipway-update"]),
          z
            .strictObject({
              // At most 512 of these characters: https://circleci.com/docs/reference/configuration-reference/.
              "serial-group": z
                .string()
                .regex(/^[\w./-]{1,512}$/)
                .optional(),
              filters: circleFilters,
            })
            .optional(),
        ),
      ),
    }),
  }),
});

const azureBranches = z.strictObject({ include: z.array(z.string()).length(1) });
const azureJob = z.strictObject({
  job: z.string(),
  pool: z.union([
    z.strictObject({ vmImage: z.string().regex(/^ubuntu-\d\d\.\d\d$/) }),
    z.strictObject({ name: z.string() }),
  ]),
  timeoutInMinutes: minutes,
  cancelTimeoutInMinutes: minutes,
  steps: z.array(
    z.union([
      z.strictObject({ checkout: z.literal("self"), persistCredentials: z.literal(false) }),
      z.strictObject({
        task: z.enum(["NodeTool@0", "AWSShellScript@1"]),
        inputs: z.record(z.string(), z.union([z.string(), z.boolean()])),
      }),
      z.strictObject({ script: verbs, env: variables.optional() }),
    ]),
  ),
});

export const azureShape = z.strictObject({
  trigger: z.strictObject({ batch: z.literal(true), branches: azureBranches }),
  pr: z.union([z.literal("none"), z.strictObject({ branches: azureBranches })]),
  stages: z.array(
    z.strictObject({
      stage: z.string(),
      dependsOn: z.array(z.string()),
      condition: z.string(),
      lockBehavior: z.literal("sequential").optional(),
      jobs: z.array(azureJob).length(1),
    }),
  ),
});
