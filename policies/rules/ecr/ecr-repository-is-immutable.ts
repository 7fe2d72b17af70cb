import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * A tag of a repository always means the same image.
 *
 * Can repair: sets `IMMUTABLE`.
 *
 * Service: ecr. Severity: high. Topics: images, release-safety.
 */
export const ecrRepositoryIsImmutable: ResourceRule = {
  name: "ecr-repository-is-immutable",
  description: "A tag of a repository always means the same image.",
  level: "mandatory",
  severity: "high",
  service: "ecr",
  topics: ["images", "release-safety"],
  frameworks: ["SecurityHub ECR.2"],
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
  remedy: "Set imageTagMutability to IMMUTABLE.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:ecr/repository:Repository"],
  check({ props }, report) {
    const { imageTagMutability: mutability = "MUTABLE" } = props;
    if (isUnknown(mutability)) report.undecided("imageTagMutability");
    else if (mutability !== "IMMUTABLE") report.violation(`Tags of the repository are ${String(mutability)}.`);
  },
  remediate: (props) => (props["imageTagMutability"] === "IMMUTABLE" ? undefined : { imageTagMutability: "IMMUTABLE" }),
};
