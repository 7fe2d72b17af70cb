/** Which buckets and keys a pipeline's artifacts lie in, and exactly which roles may use them. */
import type { Catalog, Environment, Service } from "../types";
import type { StoreModel, StoreReader } from "./model";
import { type PipelinePlace, pipelinePlan, trackEnvironments, trackFor } from "./place";

/**
 * One store in the pipeline's region and one in each further region that a stage deploys to: CodePipeline copies
 * artifacts between them, and an action uses the one of its own region.
 */
export function artifactStores(place: PipelinePlace): StoreModel[] {
  const { catalog, service, track, accountId, partition } = place;
  const { names } = catalog;
  const environments = trackEnvironments(catalog, service, track);
  const regions = [...new Set([place.region, ...environments.map((each) => each.region)])];
  const own = (role: "build" | "source" | "test") =>
    names.trackRoleArn(partition, accountId, service.name, track.name, role);
  const steps = track.waves.some(({ stages }) => stages.some(({ before, after }) => before.length + after.length > 0));
  return regions.map((region) => ({
    region,
    bucket: names.artifactBucket(service.name, track.name, accountId, region),
    key: { alias: names.artifactKeyAlias(service.name, track.name), namedBy: "arn" },
    writers: [
      names.pipelineRoleArn(partition, accountId, track.name),
      // Sources and builds run in the pipeline's region only. What steps write is theirs alone: their role says so.
      ...(region === place.region ? [own("source"), own("build"), ...(steps ? [own("test")] : [])] : []),
    ],
    readers: readers(
      catalog,
      service,
      environments.filter((each) => each.region === region),
    ),
  }));
}

/** Where the machines of one environment fetch a service's artifacts. */
export interface ArtifactSource {
  partition: string;
  /** Account of bucket and key: the toolchain's. */
  accountId: string;
  region: string;
  bucket: string;
  keyAlias: string;
}

export function artifactSource(catalog: Catalog, service: Service, environment: Environment): ArtifactSource {
  const track = trackFor(service, environment.name);
  const { accountId, partition } = pipelinePlan(catalog, service, track);
  return {
    partition,
    accountId,
    region: environment.region,
    bucket: catalog.names.artifactBucket(service.name, track.name, accountId, environment.region),
    keyAlias: catalog.names.artifactKeyAlias(service.name, track.name),
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
