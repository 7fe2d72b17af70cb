/** The catalog of a directory: every file read, checked together, every stack derived. */
import { resolve } from "node:path";
import { checkAccounts } from "./checks/accounts";
import { checkEnvironments } from "./checks/environments";
import { checkServices } from "./checks/services";
import { CatalogError } from "./error";
import { type Files, readFiles } from "./files";
import { naming } from "./naming";
import { isProduction } from "./production";
import { partitionOf } from "./regions";
import { deriveStacks } from "./stacks";
import type { Catalog, Environment, Organization, Problem, Service } from "./types";

export { CatalogError, formatProblem } from "./error";

/** Every problem of the files in a directory; none when they can be used. */
export function checkCatalog(directory: string): Problem[] {
  return allProblems(readFiles(resolve(directory)));
}

/** The catalog of a directory; one `CatalogError` with all problems when the files cannot be used. */
export function loadCatalog(directory: string): Catalog {
  const absolute = resolve(directory);
  const files = readFiles(absolute);
  const problems = allProblems(files);
  if (problems.length > 0 || !files.project) throw new CatalogError(absolute, problems);
  const organization = organizationOf(files.project);
  const environments = files.environments.map((each) => environmentOf(organization, each));
  const catalog = {
    directory: absolute,
    project: files.project.name,
    organization,
    state: files.state,
    toolchain: files.toolchain!,
    environments,
    services: files.services.map((each) => serviceOf(environments, each)),
    names: naming(organization.prefix),
  };
  return { ...catalog, stacks: deriveStacks(catalog) };
}

function allProblems(files: Files): Problem[] {
  return [...files.problems, ...checkAccounts(files), ...checkEnvironments(files), ...checkServices(files)];
}

function organizationOf(project: NonNullable<Files["project"]>): Organization {
  const { value } = project.config["slipway:organization"];
  const administrator = `arn:${partitionOf(value.home)}:iam::${value.accounts["toolchain"]}:role/${value.administrator}`;
  return { ...value, operators: value.operators ?? [administrator] };
}

function environmentOf(
  { accounts }: Organization,
  { name, file, settings }: Files["environments"][number],
): Environment {
  const { account, region, production, ...rest } = settings!;
  return {
    name,
    file,
    account,
    accountId: accounts[account]!,
    region,
    partition: partitionOf(region)!,
    production: isProduction(name, production),
    ...rest,
  };
}

function serviceOf(environments: Environment[], { name, file, settings }: Files["services"][number]): Service {
  const { stages, ...rest } = settings!;
  return {
    name,
    file,
    ...rest,
    stages: stages.map(({ environment, approval, rollout }) => ({
      environment,
      approval: approval ?? environments.find((each) => each.name === environment)!.production,
      rollout,
    })),
  };
}
