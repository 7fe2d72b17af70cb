import { given, joinedTo } from "../../joined";
import type { StackRule } from "../../rule";

const repository = "aws:ecr/repository:Repository";
const lifecycle = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
const template = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate";

/**
 * Repositories delete images that nobody needs.
 *
 * Covers repositories and the templates of those that ECR makes.
 *
 * Service: ecr. Severity: low. Topics: images.
 */
export const ecrRepositoryExpiresImages: StackRule = {
  name: "ecr-repository-expires-images",
  description: "Repositories delete images that nobody needs.",
  level: "mandatory",
  severity: "low",
  service: "ecr",
  topics: ["images"],
  frameworks: ["SecurityHub ECR.3"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-3",
  remedy: "Give the repository a LifecyclePolicy.",
  unknowns: "A repository whose name is unknown is joined by dependency.",
  reads: [repository, lifecycle, template],
  checkStack(resources, report) {
    for (const each of resources.filter(({ type }) => type === repository)) {
      const policies = joinedTo(each, resources, { types: [lifecycle], by: "repository", names: ["name", "id"] });
      if (policies.length === 0) report.violation("The repository keeps every image for ever.", each.urn);
    }
    for (const each of resources.filter(({ type }) => type === template)) {
      if (!given(each, "lifecyclePolicy"))
        report.violation("Repositories made from the template keep every image for ever.", each.urn);
    }
  },
};
