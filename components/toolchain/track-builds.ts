import * as pulumi from "@pulumi/pulumi";
import { projectsOf } from "../../catalog/pipeline/builds";
import { imageProject, imageRepositories } from "../../catalog/pipeline/images";
import type { StoreModel } from "../../catalog/pipeline/model";
import type { PipelinePlace } from "../../catalog/pipeline/place";
import { buildNetwork } from "./build-network";
import { BuildProject } from "./build-project";
import { isRepositoryImage, reportGroupName } from "./build-project-facts";
import { BuildRole } from "./build-role";
import { baseImageUse, imagePush, registryLogin } from "./registry-policies";

export interface TrackBuildsArgs {
  place: PipelinePlace;
  /** Store of the pipeline's region, from the model, and its key and bucket as made. */
  store: StoreModel;
  keyArn: pulumi.Input<string>;
  bucketName: pulumi.Input<string>;
  boundaryArn: string;
}

/**
 * All build projects of one pipeline, the role that their builds run with, and the log groups: the build, the image
 * build, and each step once.
 */
export class TrackBuilds extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  readonly projects: BuildProject[];

  constructor(name: string, args: TrackBuildsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:TrackBuilds", name, {}, opts);
    const { place, store } = args;
    const { catalog, service, track, accountId, region, partition } = place;
    const { names } = catalog;
    const child = { parent: this };
    const projects = projectsOf(place, imageProject(place));
    const networked = projects.some(({ settings }) => settings.vpc);
    const network = networked
      ? buildNetwork(name, { names, groupName: names.trackRole(service.name, track.name, "build"), region }, child)
      : undefined;
    const batched = projects.filter(({ settings }) => settings.batch !== undefined);
    const role = new BuildRole(
      `${name}-role`,
      {
        prefix: names.prefix,
        partition,
        accountId,
        region,
        roleName: names.trackRole(service.name, track.name, "build"),
        boundaryArn: args.boundaryArn,
        // By pattern: a trust has room for about fifteen projects, and a new step changes nothing in it.
        projectNames: [names.buildProject(service.name, track.name), names.buildProject(service.name, track.name, "*")],
        logGroupNames: projects.map(({ logGroupName }) => logGroupName),
        artifacts: { bucket: store.bucket, keyAlias: store.key.alias },
        images: projects.map(({ settings }) => settings.image).filter(isRepositoryImage),
        variables: projects.flatMap(({ settings }) => Object.values(settings.env)),
        reportGroups: projects.flatMap(({ projectName, settings }) =>
          settings.reports.map((report) => ({ name: reportGroupName(projectName, report.name), type: report.type })),
        ),
        extraStatements: imageStatements(place),
        ...(network ? { network } : {}),
        ...(batched.length > 0
          ? {
              batch: {
                roleName: names.trackRole(service.name, track.name, "batch"),
                projectNames: batched.map(({ projectName }) => projectName),
              },
            }
          : {}),
      },
      child,
    );
    const folder = (prefix: string) => ({ bucketName: args.bucketName, prefix });
    this.projects = projects.map(
      ({ key, projectName, logGroupName, settings }) =>
        new BuildProject(
          `${name}-${key}`,
          {
            projectName,
            logGroupName,
            region,
            roleArn: role.roleArn,
            encryptionKeyArn: args.keyArn,
            buildspec: settings.buildspec,
            image: settings.image,
            compute: settings.compute,
            privileged: settings.privileged,
            timeoutMinutes: settings.timeoutMinutes,
            logRetentionDays: settings.logs.days,
            ...(settings.logs.s3 ? { s3Logs: folder(`logs/${key}`) } : {}),
            cache: settings.cache === "s3" ? { s3: folder(`cache/${key}`) } : settings.cache,
            env: settings.env,
            reports: settings.reports,
            ...(settings.concurrency === undefined ? {} : { concurrentBuildLimit: settings.concurrency }),
            ...(settings.vpc && network ? { vpc: network } : {}),
            ...(settings.batch ? { batch: { roleArn: role.batchRoleArn, ...settings.batch } } : {}),
          },
          child,
        ),
    );
    this.roleArn = role.roleArn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** Pushing exactly this service's images, and pulling what caches of public registries hold. */
function imageStatements(place: PipelinePlace) {
  const { catalog, service, accountId, region, partition } = place;
  if (service.build.images.length === 0) return [];
  const registry = { partition, accountId, region };
  const caches = Object.keys(catalog.toolchain.baseImages).map((each) => catalog.names.baseImageRepository(each));
  return [
    registryLogin,
    ...imagePush(
      registry,
      imageRepositories(place).map(({ repository }) => repository),
    ),
    ...(caches.length > 0 ? baseImageUse(registry, caches) : []),
  ];
}
