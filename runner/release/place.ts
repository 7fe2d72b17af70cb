/** What a release by hand is of: the service's stack, its track's pipeline, and the parameters that a pipeline would send. */
import { pipelinePlan, trackFor } from "../../catalog/pipeline/place";
import type { ReleaseParameters } from "../../catalog/pipeline/release-job";
import { releaseMinutes } from "../../catalog/rollout/duration";
import type { Service, Track } from "../../catalog/service-types";
import { stackNamed } from "../../catalog/stacks";
import { isEc2, isEcs, trafficRollout } from "../../catalog/targets";
import { stagesOf } from "../../catalog/tracks";
import type { Catalog, Environment, StackPlan } from "../../catalog/types";
import { UsageError } from "../exit";

export interface ReleasePlace {
  catalog: Catalog;
  service: Service;
  track: Track;
  environment: Environment;
  /** The service's stack in the environment. */
  stack: StackPlan;
  /** The pipeline's stack: account and region of records and images. */
  pipeline: StackPlan;
  /** ARN of the release role in the pipeline's account. */
  role: string;
  parameters: ReleaseParameters;
}

export interface Asked {
  service: string;
  environment: string;
  digest: string;
}

/** Throws a `UsageError` for what cannot be released by hand, an `UnknownStackError` for a stage without a stack. */
export function releasePlace(catalog: Catalog, { service: name, environment: where, digest }: Asked): ReleasePlace {
  const { names } = catalog;
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new UsageError(`--digest must be sha256: and 64 hexadecimal digits, not '${digest}'.`);
  }
  const { service, environment, stage } = namedStage(catalog, name, where);
  if (isEc2(service.target) || (isEcs(service.target) && service.deploy === "standard")) {
    const how = isEc2(service.target) ? "CodeDeploy deploys to its instances" : "deploy: standard";
    throw new UsageError(
      `Service ${name} is released by its pipeline only (${how}); start the pipeline, or roll its stage back.`,
    );
  }
  const track = trackFor(service, where);
  const pipeline = pipelinePlan(catalog, service, track);
  return {
    catalog,
    service,
    track,
    environment,
    stack: stackNamed(catalog, `${name}.${where}`),
    pipeline,
    role: names.platformRoleArn(pipeline.partition, pipeline.accountId, "release"),
    parameters: {
      service: name,
      environment: where,
      pipeline: names.pipeline(name, track.name),
      execution: "by-hand",
      digest,
      region: environment.region,
      role: names.platformRoleArn(environment.partition, environment.accountId, "release"),
      target: names.parameter(where, name, "target"),
      record: names.runningParameter(name, where),
      minutes: releaseMinutes(service.target, trafficRollout(stage)),
    },
  };
}

/** Throws a `UsageError` with what there is instead. */
export function namedStage(catalog: Catalog, name: string, where: string) {
  const service = found(catalog.services, name, "service");
  const environment = found(catalog.environments, where, "environment");
  const stage = stagesOf(service).find((each) => each.environment === where);
  if (stage) return { service, environment, stage };
  const known = stagesOf(service).map((each) => each.environment);
  throw new UsageError(`Service ${name} has no stage in ${where}; it has ${known.join(", ")}.`);
}

function found<T extends { name: string }>(all: T[], name: string, what: string): T {
  const one = all.find((each) => each.name === name);
  if (one) return one;
  throw new UsageError(`There is no ${what} ${name}; there are ${all.map((each) => each.name).join(", ")}.`);
}
