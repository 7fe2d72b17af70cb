import { definitions, taskDefinition } from "../../containers";
import { hasDigest, isPinned } from "../../images";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * Containers of tasks name their images by digest.
 *
 * A tag may mean another image when a task is started again. That `latest`, or no tag, is never a version is the
 * fact of ecr-image-reference-is-pinned.
 *
 * Service: ecs. Severity: high. Topics: images, release-safety.
 */
export const ecsTaskNamesImagesByDigest: ResourceRule = {
  name: "ecs-task-names-images-by-digest",
  description: "Containers of tasks name their images by digest.",
  level: "mandatory",
  severity: "high",
  service: "ecs",
  topics: ["images", "release-safety"],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
  remedy: "Name the image as repository@sha256:digest; a release of Slipway does so.",
  unknowns: "Definitions that are unknown in a preview are judged in the update.",
  types: [taskDefinition],
  check({ props }, report) {
    const containers = definitions(props["containerDefinitions"]);
    if (isUnknown(containers)) report.undecided("containerDefinitions");
    for (const container of listOf(containers)) {
      const image = at(container, "image");
      if (typeof image !== "string" || !isPinned(image) || hasDigest(image)) continue;
      report.violation(`Image ${image} is whatever its tag means when a task starts.`);
    }
  },
};
