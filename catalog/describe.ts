/** The catalog as plain data, for people and machines. */
import { type Assumption, assumptions } from "./assumptions";
import { type MatrixRow, matrixRows } from "./people/rows";
import { type WaitingStack, waitingStacks, waves } from "./stacks";
import { sourceText } from "./tracks";
import type { Catalog } from "./types";

/** Environments that are delivered to together. */
export interface WaveDescription {
  /** That of its environment, where the file names no wave. */
  name: string;
  environments: string[];
}

export interface CatalogDescription {
  directory: string;
  project: string;
  prefix: string;
  home: string;
  accounts: { alias: string; id: string }[];
  environments: Pick<
    Catalog["environments"][number],
    "name" | "file" | "account" | "region" | "production" | "backend"
  >[];
  services: {
    name: string;
    file: string;
    mode: string;
    target: string;
    /** Pipelines: where their changes come from, and their waves of environments in order. */
    pipelines: { name: string; sources: string[]; waves: WaveDescription[] }[];
  }[];
  /** In an order in which they can be applied; `order` counts from 1. */
  stacks: (Omit<Catalog["stacks"][number], "state"> & {
    order: number;
    /** `Pulumi Cloud` for the backend `cloud`, which has no lock of ours. */
    state: string;
    lock?: string;
  })[];
  /** Stacks that are not there yet, and until when. */
  waiting: WaitingStack[];
  /** Names of stacks; those of one wave need nothing of each other. */
  waves: string[][];
  /** Every role that stacks make, and who may assume it. */
  assumptions: Assumption[];
  /** What people may do with the roles that they enter, and in which kinds of accounts. */
  people: MatrixRow[];
}

export function describeCatalog(catalog: Catalog): CatalogDescription {
  const { directory, project, organization, environments, services, stacks } = catalog;
  return {
    directory,
    project,
    prefix: organization.prefix,
    home: organization.home,
    accounts: Object.entries(organization.accounts).map(([alias, id]) => ({ alias, id })),
    environments: environments.map(({ name, file, account, region, production, backend }) => ({
      name,
      file,
      account,
      region,
      production,
      backend,
    })),
    services: services.map(({ name, file, mode, target, tracks }) => ({
      name,
      file,
      mode,
      target: target.kind,
      pipelines: tracks.map((track) => ({
        name: catalog.names.pipeline(name, track.name),
        sources: track.sources.map(sourceText),
        waves: track.waves.map((wave) => ({
          name: wave.name,
          environments: wave.stages.map(({ environment }) => environment),
        })),
      })),
    })),
    stacks: stacks.map(({ state, ...plan }, index) => ({
      order: index + 1,
      ...plan,
      ...(state ? { state: `s3://${state.bucket}/${state.prefix}`, lock: state.lockId } : { state: "Pulumi Cloud" }),
    })),
    waiting: waitingStacks(catalog),
    waves: waves(catalog),
    assumptions: assumptions(catalog),
    people: matrixRows(catalog),
  };
}

/** Waves in order: `uat -> production[prod, prod-eu-west-1]`. */
export function wavesText(described: readonly WaveDescription[]): string {
  return described
    .map(({ name, environments }) =>
      environments.length === 1 && environments[0] === name ? name : `${name}[${environments.join(", ")}]`,
    )
    .join(" -> ");
}
