/** The build of a service's container images, as a project of its pipeline. */
import { needsDocker } from "../buildspec/docker";
import { imageBuildspec } from "../buildspec/image-build";
import { renderBuildspec } from "../buildspec/render";
import { defaultBuild } from "../schema/build";
import type { ProjectSettings } from "../types";
import { registryHost } from "../upstreams";
import type { PipelinePlace } from "./place";

/** Repositories of a service's images, without the registry's host. */
export function imageRepositories({ catalog, service, track }: PipelinePlace): { name: string; repository: string }[] {
  return service.build.images.map(({ name }) => ({
    name,
    repository: catalog.names.imageRepository(service.name, name, track.name),
  }));
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
