import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * Pipelines are of type V2.
 *
 * Only V2 has triggers by path and tag, conditions and rollback of stages, and execution modes. The provider's
 * default is V1.
 *
 * Service: codepipeline. Severity: low. Topics: release-safety.
 */
export const codepipelinePipelineIsV2: ResourceRule = {
  name: "codepipeline-pipeline-is-v2",
  description: "Pipelines are of type V2.",
  level: "mandatory",
  severity: "low",
  service: "codepipeline",
  topics: ["release-safety"],
  source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-types.html",
  remedy: "Set pipelineType to V2.",
  unknowns: "An unknown type is judged in the update.",
  types: ["aws:codepipeline/pipeline:Pipeline"],
  check({ props }, report) {
    const { pipelineType = "V1" } = props;
    if (isUnknown(pipelineType)) report.undecided("pipelineType");
    else if (pipelineType !== "V2") report.violation(`The pipeline is of type ${String(pipelineType)}.`);
  },
};
