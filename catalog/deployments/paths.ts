/** Which files of the repository concern a stack. */
import type { Catalog, StackPlan } from "../types";

/**
 * Folders and files that the programs of environments and services are made of. Functions, pipelines' documents and
 * the runner are not among them: no stack of the backend `cloud` is built from those.
 */
const program = ["catalog/**", "components/**", "stacks/**", "package.json", "package-lock.json", "tsconfig.json"];

/** What the catalog's own schemas and a folder's notes say changes no stack. */
const besides = ["catalog/schemas/**"];

/**
 * Path filters of a stack: globs on whole paths in the repository, of which `!` excludes and always wins
 * (https://www.pulumi.com/docs/deployments/concepts/settings/path-filtering/). Exactly the files that it is built
 * from: `Pulumi.yaml`, its environment's file, its service's file, and the program.
 */
export function pathsOf(catalog: Pick<Catalog, "environments" | "services" | "deployments">, stack: StackPlan) {
  const folder = catalog.deployments?.directory;
  const inside = (path: string) => (folder ? `${folder}/${path}` : path);
  const environment = catalog.environments.find(({ name }) => name === stack.environment);
  const service = catalog.services.find(({ name }) => name === stack.service);
  return ["Pulumi.yaml", ...(environment ? [environment.file] : []), ...(service ? [service.file] : []), ...program]
    .map(inside)
    .concat(besides.map((path) => `!${inside(path)}`));
}
