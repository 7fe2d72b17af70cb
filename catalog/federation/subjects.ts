/** What the tokens that a binding admits say. */
import type { Access } from "../naming";
import type { Binding, GitHubBinding, PulumiOperation } from "./bindings";
import { operationsOf } from "./operations";

export interface Claims {
  /** Subjects: exact, or one of a form that holds what nobody knows before. */
  subjects: { equals: string[] } | { like: string };
  /** Further claims that must be equal, by name. */
  others: Record<string, string>;
}

/**
 * Stands for a UUID that is new in each run. Its length is fixed: after `user/*` a branch could be named so that the
 * rest of the pattern stands in it.
 */
const anyUuid = [8, 4, 4, 4, 12].map((length) => "?".repeat(length)).join("-");

export function claimsOf(binding: Binding, access: Access): Claims {
  const exact = (...subjects: string[]): Claims => ({ subjects: { equals: subjects }, others: {} });
  const like = (pattern: string): Claims => ({ subjects: { like: pattern }, others: {} });
  const tagged = (subject: string, tag: string) => (tag.endsWith("*") ? like(subject + tag) : exact(subject + tag));
  switch (binding.provider) {
    case "github":
      return githubClaims(binding, tagged, exact);
    case "github-organization":
      return like(`repo:${binding.owner}${binding.ownerId ? `@${binding.ownerId}` : ""}/*`);
    case "gitlab": {
      const { project, scope } = binding;
      const ref = (type: string) => `project_path:${project}:ref_type:${type}:ref:`;
      if ("branch" in scope) return exact(ref("branch") + scope.branch);
      return "tag" in scope ? tagged(ref("tag"), scope.tag) : like(`${ref("branch")}*`);
    }
    case "bitbucket": {
      const { repositoryId, scope } = binding;
      const environment = "environmentId" in scope ? `{${scope.environmentId}}:` : "";
      return like(`{${repositoryId}}:${environment}{${anyUuid}}`);
    }
    case "azure-devops":
      return exact(`sc://${binding.organization}/${binding.project}/${binding.connection}`);
    case "entra":
      return exact(binding.objectId);
    case "circleci": {
      const { organizationId, projectId, origin, scope } = binding;
      const run = `org/${organizationId}/project/${projectId}/user/${anyUuid}/vcs-origin/${origin}/vcs-ref/refs`;
      if ("anyBranch" in scope) return like(`${run}/heads/*`);
      return like("branch" in scope ? `${run}/heads/${scope.branch}` : `${run}/tags/${scope.tag}`);
    }
    case "pulumi": {
      const { organization, project, stacks, operations = operationsOf(access) } = binding;
      const subject = (stack: string, operation: PulumiOperation) =>
        `pulumi:deploy:org:${organization}:project:${project}:stack:${stack}:operation:${operation}:scope:write`;
      return exact(...stacks.flatMap((stack) => operations.map((operation) => subject(stack, operation))));
    }
  }
}

function githubClaims(
  { owner, repository, ids, immutableSubject = ids !== undefined, scope }: GitHubBinding,
  tagged: (subject: string, tag: string) => Claims,
  exact: (subject: string) => Claims,
): Claims {
  const names =
    ids && immutableSubject ? `${owner}@${ids.owner}/${repository}@${ids.repository}` : `${owner}/${repository}`;
  const repo = `repo:${names}`;
  const others = {
    ...(ids && !immutableSubject ? { repository_id: ids.repository } : {}),
    ...("environment" in scope && "branch" in scope ? { ref: `refs/heads/${scope.branch}` } : {}),
  };
  if ("pullRequests" in scope) return { ...exact(`${repo}:pull_request`), others };
  if ("environment" in scope) return { ...exact(`${repo}:environment:${scope.environment}`), others };
  if ("branch" in scope) return { ...exact(`${repo}:ref:refs/heads/${scope.branch}`), others };
  return { ...tagged(`${repo}:ref:refs/tags/`, scope.tag), others };
}
