/** The build of a service's container images, as a project of its pipeline. */
import { needsDocker } from "../buildspec/docker";
import type { StandardFile } from "../buildspec/image";
import { imageBuildspec } from "../buildspec/image-build";
import { renderBuildspec } from "../buildspec/render";
import { defaultBuild } from "../schema/build";
import type { ProjectSettings, Service } from "../service-types";
import { isEcs, isLambda, trafficRollout } from "../targets";
import { stagesOf } from "../tracks";
import { registryHost } from "../upstreams";
import { type PipelinePlace, trackEnvironments } from "./place";

/** Repositories of a service's images, without the registry's host. */
export function imageRepositories({ catalog, service, track }: PipelinePlace): { name: string; repository: string }[] {
  return service.build.images.map(({ name }) => ({
    name,
    repository: catalog.names.imageRepository(service.name, name, track.name),
  }));
}

/** Roles of one account that pull images: those of the targets, and no other. */
export interface ImagePullers {
  accountId: string;
  partition: string;
  roleArns: string[];
}

/**
 * By account: instances of a fleet, the execution roles of tasks, and for functions whoever gives them an image, as
 * Lambda asks whether they may fetch it (https://repost.aws/knowledge-center/lambda-ecr-image): the update role, which
 * makes the function, and the release role.
 */
export function imagePullers({ catalog, service, track }: PipelinePlace): ImagePullers[] {
  const { names } = catalog;
  const environments = trackEnvironments(catalog, service, track);
  const accounts = [...new Set(environments.map((each) => each.accountId))].sort();
  return accounts.map((accountId) => {
    const here = environments.filter((each) => each.accountId === accountId);
    const { partition } = here[0]!;
    const role = isEcs(service.target) ? "execution" : "instance";
    const roleArns = isLambda(service.target)
      ? (["release", "update"] as const).map((each) => names.platformRoleArn(partition, accountId, each))
      : here.map((each) => names.serviceRoleArn(partition, accountId, service.name, each.name, role));
    return { accountId, partition, roleArns };
  });
}

/** ARNs of the functions that run the images. */
export function imageFunctions({ catalog, service, track }: PipelinePlace): string[] {
  if (!isLambda(service.target)) return [];
  return trackEnvironments(catalog, service, track)
    .map(({ name, accountId, region, partition }) => {
      return `arn:${partition}:lambda:${region}:${accountId}:function:${catalog.names.lambdaFunction(service.name, name)}`;
    })
    .sort();
}

/** Settings of the project that builds them; undefined for a service without images. */
export function imageProject(place: PipelinePlace): ProjectSettings | undefined {
  const { service, accountId, region, partition } = place;
  const { images, timeoutMinutes, compute, logs } = service.build;
  if (images.length === 0) return undefined;
  const host = registryHost(accountId, region, partition);
  const repositories = new Map(imageRepositories(place).map(({ name, repository }) => [name, repository]));
  const document = imageBuildspec({
    region,
    images: images.map((image) => ({ ...image, repository: `${host}/${repositories.get(image.name)}` })),
    standard: standardFiles(service),
  });
  return {
    buildspec: renderBuildspec(document),
    image: defaultBuild.image,
    compute,
    timeoutMinutes,
    privileged: needsDocker(document),
    cache: "none",
    logs,
    vpc: false,
    env: {},
    reports: [],
  };
}

/** What CodePipeline's own actions on ECS read, where the service's file asks for them. */
function standardFiles(service: Service): StandardFile[] {
  const { target, deploy } = service;
  if (!isEcs(target) || deploy !== "standard") return [];
  const controllers = new Set(stagesOf(service).map((stage) => trafficRollout(stage).controller));
  return [
    ...(controllers.has("native") ? [{ containers: target.containers }] : []),
    ...(controllers.has("codedeploy") ? [{ image: target.containers[0].image }] : []),
  ];
}
