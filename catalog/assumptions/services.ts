/** The roles of services: of their pipelines in the toolchain, of their targets, and of the state store's copy. */
import { servicePrincipal } from "../iam/services";
import { platformPath, type ServiceRole, type TrackRole } from "../naming";
import { imagesStep, projectsOf } from "../pipeline/builds";
import { deliveryPipeline } from "../pipeline/delivery";
import { imageProject } from "../pipeline/images";
import { pipelinePlace } from "../pipeline/place";
import { isSynthetic } from "../rollout/synthetic";
import type { Service } from "../service-types";
import type { Target } from "../target-types";
import { isTraffic } from "../targets";
import { stagesOf } from "../tracks";
import type { Catalog, StackPlan } from "../types";
import { type Assumption, service as byService, roles } from "./types";

/** A pipeline's stack: roles of its builds, steps, batches, sources and starts, as far as it has them. */
export function pipelineAssumptions(catalog: Catalog, stack: StackPlan): Assumption[] {
  const { account } = stack;
  const service = declared(catalog, stack);
  const track = service.tracks.find(({ name }) => name === stack.track)!;
  const place = pipelinePlace(catalog, service, track);
  const { partition, accountId } = place;
  const projects = projectsOf(place, imageProject(place));
  const codebuild = byService(servicePrincipal("codebuild", partition));
  const title = catalog.names.pipeline(service.name, track.name);
  const one = (role: TrackRole, why: string, callers: Assumption["callers"]): Assumption => ({
    role: catalog.names.trackRoleArn(partition, accountId, service.name, track.name, role),
    account,
    why,
    callers,
  });
  const has = {
    steps: projects.some(({ step }) => step !== undefined && step !== imagesStep),
    batches: projects.some(({ settings }) => settings.batch !== undefined),
    events: deliveryPipeline(catalog, service, track).events.length > 0,
  };
  const pipeline = roles(catalog.names.pipelineRoleArn(partition, accountId, track.name));
  return [
    one("source", `source actions of ${title} fetch changes`, pipeline),
    one("build", `builds of ${title} run`, codebuild),
    ...(has.steps ? [one("test", `steps of ${title} run`, codebuild)] : []),
    ...(has.batches ? [one("batch", `batches of ${title}'s builds run`, codebuild)] : []),
    ...(has.events ? [one("start", `events start ${title}`, byService(servicePrincipal("events", partition)))] : []),
  ];
}

/** What the roles of a target are for, and the service of AWS that runs with each. */
const ofTargets: Record<Target["kind"], Partial<Record<ServiceRole, [service: string, what: string]>>> = {
  "ec2-in-place": { instance: ["ec2", "instances"] },
  ecs: { task: ["ecs-tasks", "containers"], execution: ["ecs-tasks", "tasks start, and containers"] },
  lambda: { function: ["lambda", "the function"] },
};

/** A service's stack in an environment. */
export function targetAssumptions(catalog: Catalog, stack: StackPlan): Assumption[] {
  const { account, accountId, partition } = stack;
  const service = declared(catalog, stack);
  const { rollout } = stagesOf(service).find(({ environment }) => environment === stage(stack))!;
  const tested = isTraffic(rollout) && rollout.hooks.some(({ kind }) => kind === "smoke");
  const watched = isTraffic(rollout) && rollout.alarms.some(isSynthetic);
  const roles = {
    ...ofTargets[service.target.kind],
    ...(tested ? { hook: ["lambda", "tests inside rollouts"] } : {}),
    ...(watched ? { synthetic: ["lambda", "the canary"] } : {}),
  };
  return Object.entries(roles).map(([role, [principal, what]]) => ({
    role: catalog.names.serviceRoleArn(partition, accountId, service.name, stage(stack), role as ServiceRole),
    account,
    why: `${what} of ${service.name} in ${stage(stack)} run`,
    callers: byService(servicePrincipal(principal!, partition)),
  }));
}

const stage = ({ environment }: StackPlan) => environment!;

/** A store's stack: S3 copies it where a second copy is asked for. */
export function storeAssumptions({ names, state }: Catalog, stack: StackPlan): Assumption[] {
  const { account, accountId, partition, environment } = stack;
  if (state.replica === undefined || environment !== undefined) return [];
  return [
    {
      role: `arn:${partition}:iam::${accountId}:role${platformPath}${names.stateReplicationRole}`,
      account,
      why: "state is copied to another region",
      callers: byService(servicePrincipal("s3", partition)),
    },
  ];
}

function declared({ services }: Catalog, stack: StackPlan): Service {
  const service = services.find(({ name }) => name === stack.service);
  if (!service) throw new Error(`stack ${stack.name} is of service ${stack.service}, which no file declares`);
  return service;
}
