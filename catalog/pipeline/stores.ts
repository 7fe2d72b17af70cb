/** Which buckets and keys a service's artifacts lie in, and exactly which roles may use them. */
import type { Catalog, Environment, Service, StackPlan } from "../types";
import type { StoreModel, StoreReader } from "./model";

/** The plan of a service's pipeline stack: its account and region are the toolchain's. */
export function pipelinePlan(catalog: Catalog, service: Service): StackPlan {
  const plan = catalog.stacks.find((each) => each.kind === "pipeline" && each.service === service.name);
  if (!plan) throw new Error(`the catalog has no pipeline stack for service ${service.name}; plan the stacks first`);
  return plan;
}

/** Environments of the service's stages, in stage order. */
export function stageEnvironments(catalog: Catalog, service: Service): Environment[] {
  return service.stages.map((stage) => {
    const environment = catalog.environments.find((each) => each.name === stage.environment);
    if (environment) return environment;
    const known = catalog.environments.map((each) => each.name).join(", ");
    throw new Error(`service ${service.name} has a stage in ${stage.environment}, which is none of: ${known}`);
  });
}

/**
 * One store in the pipeline's region and one in each further region that a stage deploys to: CodePipeline copies
 * artifacts between them, and an action uses the one of its own region.
 */
export function artifactStores(catalog: Catalog, service: Service): StoreModel[] {
  const { names } = catalog;
  const plan = pipelinePlan(catalog, service);
  const environments = stageEnvironments(catalog, service);
  const regions = [...new Set([plan.region, ...environments.map((each) => each.region)])];
  return regions.map((region) => ({
    region,
    bucket: names.artifactBucket(service.name, plan.accountId, region),
    key: { alias: names.artifactKeyAlias(service.name), namedBy: "arn" },
    writers: [
      names.platformRoleArn(plan.partition, plan.accountId, "pipeline"),
      // Builds run in the pipeline's region only.
      ...(region === plan.region ? [names.platformRoleArn(plan.partition, plan.accountId, "build")] : []),
    ],
    readers: readers(
      catalog,
      service,
      environments.filter((each) => each.region === region),
    ),
  }));
}

/** Where the machines of one region fetch a service's artifacts. */
export interface ArtifactSource {
  partition: string;
  /** Account of bucket and key: the toolchain's. */
  accountId: string;
  region: string;
  bucket: string;
  keyAlias: string;
}

export function artifactSource(catalog: Catalog, service: Service, region: string): ArtifactSource {
  const { accountId, partition } = pipelinePlan(catalog, service);
  return {
    partition,
    accountId,
    region,
    bucket: catalog.names.artifactBucket(service.name, accountId, region),
    keyAlias: catalog.names.artifactKeyAlias(service.name),
  };
}

function readers({ names }: Catalog, service: Service, environments: Environment[]): StoreReader[] {
  const accounts = [...new Set(environments.map((each) => each.accountId))].sort();
  return accounts.map((accountId) => {
    const here = environments.filter((each) => each.accountId === accountId);
    const { partition } = here[0]!;
    return {
      accountId,
      partition,
      deployRoles: [names.platformRoleArn(partition, accountId, "deploy")],
      instanceRoles: here
        .map((each) => names.serviceRoleArn(partition, accountId, service.name, each.name, "instance"))
        .sort(),
    };
  });
}
