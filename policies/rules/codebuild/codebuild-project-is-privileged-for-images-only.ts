import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * A build is privileged only when its buildspec builds images.
 *
 * That shows in a buildspec written in the project itself: it calls docker, buildah, podman or buildctl. One in a
 * file of the source cannot be read, so a privileged project with such a file needs an exemption. Can repair:
 * turns the privilege off.
 *
 * Service: codebuild. Severity: high. Topics: build, least-privilege.
 */
export const codebuildProjectIsPrivilegedForImagesOnly: ResourceRule = {
  name: "codebuild-project-is-privileged-for-images-only",
  description: "A build is privileged only when its buildspec builds images.",
  level: "mandatory",
  severity: "high",
  service: "codebuild",
  topics: ["build", "least-privilege"],
  frameworks: ["SecurityHub CodeBuild.5"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-5",
  remedy: "Set environment.privilegedMode to false, or build the images by a buildspec in the project.",
  unknowns: "An unknown mode or buildspec is judged in the update.",
  types: ["aws:codebuild/project:Project"],
  check({ props }, report) {
    const privileged = at(props["environment"], "privilegedMode");
    const buildspec = at(props["source"], "buildspec");
    if (isUnknown(privileged)) report.undecided("environment.privilegedMode");
    if (privileged !== true) return;
    if (isUnknown(buildspec)) report.undecided("source.buildspec");
    else if (!buildsImages(buildspec)) report.violation("The build is privileged, and does not show why.");
  },
  remediate(props) {
    const buildspec = at(props["source"], "buildspec");
    if (at(props["environment"], "privilegedMode") !== true || isUnknown(buildspec)) return undefined;
    return buildsImages(buildspec) ? undefined : { "environment.privilegedMode": false };
  },
};

const buildsImages = (buildspec: unknown) =>
  typeof buildspec === "string" && buildspec.includes("\n") && /\b(docker|buildah|podman|buildctl)\b/.test(buildspec);
