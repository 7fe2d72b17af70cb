/** The catalog of a directory: every file read, checked together, every stack derived. */
import { resolve } from "node:path";
import { checkAccounts } from "./checks/accounts";
import { checkDeployments } from "./checks/deployments";
import { checkEnvironments } from "./checks/environments";
import { checkFederation } from "./checks/federation";
import { checkGovernance } from "./checks/governance";
import { checkNetworks } from "./checks/networks";
import { checkPeople } from "./checks/people";
import { checkPipelines } from "./checks/pipelines";
import { checkServices } from "./checks/services";
import { checkToolchain } from "./checks/toolchain";
import { CatalogError } from "./error";
import { type Files, readFiles } from "./files";
import { governanceOf } from "./governance/settings";
import { naming } from "./naming";
import { isProduction } from "./production";
import { partitionOf } from "./regions";
import { deriveStacks } from "./stacks";
import { serviceOf } from "./tracks";
import type { Catalog, Environment, Organization, Problem } from "./types";

export { CatalogError, formatProblem } from "./error";

/** Every problem of the files in a directory; none when they can be used. */
export function checkCatalog(directory: string): Problem[] {
  return readCatalog(resolve(directory)).problems;
}

/** The catalog of a directory; one `CatalogError` with all problems when the files cannot be used. */
export function loadCatalog(directory: string): Catalog {
  const absolute = resolve(directory);
  const { catalog, problems } = readCatalog(absolute);
  if (!catalog || problems.length > 0) throw new CatalogError(absolute, problems);
  return catalog;
}

/** The catalog, when every file and all of them together are in order, and what is wrong with them or its pipelines. */
function readCatalog(absolute: string): { catalog?: Catalog; problems: Problem[] } {
  const files = readFiles(absolute);
  const problems = allProblems(files);
  if (problems.length > 0 || !files.project) return { problems };
  const organization = organizationOf(files.project);
  const environments = files.environments.map((each) => environmentOf(organization, each));
  const { home, accounts } = organization;
  const places = { home, ...(files.state.replica ? { replica: files.state.replica } : {}), environments };
  const governance = files.governance && governanceOf(files.governance, accounts, places);
  const declared = {
    directory: absolute,
    project: files.project.name,
    organization,
    state: files.state,
    toolchain: files.toolchain!,
    ...(governance ? { governance } : {}),
    ...(files.deployments?.settings ? { deployments: files.deployments.settings } : {}),
    environments,
    services: files.services.map(({ name, file, settings }) => serviceOf(environments, name, file, settings!)),
    names: naming(organization.prefix),
  };
  const catalog = { ...declared, stacks: deriveStacks(declared) };
  return { catalog, problems: [...checkPipelines(catalog, files), ...checkDeployments(catalog)] };
}

function allProblems(files: Files): Problem[] {
  return [
    ...files.problems,
    ...checkAccounts(files),
    ...checkFederation(files),
    ...checkPeople(files),
    ...checkEnvironments(files),
    ...checkToolchain(files),
    ...checkNetworks(files),
    ...checkGovernance(files),
    ...checkServices(files),
  ];
}

function organizationOf(project: NonNullable<Files["project"]>): Organization {
  const { value } = project.config["slipway:organization"];
  const administrator = `arn:${partitionOf(value.home)}:iam::${value.accounts["toolchain"]}:role/${value.administrator}`;
  // The schema has seen to it that each scope is one of the ways that a binding knows.
  const federation = value.federation as Organization["federation"];
  return { ...value, operators: value.operators ?? [administrator], federation };
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
