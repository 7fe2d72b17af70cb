import { deploys } from "../../deploying";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * A pipeline that deploys says that it runs in mode QUEUED or SUPERSEDED.
 *
 * In mode PARALLEL two releases reach the same target at once, and stages cannot be rolled back.
 *
 * Service: codepipeline. Severity: high. Topics: release-safety, rollback.
 */
export const codepipelinePipelineDeploysOneRunAtATime: ResourceRule = {
  name: "codepipeline-pipeline-deploys-one-run-at-a-time",
  description: "A pipeline that deploys says that it runs in mode QUEUED or SUPERSEDED.",
  level: "mandatory",
  severity: "high",
  service: "codepipeline",
  topics: ["release-safety", "rollback"],
  source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/execution-modes.html",
  remedy: "Set executionMode to SUPERSEDED, or to QUEUED where every run must reach the end.",
  unknowns: "An unknown mode is judged in the update.",
  types: ["aws:codepipeline/pipeline:Pipeline"],
  check({ props }, report) {
    const actions = listOf(props["stages"]).flatMap((stage) => listOf(at(stage, "actions")));
    if (!actions.some(deploys)) return;
    const mode = props["executionMode"];
    if (isUnknown(mode)) report.undecided("executionMode");
    else if (!mode) report.violation("The pipeline does not say how its runs follow each other.");
    else if (mode === "PARALLEL") report.violation("Runs of the pipeline deploy side by side.");
  },
};
