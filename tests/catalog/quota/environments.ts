/** Environments of a large organisation: every account in every region. */
import type { WaveEnvironment } from "../../../catalog/quota";

export const regions = ["us-east-1", "eu-west-1", "ap-southeast-2"];

export function fleet(accounts: number, inRegions: string[], actions: number): WaveEnvironment[] {
  return Array.from({ length: accounts }, (_, index) => `account${index + 1}`).flatMap((account) =>
    inRegions.map((region) => ({ name: `${account}-${region}`, account, region, actions })),
  );
}
