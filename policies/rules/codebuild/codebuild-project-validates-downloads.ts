import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * A buildspec in the project checks what it downloads.
 *
 * It must call a tool that compares checksums or signatures; which file it checks is not judged. A buildspec in a
 * file of the source cannot be read.
 *
 * Service: codebuild. Severity: medium. Topics: build.
 */
export const codebuildProjectValidatesDownloads: ResourceRule = {
  name: "codebuild-project-validates-downloads",
  description: "A buildspec in the project checks what it downloads.",
  level: "mandatory",
  severity: "medium",
  service: "codebuild",
  topics: ["build"],
  source: "https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
  remedy: "Compare a checksum (sha256sum --check), or take the tool from the build image.",
  unknowns: "An unknown buildspec is judged in the update.",
  types: ["aws:codebuild/project:Project"],
  check({ props }, report) {
    const buildspec = at(props["source"], "buildspec");
    if (isUnknown(buildspec)) report.undecided("source.buildspec");
    if (typeof buildspec !== "string" || !buildspec.includes("\n")) return;
    const downloads = /\b(curl|wget)\b[^\n]*https?:\/\//.test(buildspec);
    if (downloads && !/\b(sha(256|384|512)sum|shasum|cosign|gpg)\b/.test(buildspec)) {
      report.violation("The buildspec runs or keeps what it downloads unchecked.");
    }
  },
};
