/** Regions that the organisation works in. */
import { partitionOf } from "../regions";

/** What the files say of places. */
export interface UsedPlaces {
  home: string;
  /** Region of the state store's second copy. */
  replica?: string;
  environments: { file: string; region: string }[];
}

/** Every region that the files use, once, with what uses it first. */
export function usedRegions({ home, replica, environments }: UsedPlaces): Map<string, string> {
  const uses: [region: string, user: string][] = [
    [home, "Pulumi.yaml (home)"],
    ...(replica === undefined ? [] : [[replica, "Pulumi.state.yaml (replica)"] as [string, string]]),
    ...environments.map(({ file, region }): [string, string] => [region, file]),
  ];
  return new Map([...uses].reverse());
}

/**
 * Regions that accounts may use when no file says so: the used ones, and the one in which global services of the
 * commercial partition are, such as certificates of CloudFront.
 */
export function defaultRegions(places: UsedPlaces): string[] {
  const global = partitionOf(places.home) === "aws" ? ["us-east-1"] : [];
  return [...new Set([...usedRegions(places).keys(), ...global])].sort();
}
