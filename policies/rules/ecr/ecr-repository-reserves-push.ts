import { statementsOfAll } from "../../documents";
import { joinedTo } from "../../joined";
import { reserves } from "../../reserved";
import type { StackRule } from "../../rule";

const repository = "aws:ecr/repository:Repository";
const policy = "aws:ecr/repositoryPolicy:RepositoryPolicy";

/**
 * Only the named builds can push to a repository, whatever their account allows others.
 *
 * What a pipeline promotes by digest must be what its build pushed.
 *
 * Service: ecr. Severity: high. Topics: images, least-privilege.
 */
export const ecrRepositoryReservesPush: StackRule = {
  name: "ecr-repository-reserves-push",
  description: "Only the named builds can push to a repository, whatever their account allows others.",
  level: "mandatory",
  severity: "high",
  service: "ecr",
  topics: ["images", "least-privilege"],
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
  remedy:
    "Give it a RepositoryPolicy that denies ecr:PutImage to everyone but its build (ArnNotEquals aws:PrincipalArn).",
  unknowns: "A repository whose name is unknown is joined by dependency; an unknown policy is judged in the update.",
  reads: [repository, policy],
  checkStack(resources, report) {
    for (const each of resources.filter(({ type }) => type === repository)) {
      const beside = joinedTo(each, resources, { types: [policy], by: "repository", names: ["name", "id"] });
      const { found, unknown } = statementsOfAll(beside.map(({ props }) => props["policy"]));
      if (found.some((statement) => reserves(statement, "ecr:PutImage"))) continue;
      if (unknown) report.undecided("policy", each.urn);
      else report.violation("Whoever its account allows can push to the repository.", each.urn);
    }
  },
};
