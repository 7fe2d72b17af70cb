/** Kind `pipeline`: one delivery pipeline of a service, with everything that serves it alone. */
import type * as aws from "@pulumi/aws";
import { deliveryPipeline } from "../catalog/pipeline/delivery";
import { imageFunctions, imagePullers, imageRepositories } from "../catalog/pipeline/images";
import type { PipelineModel } from "../catalog/pipeline/model";
import { type PipelinePlace, pipelinePlace } from "../catalog/pipeline/place";
import { sourceStatements } from "../catalog/pipeline/sources";
import { ArtifactStore } from "../components/toolchain/artifact-store";
import { CodeRepository } from "../components/toolchain/code-repository";
import { DeliveryPipeline } from "../components/toolchain/delivery-pipeline";
import { ImageRepositories } from "../components/toolchain/image-repositories";
import { PipelineStarter } from "../components/toolchain/pipeline-starter";
import { SourceRole } from "../components/toolchain/source-role";
import { TrackBuilds } from "../components/toolchain/track-builds";
import { serviceOf, trackOf } from "./declared";
import { type StackContext, targetProvider } from "./provider";

export async function pipelineStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const { names, organization } = catalog;
  const service = serviceOf(catalog, stack);
  const track = trackOf(catalog, stack);
  const place = pipelinePlace(catalog, service, track);
  const model = deliveryPipeline(catalog, service, track);
  const { accountId, region, partition } = place;
  const opts = { provider: targetProvider(context) };
  const boundaryArn = names.boundaryArn(partition, accountId);
  const production = model.stages.some((stage) => stage.production);

  const stores = model.stores.map(
    (store) =>
      new ArtifactStore(
        store.region === region ? "artifacts" : `artifacts-${store.region}`,
        {
          store,
          accountId,
          partition,
          organizationId: organization.id,
          owner: names.platformRoleArn(partition, accountId, "update"),
          production,
        },
        opts,
      ),
  );
  const home = stores.find((store) => store.region === region)!;
  const homeModel = model.stores.find((store) => store.region === region)!;
  const repositories = codeRepositories(place, opts);
  const images = imageRegistry(place, production, opts);
  const sources = new SourceRole(
    "source",
    {
      roleName: names.trackRole(service.name, track.name, "source"),
      accountId,
      partition,
      organizationId: organization.id,
      boundaryArn,
      pipelineRoleArn: model.roleArn,
      statements: track.sources.flatMap((source) => sourceStatements(place, source)),
      store: homeModel,
    },
    opts,
  );
  const builds = new TrackBuilds(
    "build",
    { place, store: homeModel, keyArn: home.keyArn, bucketName: home.bucketName, boundaryArn },
    opts,
  );
  const delivery = new DeliveryPipeline(
    "delivery",
    { model, stores },
    { ...opts, dependsOn: [...repositories, ...images, sources, builds, ...stores] },
  );
  startByEvents(place, model, boundaryArn, delivery, opts);
  return {
    pipeline: delivery.pipelineName,
    consoleUrl: delivery.consoleUrl,
    artifactBucket: home.bucketName,
    ...(images.length > 0 ? { images: images[0]!.urls } : {}),
  };
}

type Options = { provider: aws.Provider };

function codeRepositories({ service, track, region, catalog }: PipelinePlace, opts: Options): CodeRepository[] {
  return track.sources.flatMap((source) =>
    source.kind === "codecommit" && source.create
      ? [
          new CodeRepository(
            `repository-${source.repository}`,
            {
              repositoryName: source.repository,
              templateName: `${catalog.names.pipeline(service.name, track.name)}-${source.name}`,
              branch: source.branch,
              approvals: source.approvals,
              region,
            },
            opts,
          ),
        ]
      : [],
  );
}

function imageRegistry(place: PipelinePlace, production: boolean, opts: Options): ImageRepositories[] {
  const { catalog, service, track, accountId, region, partition } = place;
  const { names, organization } = catalog;
  const images = imageRepositories(place);
  if (images.length === 0) return [];
  return [
    new ImageRepositories(
      "images",
      {
        accountId,
        partition,
        region,
        organizationId: organization.id,
        images,
        keyAlias: names.imageKeyAlias(service.name, track.name),
        owner: names.platformRoleArn(partition, accountId, "update"),
        builders: [names.trackRoleArn(partition, accountId, service.name, track.name, "build")],
        readers: imagePullers(place),
        functions: imageFunctions(place),
        production,
      },
      opts,
    ),
  ];
}

/** Rules for what no source host reports; they wait for the pipeline that they start. */
function startByEvents(
  place: PipelinePlace,
  model: PipelineModel,
  boundaryArn: string,
  delivery: DeliveryPipeline,
  opts: Options,
): void {
  if (model.events.length === 0) return;
  const { catalog, service, track, accountId, region, partition } = place;
  new PipelineStarter(
    "start",
    {
      pipelineName: model.name,
      roleName: catalog.names.trackRole(service.name, track.name, "start"),
      accountId,
      partition,
      region,
      boundaryArn,
      events: model.events,
    },
    { ...opts, dependsOn: [delivery] },
  );
}
