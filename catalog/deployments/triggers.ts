/** Which stacks Pulumi Deployments runs for a change of the repository. */
import type { StackDeployment } from "./settings";

/** A push, or a pull request against a branch. */
export interface Change {
  event: "push" | "pull-request";
  /** Branch that is pushed to, or that the pull request wants to be merged into. */
  branch: string;
  /** Paths of the changed files in the repository. */
  paths: string[];
}

/** What runs, by stack: updates for a push, previews for a pull request; a stack that is not named does not run. */
export function runsFor(deployments: StackDeployment[], change: Change): Record<string, "update" | "preview"> {
  const operation = change.event === "push" ? "update" : "preview";
  return Object.fromEntries(
    deployments
      .filter(({ branch, previews }) => branch === change.branch && (operation === "update" || previews))
      .filter(({ paths }) => change.paths.some((path) => concerns(paths, path)))
      .map(({ stack }) => [stack, operation]),
  );
}

/** https://www.pulumi.com/docs/deployments/concepts/settings/path-filtering/: an exclude always wins. */
function concerns(filters: string[], path: string): boolean {
  const excludes = filters.filter((filter) => filter.startsWith("!")).map((filter) => filter.slice(1));
  const includes = filters.filter((filter) => !filter.startsWith("!"));
  const some = (globs: string[]) => globs.some((glob) => expression(glob).test(path));
  return (includes.length === 0 || some(includes)) && !some(excludes);
}

/** `*` stays inside a folder, `**` does not; everything else stands for itself. */
function expression(glob: string): RegExp {
  const parts = glob.split(/(\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
