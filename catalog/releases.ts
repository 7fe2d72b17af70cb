/** Where releases to ECS and Lambda work: which accounts, and what they change there. */
import { memberAccounts } from "./member-accounts";
import type { Service } from "./service-types";
import { isTaskStep, stepsOf } from "./steps";
import { isEcs, isLambda, trafficRollout } from "./targets";
import { stagesOf } from "./tracks";
import type { Catalog } from "./types";

/** What releases do in one account. */
export interface ReleaseWork {
  ecs: boolean;
  /** Tasks of services on ECS that run once, before or after a release. */
  tasks: boolean;
  /** Packages of the functions that are released. */
  functions: ("image" | "zip")[];
}

type Declared = Pick<Catalog, "organization" | "governance" | "services" | "environments">;

/** The work in an account, by its alias; undefined where nothing is released. */
export function releaseWork(catalog: Declared, alias: string): ReleaseWork | undefined {
  const services = catalog.services.filter(
    (service) => !isStandard(service) && stagesIn(catalog, service, alias).length > 0,
  );
  const packages = services.flatMap(({ target }) => (isLambda(target) ? [target.package] : []));
  const work: ReleaseWork = {
    ecs: services.some(({ target }) => isEcs(target)),
    tasks: services.some((service) =>
      stagesIn(catalog, service, alias).some((stage) => stepsOf(stage).some(isTaskStep)),
    ),
    functions: [...new Set(packages)].sort(),
  };
  return work.ecs || work.functions.length > 0 ? work : undefined;
}

/** A service on ECS in an environment to which CodePipeline's own actions deploy. */
export interface StandardService {
  service: string;
  environment: string;
}

/** Those of an account, by its alias. */
export function standardServices(catalog: Declared, alias: string): StandardService[] {
  return catalog.services
    .filter(isStandard)
    .flatMap((service) =>
      stagesIn(catalog, service, alias).map(({ environment }) => ({ service: service.name, environment })),
    );
}

/** Names of the functions that rollouts in an account run beside Slipway's own, by its alias; sorted. */
export function hookFunctions(catalog: Declared, alias: string): string[] {
  const hooks = catalog.services.flatMap((service) =>
    stagesIn(catalog, service, alias).flatMap((stage) => trafficRollout(stage).hooks),
  );
  return [...new Set(hooks.flatMap((hook) => (hook.kind === "function" ? [hook.function] : [])))].sort();
}

/** Whether services run on ECS in an account, by its alias, so that ECS has a role there to shift traffic with. */
export function hasEcs(catalog: Declared, alias: string): boolean {
  return releaseWork(catalog, alias)?.ecs === true || standardServices(catalog, alias).length > 0;
}

const isStandard = ({ target, deploy }: Service) => isEcs(target) && deploy === "standard";

/** Ids of the accounts that something is released in, sorted. */
export function releaseAccounts(catalog: Declared): string[] {
  return Object.entries(memberAccounts(catalog))
    .filter(([alias]) => releaseWork(catalog, alias) !== undefined)
    .map(([, id]) => id)
    .sort();
}

/** Whether a function's zip is released to another region than the pipelines', where a copy of it must lie first. */
export function releasesZipsAfar(catalog: Declared): boolean {
  const { home } = catalog.organization;
  const afar = catalog.environments.filter(({ region }) => region !== home).map(({ name }) => name);
  return catalog.services.some(
    (service) =>
      isLambda(service.target) &&
      service.target.package === "zip" &&
      stagesOf(service).some(({ environment }) => afar.includes(environment)),
  );
}

function stagesIn({ environments }: Declared, service: Service, alias: string) {
  if (!isEcs(service.target) && !isLambda(service.target)) return [];
  const here = environments.filter(({ account }) => account === alias).map(({ name }) => name);
  return stagesOf(service).filter(({ environment }) => here.includes(environment));
}
