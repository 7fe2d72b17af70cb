/** Kind `service`: the target of one service in one environment. */
import type * as aws from "@pulumi/aws";
import { imageRepositories } from "../catalog/pipeline/images";
import { pipelinePlace, trackFor } from "../catalog/pipeline/place";
import { artifactSource } from "../catalog/pipeline/stores";
import type { Service, Stage } from "../catalog/service-types";
import type { Ec2InPlaceTarget, EcsTarget, LambdaTarget } from "../catalog/target-types";
import { fleetRollout, trafficRollout } from "../catalog/targets";
import type { Environment } from "../catalog/types";
import { Ec2InPlace } from "../components/targets/ec2-in-place";
import type { ImageRegistry } from "../components/targets/ecs/args";
import { EcsService } from "../components/targets/ecs/service";
import { LambdaService } from "../components/targets/lambda/lambda-service";
import { environmentOf, serviceOf, stageOf } from "./declared";
import { type StackContext, targetProvider } from "./provider";

type Outputs = Record<string, unknown>;

/** What every kind of target is made of. */
interface Place {
  context: StackContext;
  service: Service;
  environment: Environment;
  stage: Stage;
  opts: { provider: aws.Provider };
}

export async function serviceStack(context: StackContext): Promise<Outputs> {
  const { catalog, stack } = context;
  const place = {
    context,
    service: serviceOf(catalog, stack),
    environment: environmentOf(catalog, stack),
    stage: stageOf(catalog, stack),
    opts: { provider: targetProvider(context) },
  };
  const { target } = place.service;
  switch (target.kind) {
    case "ec2-in-place":
      return machines(place, target);
    case "ecs":
      return containers(place, target);
    case "lambda":
      return functions(place, target);
  }
}

function machines(
  { context: { catalog }, service, environment, stage, opts }: Place,
  target: Ec2InPlaceTarget,
): Outputs {
  const fleet = new Ec2InPlace(
    "target",
    {
      names: catalog.names,
      service: service.name,
      environment,
      target,
      rollout: fleetRollout(stage),
      artifacts: artifactSource(catalog, service, environment),
    },
    opts,
  );
  return {
    application: fleet.applicationName,
    deploymentGroup: fleet.deploymentGroupName,
    instances: fleet.instanceIds,
    alarms: fleet.alarmNames,
    healthUrl: fleet.healthUrl,
  };
}

/** Of a target that releases bring revisions to. */
function released(place: Place) {
  const { context, service, environment, stage } = place;
  return {
    names: context.catalog.names,
    service: service.name,
    environment,
    rollout: trafficRollout(stage),
    registry: registryOf(place),
  };
}

function containers(place: Place, target: EcsTarget): Outputs {
  const tasks = new EcsService("target", { ...released(place), target }, place.opts);
  return {
    cluster: tasks.clusterName,
    service: tasks.serviceName,
    origin: tasks.origin,
    testOrigin: tasks.testOrigin,
    alarms: tasks.alarmNames,
    releaseTarget: tasks.targetParameter,
  };
}

function functions(place: Place, target: LambdaTarget): Outputs {
  const lambda = new LambdaService("target", { ...released(place), target }, place.opts);
  return {
    function: lambda.functionName,
    alias: lambda.aliasName,
    application: lambda.applicationName,
    deploymentGroup: lambda.deploymentGroupName,
    alarms: lambda.alarmNames,
  };
}

/** The repositories of the pipeline that deploys to the environment. */
function registryOf({ context: { catalog }, service, environment }: Place): ImageRegistry {
  const place = pipelinePlace(catalog, service, trackFor(service, environment.name));
  const { partition, accountId, region } = place;
  const repositories = imageRepositories(place).map(({ name, repository }) => [name, repository]);
  return { partition, accountId, region, repositories: Object.fromEntries(repositories) };
}
