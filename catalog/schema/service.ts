/** `services/<name>.yaml`: one service, owned by its team. */
import { z } from "zod";
import { build } from "./build";
import { choice, fields, list, text } from "./fields";
import { source } from "./source";
import { stages } from "./stages";
import { target } from "./target";

/** A build takes them all: https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html */
const mostSources = 5;

export const serviceSchema = fields({
  mode: choice(["trunk", "branch"])
    .default("trunk")
    .describe(
      "trunk: one pipeline promotes one artifact through all stages. branch: a pipeline of its own, with roles, keys and buckets of its own, for each account. Default trunk.",
    ),
  execution: choice(["SUPERSEDED", "QUEUED", "PARALLEL"])
    .default("SUPERSEDED")
    .describe(
      "What becomes of a run when a newer one comes. SUPERSEDED: the newer one overtakes, and ends older ones that wait for an approval. QUEUED: each waits its turn. PARALLEL: all run at once, without rollback. Default SUPERSEDED.",
    ),
  source: z
    .union([source, list(source, 1, mostSources, "sources")], {
      error: ({ input }) =>
        `${input === undefined ? "is missing: it " : ""}must be a map with connection, repository and branch, or with another kind, or a list of such maps`,
    })
    .describe("Where the commits come from; with several, a change of any starts one run with all."),
  after: list(text(/^[a-z][a-z0-9-]*$/, "must be the name of a service"), 1, 20, "services")
    .default([])
    .describe(
      "Services whose finished delivery starts this one's; both in branch mode: in the same account. Default: none.",
    ),
  deploy: choice(["release", "standard"])
    .default("release")
    .describe(
      "Who releases to ECS. release: Slipway's function, with the template's changes, for 23 hours at most. standard: CodePipeline's own actions, ECS (1 hour at most) and CodeDeployToECS (5 days); changes of memory, roles and variables do not arrive with them. Default release.",
    ),
  build: build.prefault({}).describe("How a commit becomes a release."),
  target: target.describe("What the service runs on."),
  stages: stages.describe("Environments in the order of their releases; a wave holds several side by side."),
});

export type ServiceSettings = z.output<typeof serviceSchema>;
