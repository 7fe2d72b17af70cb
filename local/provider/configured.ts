/** One provider resource that the engine has configured: the account and region it works in. */
import { partitionOf } from "../../catalog/regions";
import type { Properties, ProviderSettings, World } from "../model/types";
import { type Door, openDoor } from "./accounts";
import { parameterValue } from "./backing/ssm";
import { ambientCredentials, enterAccount } from "./identity";
import type { Laptop } from "./laptop";
import { openRecords, type Records } from "./records";
import { readSettings } from "./settings";

export interface Configured {
  laptop: Laptop;
  settings: ProviderSettings;
  records: Records;
  door: Door;
  world: World;
}

/** Throws what AWS would refuse. */
export async function configure(
  laptop: Laptop,
  inputs: Properties,
  environment: NodeJS.ProcessEnv,
): Promise<Configured> {
  const configuration = readSettings(inputs);
  if (!configuration) throw new Error("The provider's configuration is not known yet.");
  const region = configuration.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]!;
  const { accountId } = await enterAccount(laptop, configuration, ambientCredentials(environment));
  const door = openDoor(laptop.endpoint);
  return {
    laptop,
    settings: {
      place: { account: accountId, region, partition: partitionOf(region) ?? "aws" },
      defaultTags: configuration.defaultTags,
    },
    records: openRecords(laptop.data),
    door,
    world: {
      parameter: async (place, name) => parameterValue(await door(place.account, place.region), name),
    },
  };
}
