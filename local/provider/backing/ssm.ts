/** Parameter Store. */
import * as sdk from "@aws-sdk/client-ssm";
import type { Backing, BackingCall, Backings } from "./types";
import { tagsOf, text, unless } from "./values";

const gone = ["ParameterNotFound"];

async function put({ client, id, inputs, outputs }: BackingCall, Overwrite: boolean) {
  const request = {
    Name: String(outputs["name"] ?? id),
    Type: inputs["type"] as sdk.ParameterType,
    Value: text(inputs["value"] ?? inputs["insecureValue"]),
    Description: text(inputs["description"]),
    Overwrite,
    // Tags and overwriting exclude each other.
    ...(Overwrite ? {} : { Tags: tagsOf(outputs) }),
  };
  const { Version } = await new sdk.SSMClient(client).send(new sdk.PutParameterCommand(request));
  return { ...outputs, version: Version };
}

const parameter: Backing = {
  create: async (call) => ({ id: call.id, outputs: await put(call, call.inputs["overwrite"] === true) }),
  update: (call) => put(call, true),
  async read({ client, id, outputs }) {
    const request = new sdk.GetParameterCommand({ Name: id, WithDecryption: true });
    const found = await unless(gone, new sdk.SSMClient(client).send(request));
    if (!found) return undefined;
    const { Value, Version } = found.Parameter!;
    const value = "insecureValue" in outputs && !outputs["value"] ? { insecureValue: Value } : { value: Value };
    return { ...outputs, ...value, version: Version };
  },
  async delete({ client, id }) {
    await unless(gone, new sdk.SSMClient(client).send(new sdk.DeleteParameterCommand({ Name: id })));
  },
};

/** Value of a parameter, or undefined when there is none. */
export async function parameterValue(client: sdk.SSMClientConfig, name: string): Promise<string | undefined> {
  const request = new sdk.GetParameterCommand({ Name: name, WithDecryption: true });
  return (await unless(gone, new sdk.SSMClient(client).send(request)))?.Parameter?.Value;
}

export const ssm: Backings = { "aws:ssm/parameter:Parameter": parameter };
