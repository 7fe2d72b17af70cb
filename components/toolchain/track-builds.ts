import * as pulumi from "@pulumi/pulumi";
import { imagesStep, type ProjectModel, projectsOf } from "../../catalog/pipeline/builds";
import { imageProject, imageRepositories } from "../../catalog/pipeline/images";
import type { StoreModel } from "../../catalog/pipeline/model";
import type { PipelinePlace } from "../../catalog/pipeline/place";
import { pipelineStackName } from "../../catalog/stacks";
import { buildNetwork, toolchainNetwork } from "./build-network";
import { BuildProject } from "./build-project";
import { isRepositoryImage, reportGroupName } from "./build-project-facts";
import { BuildRole } from "./build-role";
import { baseImageUse, imagePull, imagePush, registryLogin } from "./registry-policies";

export interface TrackBuildsArgs {
  place: PipelinePlace;
  /** Store of the pipeline's region, from the model, and its key and bucket as made. */
  store: StoreModel;
  keyArn: pulumi.Input<string>;
  bucketName: pulumi.Input<string>;
  boundaryArn: string;
}

/**
 * All build projects of one pipeline, their log groups, and the roles that they run with: the build, the image build,
 * and each step once.
 *
 * Steps run the service's code after its artifact has its digest. So their role is another, which writes no artifact
 * and no image: what was approved stays what is deployed.
 */
export class TrackBuilds extends pulumi.ComponentResource {
  /** Of the builds. */
  readonly roleArn: pulumi.Output<string>;
  readonly projects: BuildProject[];

  constructor(name: string, args: TrackBuildsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:TrackBuilds", name, {}, opts);
    const { place } = args;
    const { catalog, service, track, region } = place;
    const { names } = catalog;
    const child = { parent: this };
    const projects = projectsOf(place, imageProject(place));
    const [builds, steps] = [projects.filter(isBuild), projects.filter((each) => !isBuild(each))];
    const networked = projects.some(({ settings }) => settings.vpc);
    const network = networked
      ? buildNetwork(name, { names, groupName: names.trackRole(service.name, track.name, "build"), region }, child)
      : undefined;
    const batched = projects.filter(({ settings }) => settings.batch !== undefined);
    const role = new BuildRole(
      `${name}-role`,
      {
        ...useOf(args, builds),
        roleName: names.trackRole(service.name, track.name, "build"),
        projectNames: builds.map(({ projectName }) => projectName),
        extraStatements: imageStatements(place),
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
    const stepRole =
      steps.length > 0
        ? new BuildRole(
            `${name}-test-role`,
            {
              ...useOf(args, steps),
              roleName: names.trackRole(service.name, track.name, "test"),
              // By pattern: a trust has room for about fifteen projects, and a new step changes nothing in it.
              projectNames: [names.buildProject(service.name, track.name, "*")],
              artifacts: { ...artifactsOf(args), folders: steps.flatMap(foldersOf) },
              extraStatements: pullStatements(place),
            },
            child,
          )
        : role;
    const folder = (prefix: string) => ({ bucketName: args.bucketName, prefix });
    this.projects = projects.map((project) => {
      const { key, projectName, logGroupName, settings } = project;
      return new BuildProject(
        `${name}-${key}`,
        {
          projectName,
          logGroupName,
          region,
          roleArn: isBuild(project) ? role.roleArn : stepRole.roleArn,
          encryptionKeyArn: args.keyArn,
          buildspec: settings.buildspec,
          image: settings.image,
          compute: settings.compute,
          privileged: settings.privileged,
          timeoutMinutes: settings.timeoutMinutes,
          logRetentionDays: settings.logs.days,
          ...(settings.logs.s3 ? { s3Logs: folder(logFolder(key)) } : {}),
          cache: settings.cache === "s3" ? { s3: folder(cacheFolder(key)) } : settings.cache,
          env: settings.env,
          reports: settings.reports,
          ...(settings.concurrency === undefined ? {} : { concurrentBuildLimit: settings.concurrency }),
          ...(settings.vpc && network ? { vpc: network } : {}),
          ...(settings.batch ? { batch: { roleArn: role.batchRoleArn, ...settings.batch } } : {}),
        },
        child,
      );
    });
    this.roleArn = role.roleArn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

const isBuild = ({ step }: ProjectModel) => step === undefined || step === imagesStep;
const cacheFolder = (key: string) => `cache/${key}`;
const logFolder = (key: string) => `logs/${key}`;

/** Folders of the service's bucket that a project writes beside artifacts. */
function foldersOf({ key, settings }: ProjectModel): string[] {
  return [...(settings.cache === "s3" ? [cacheFolder(key)] : []), ...(settings.logs.s3 ? [logFolder(key)] : [])];
}

const artifactsOf = ({ store }: TrackBuildsArgs) => ({ bucket: store.bucket, keyAlias: store.key.alias });

/** What these projects' builds use. */
function useOf(args: TrackBuildsArgs, projects: ProjectModel[]) {
  const { catalog, service, track, accountId, region, partition } = args.place;
  return {
    prefix: catalog.names.prefix,
    partition,
    accountId,
    region,
    boundaryArn: args.boundaryArn,
    logGroupNames: projects.map(({ logGroupName }) => logGroupName),
    artifacts: artifactsOf(args),
    images: projects.map(({ settings }) => settings.image).filter(isRepositoryImage),
    variables: projects.flatMap(({ settings }) => Object.values(settings.env)),
    reportGroups: projects.flatMap(({ projectName, settings }) =>
      settings.reports.map((report) => ({ name: reportGroupName(projectName, report.name), type: report.type })),
    ),
    ...(projects.some(({ settings }) => settings.vpc)
      ? { network: { network: toolchainNetwork, group: pipelineStackName(service.name, track.name) } }
      : {}),
  };
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

/** Steps that test what was built pull the service's own images. */
function pullStatements(place: PipelinePlace) {
  const { accountId, region, partition } = place;
  const repositories = imageRepositories(place).map(({ repository }) => repository);
  return repositories.length === 0 ? [] : [registryLogin, ...imagePull({ partition, accountId, region }, repositories)];
}
