/** The simulated cloud behind the test harness: the laptop cloud's own model, so that inputs are checked as well. */
import { check, create, invoke } from "../../local/model";
import type { Properties, ProviderSettings } from "../../local/model/types";

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
  invoke(token: string, inputs: Properties, settings: ProviderSettings): Promise<Properties>;
}

export function simulate({ preview, parameters, invokes }: CloudOptions): Cloud {
  const world = { parameter: async (_: unknown, name: string) => parameters[name] };
  return {
    async create({ urn, type, name, inputs: news }, settings) {
      const { inputs, failures } = check({ type, name, news, seed: urn, settings });
      refuse(`${type} ${name}`, failures);
      return create({ type, name, inputs, place: settings.place, preview, seed: urn });
    },
    async invoke(token, inputs, settings) {
      const given = invokes[token];
      if (given) return given(inputs);
      const { result, failures } = await invoke(token, inputs, settings, world, preview);
      refuse(token, failures);
      return result;
    },
  };
}

function refuse(what: string, failures: { property: string; reason: string }[]): void {
  if (failures.length === 0) return;
  throw new Error(`${what}: ${failures.map(({ property, reason }) => `${property} ${reason}`.trim()).join("; ")}`);
}
