/** Which buckets and keys a pipeline's artifacts lie in, and exactly which roles may use them. */

import type { Service } from "../service-types";
import { isBuildStep, stepsOf } from "../steps";
import { isEc2, isLambda } from "../targets";
import type { Catalog, Environment } from "../types";
import type { StoreModel, StoreReader } from "./model";
import { type PipelinePlace, pipelinePlan, trackEnvironments, trackFor } from "./place";

/**
 * One store in the pipeline's region and one in each further region that a stage deploys to: CodePipeline copies
 * artifacts between them, and an action uses the one of its own region. A function's zip is copied by the release, as
 * no action runs in the function's region.
 */
export function artifactStores(place: PipelinePlace): StoreModel[] {
  const { catalog, service, track, accountId, partition } = place;
  const { names } = catalog;
  const environments = trackEnvironments(catalog, service, track).filter(() => deploysThere(service));
  const regions = [...new Set([place.region, ...environments.map((each) => each.region)])];
  const own = (role: "build" | "source" | "test") =>
    names.trackRoleArn(partition, accountId, service.name, track.name, role);
  const steps = track.waves.some(({ stages }) => stages.some((stage) => stepsOf(stage).some(isBuildStep)));
  const copied = isLambda(service.target) && regions.length > 1;
  const release = names.platformRoleArn(partition, accountId, "release");
  return regions.map((region) => ({
    region,
    bucket: names.artifactBucket(service.name, track.name, accountId, region),
    key: { alias: names.artifactKeyAlias(service.name, track.name), namedBy: "arn" },
    writers: [
      ...(region === place.region || !copied ? [names.pipelineRoleArn(partition, accountId, track.name)] : []),
      // Sources and builds run in the pipeline's region only. What steps write is theirs alone: their role says so.
      ...(region === place.region ? [own("source"), own("build"), ...(steps ? [own("test")] : [])] : []),
    ],
    ...(copied ? { copier: { roleArn: release, access: region === place.region ? "reads" : "writes" } } : {}),
    readers: readers(
      catalog,
      service,
      environments.filter((each) => each.region === region),
    ),
  }));
}

/**
 * Whether something in the environments' accounts reads artifacts: CodePipeline's own actions and the machines of a
 * fleet, or the release role for a function's zip. The release function reads the others' where they are.
 */
function deploysThere({ target, deploy }: Service): boolean {
  if (isLambda(target)) return target.package === "zip";
  return isEc2(target) || deploy === "standard";
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
    const fleet = isEc2(service.target);
    return {
      accountId,
      partition,
      deployRoles: [names.platformRoleArn(partition, accountId, isLambda(service.target) ? "release" : "deploy")],
      instanceRoles: here
        .filter(() => fleet)
        .map((each) => names.serviceRoleArn(partition, accountId, service.name, each.name, "instance"))
        .sort(),
    };
  });
}
