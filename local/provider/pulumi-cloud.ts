/** The configuration of a `pulumiservice` provider on the laptop: one Pulumi Cloud, whose records stand beside AWS's. */
import { laptopAccessToken } from "../model/pulumi-cloud";
import type { ChangeKind, Properties } from "../model/types";
import { openDoor } from "./accounts";
import type { Configured } from "./configured";
import type { Laptop } from "./laptop";
import { openRecords } from "./records";

/** A change of the address is one in place: the provider's own `Diff` replaces nothing. */
export function diffPulumiCloud(olds: Properties, news: Properties): Record<string, ChangeKind> {
  const [before, after] = [olds["apiUrl"], news["apiUrl"]];
  if (before === after) return {};
  return { apiUrl: before === undefined ? "add" : after === undefined ? "delete" : "update" };
}

/** Throws unless the token is the laptop's own placeholder. */
export async function configurePulumiCloud(
  laptop: Laptop,
  inputs: Properties,
  environment: NodeJS.ProcessEnv,
): Promise<Configured> {
  const token = environment["PULUMI_ACCESS_TOKEN"];
  if (!token) {
    throw new Error("pulumi access token not found: PULUMI_ACCESS_TOKEN is not set for this run of the engine.");
  }
  if (token !== laptopAccessToken) {
    throw new Error("PULUMI_ACCESS_TOKEN holds a token of Pulumi Cloud; the laptop cloud takes its placeholder only.");
  }
  return {
    laptop,
    settings: { place: { account: hostOf(inputs), region: "global", partition: "aws" }, defaultTags: {} },
    records: openRecords(laptop.data),
    door: openDoor(laptop.endpoint),
    world: { parameter: async () => undefined },
  };
}

/** Resources of one address are one cloud's. */
function hostOf({ apiUrl }: Properties): string {
  return new URL(String(apiUrl)).host;
}
