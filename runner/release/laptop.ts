/** Releases on the laptop cloud: Parameter Store and S3 are the emulator's, the rest a stand-in over the laptop's resources. */

import { type Call, callsOf, type Place } from "../../functions/release/sdk";
import { callerIdentity } from "../../local/provider/accounts";
import { rolloutCalls } from "../../local/rollouts";
import type { Laptop } from "../../local/rollouts/account";
import type { ReleaseCloud } from "../cloud/types";

export function laptopReleases(laptop: Laptop): ReleaseCloud {
  const accounts = new WeakMap<object, Promise<string>>();
  /** As on AWS, credentials say which account is asked; a place stays in the one that it was entered in. */
  const accountIn = ({ credentials }: Place): Promise<string> => {
    const key = credentials ?? laptop;
    const entered = accounts.get(key) ?? enteredAccount(laptop, credentials);
    accounts.set(key, entered);
    entered.catch(() => accounts.delete(key));
    return entered;
  };
  return {
    calls(service, place = {}) {
      if (service === "ssm" || service === "s3") {
        const emulator = { endpoint: laptop.endpoint, forcePathStyle: true };
        return callsOf(service, { ...place, ...emulator });
      }
      return async <Answer>(operation: string, input: object) => {
        const call: Call = rolloutCalls(laptop, service, await accountIn(place), place.region!);
        return call<Answer>(operation, input);
      };
    },
    // Nothing runs in the pipelines of a laptop.
    pipelineStages: async () => [],
    secondMs: 10,
  };
}

async function enteredAccount({ endpoint }: Laptop, credentials: Place["credentials"]): Promise<string> {
  return (await callerIdentity(endpoint, await credentials?.())).accountId;
}
