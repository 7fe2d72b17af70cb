import { pipelineType } from "../../buckets";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * A source from S3 is a zip archive, as its name says.
 *
 * CodePipeline unpacks nothing else for the actions that follow.
 *
 * Service: codepipeline. Severity: low. Topics: release-safety.
 */
export const codepipelineSourceIsAnArchive: ResourceRule = {
  name: "codepipeline-source-is-an-archive",
  description: "A source from S3 is a zip archive, as its name says.",
  level: "mandatory",
  severity: "low",
  service: "codepipeline",
  topics: ["release-safety"],
  source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html",
  remedy: "Upload the source as a .zip file and name it so.",
  unknowns: "An unknown key is judged in the update.",
  types: [pipelineType],
  check({ props }, report) {
    for (const action of listOf(props["stages"]).flatMap((stage) => listOf(at(stage, "actions")))) {
      if (at(action, "category") !== "Source" || at(action, "provider") !== "S3") continue;
      const key = at(action, "configuration", "S3ObjectKey");
      if (isUnknown(key)) report.undecided("S3ObjectKey");
      else if (!/\.zip$/i.test(String(key))) report.violation(`Source ${String(key)} is no .zip file.`);
    }
  },
};
