/** The simulated cloud behind the test harness. */
import type { Place, Properties, ProviderSettings } from "../../local/model/types";

export interface CloudOptions {
  preview: boolean;
  parameters: Record<string, string>;
  invokes: Record<string, (inputs: Properties) => Properties>;
}

export interface Cloud {
  create(
    resource: { urn: string; type: string; name: string; inputs: Properties },
    settings: ProviderSettings,
  ): Promise<{ id: string; outputs: Properties }>;
  invoke(token: string, inputs: Properties, place: Place): Promise<Properties>;
}

export function simulate(options: CloudOptions): Cloud {
  return {
    async create({ type, name, inputs }, { place, defaultTags }) {
      const given = inputs["name"] ?? inputs["bucket"] ?? name;
      const service = type.split(":")[1]!.split("/")[0]!;
      const region = service === "s3" || service === "iam" ? "" : place.region;
      const account = service === "s3" ? "" : place.account;
      return {
        id: options.preview ? "" : `${given}-id`,
        outputs: {
          region: place.region,
          ...inputs,
          ...(options.preview ? {} : { arn: `arn:${place.partition}:${service}:${region}:${account}:${given}` }),
          tagsAll: { ...defaultTags, ...(inputs["tags"] as object | undefined) },
        },
      };
    },
    async invoke(token, inputs) {
      const answer = options.invokes[token];
      if (answer) return answer(inputs);
      throw new Error(`no answer for the data source ${token}; give one in the harness's \`invokes\``);
    },
  };
}
