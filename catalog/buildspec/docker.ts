/** Whether a build needs a Docker daemon, and with it CodeBuild's privileged mode. */
import { pathText } from "../schema/path";
import { actionUses, lineOf, scripts } from "./view";

const programs = new Set([
  "docker",
  "docker-compose",
  "dockerd",
  "dockerd-entrypoint.sh",
  "buildctl",
  "pack",
  "podman",
]);

/** Actions that call Docker or are containers themselves, by how their names begin; an action's name does not tell. */
const dockerActions = ["docker/", "liquibase/", "liquibase-github-actions/"];

export interface DockerOptions {
  /** Further actions that need Docker, by how their names begin: `acme/scan`. Default: none. */
  actions?: string[];
}

/** What needs Docker, one line each, `phases.build.commands[0]: docker build ...`; empty when nothing does. */
export function dockerNeeds(document: unknown, { actions = [] }: DockerOptions = {}): string[] {
  const inScripts = scripts(document).flatMap((script) =>
    script.programs
      .filter(
        ({ name, args }) =>
          programs.has(name) || (name === "sam" && args.some((each) => /^(-\w*u|--use-container)$/.test(each))),
      )
      .map((program) => `${pathText(script.path)}: ${lineOf(script, program)}`),
  );
  const known = [...dockerActions, ...actions];
  const inSteps = actionUses(document)
    .filter(({ uses }) => uses.startsWith("docker://") || known.some((each) => uses.startsWith(each)))
    .map(({ path, uses }) => `${pathText(path)}: ${uses}`);
  return [...inScripts, ...inSteps];
}

/** Whether the project must be privileged: https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref.html */
export function needsDocker(document: unknown, options?: DockerOptions): boolean {
  return dockerNeeds(document, options).length > 0;
}
