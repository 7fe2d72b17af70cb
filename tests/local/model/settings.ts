import type { CheckResult, Created, Properties, ProviderSettings, World } from "../../../local/model";
import { check, create } from "../../../local/model";

export const settings: ProviderSettings = {
  place: { account: "222222222222", region: "eu-west-1", partition: "aws" },
  defaultTags: { Company: "acme" },
};

/** A cloud without parameters. */
export const emptyWorld: World = { parameter: async () => undefined };

export function checked(type: string, news: Properties, olds?: Properties): CheckResult {
  return check({ type, name: "orders", news, olds, seed: "seed", settings });
}

/** Checks and creates; fails when the check does. */
export function made(type: string, news: Properties, preview = false): Created {
  const { inputs, failures } = checked(type, news);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  return create({ type, name: "orders", inputs, place: settings.place, preview, seed: "seed" });
}
