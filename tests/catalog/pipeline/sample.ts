/** A small organisation for the tests of pipelines and of the stacks that serve them: three accounts, two environments. */
import type { z } from "zod";
import { naming } from "../../../catalog/naming";
import { deliveryPipeline } from "../../../catalog/pipeline/delivery";
import type { PipelineAction, PipelineModel } from "../../../catalog/pipeline/model";
import { type PipelinePlace, pipelinePlace } from "../../../catalog/pipeline/place";
import { networkSchema } from "../../../catalog/schema/network";
import { serviceSchema } from "../../../catalog/schema/service";
import type { Service } from "../../../catalog/service-types";
import { deriveStacks } from "../../../catalog/stacks";
import { serviceOf } from "../../../catalog/tracks";
import type { Catalog, Environment } from "../../../catalog/types";

export const accounts = { toolchain: "111111111111", dev: "222222222222", prod: "333333333333" };

export function environment(name: string, changes: Partial<Environment> = {}): Environment {
  const account = name.split("-")[0] as "dev" | "prod";
  return {
    name,
    file: `Pulumi.${name}.yaml`,
    account,
    accountId: accounts[account],
    region: "us-east-1",
    partition: "aws",
    production: account === "prod",
    backend: "s3",
    network: networkSchema.parse(
      account === "prod" ? { cidr: "10.20.0.0/16", zones: 3 } : { cidr: "10.10.0.0/16", zones: 2 },
    ),
    ...changes,
  };
}

/** A service's file: what `services/<name>.yaml` may hold. */
export type ServiceFile = z.input<typeof serviceSchema>;
type StageFile = Exclude<ServiceFile["stages"][number], { wave: string }>;

export function stage(environmentName: string, changes: Partial<StageFile> = {}): StageFile {
  return { environment: environmentName, ...changes };
}

/** The environments decide about production, and in branch mode about tracks. Default: those of `catalog`. */
export function service(
  name: string,
  changes: Partial<ServiceFile> = {},
  environments: Environment[] = [environment("dev"), environment("prod")],
): Service {
  const file: ServiceFile = {
    source: { connection: "github", repository: `acme/${name}`, branch: "main" },
    target: { kind: "ec2-in-place", health: "/health" },
    stages: [stage("dev"), stage("prod")],
    ...changes,
  };
  return serviceOf(environments, name, `services/${name}.yaml`, serviceSchema.parse(file));
}

export function catalog(changes: Partial<Catalog> = {}): Catalog {
  const without = {
    directory: "/company",
    project: "slipway",
    organization: {
      prefix: "acme",
      id: "o-example00",
      home: "us-east-1",
      accounts,
      administrator: "OrganizationAccountAccessRole",
      operators: [`arn:aws:iam::${accounts.toolchain}:role/OrganizationAccountAccessRole`],
      tags: { owner: "platform" },
      federation: {},
      network: { reserved: {} },
    },
    state: { placement: "one" as const, noncurrentDays: 90 },
    toolchain: { connections: { github: { provider: "GitHub" as const } }, notifications: {}, baseImages: {} },
    environments: [environment("dev"), environment("prod")],
    services: [service("orders")],
    names: naming("acme"),
    ...changes,
  };
  return { ...without, stacks: changes.stacks ?? deriveStacks(without) };
}

/** A catalog with one service, `orders`, made of these words and environments. */
export function catalogOf(file: Partial<ServiceFile>, environments?: Environment[], changes: Partial<Catalog> = {}) {
  const all = environments ?? [environment("dev"), environment("prod")];
  return catalog({ environments: all, services: [service("orders", file, all)], ...changes });
}

/** The place of a service's pipeline: of its first track, or of the one named. */
export function placeIn(which: Catalog, name = "orders", track?: string): PipelinePlace {
  const found = which.services.find((each) => each.name === name)!;
  return pipelinePlace(which, found, found.tracks.find((each) => each.name === track) ?? found.tracks[0]);
}

export function modelIn(which: Catalog, name = "orders", track?: string): PipelineModel {
  const { service: of, track: ofTrack } = placeIn(which, name, track);
  return deliveryPipeline(which, of, ofTrack);
}

/** An action of a model by stage and name; fails when it is not there. */
export function actionOf(model: PipelineModel, stageName: string, name: string): PipelineAction {
  const found = model.stages.find((each) => each.name === stageName)?.actions.find((each) => each.name === name);
  if (!found) throw new Error(`no action ${name} in stage ${stageName} of ${model.name}`);
  return found;
}

/** What a gate's action or rule asks. */
export function requestIn({ configuration }: { configuration: Record<string, unknown> }): Record<string, unknown> {
  return JSON.parse(configuration["UserParameters"] as string) as Record<string, unknown>;
}
