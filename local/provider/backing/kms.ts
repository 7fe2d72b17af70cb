/** Keys and aliases. */
import * as sdk from "@aws-sdk/client-kms";
import type { Properties } from "../../model/types";
import type { Backing, Backings } from "./types";
import { record, text, unless, withDocument } from "./values";

const gone = ["NotFoundException"];

const tags = (outputs: Properties) =>
  Object.entries(record(outputs["tagsAll"] ?? outputs["tags"])).map(([TagKey, TagValue]) => ({
    TagKey,
    TagValue: String(TagValue),
  }));

async function applySettings(client: sdk.KMSClient, KeyId: string, inputs: Properties): Promise<void> {
  const rotate = inputs["enableKeyRotation"];
  if (rotate === true) await client.send(new sdk.EnableKeyRotationCommand({ KeyId }));
  if (rotate === false) await client.send(new sdk.DisableKeyRotationCommand({ KeyId }));
}

const key: Backing = {
  async create({ client: options, inputs, outputs }) {
    const client = new sdk.KMSClient(options);
    const { KeyMetadata: made } = await client.send(
      new sdk.CreateKeyCommand({
        Description: text(inputs["description"]),
        KeyUsage: inputs["keyUsage"] as sdk.KeyUsageType | undefined,
        KeySpec: inputs["customerMasterKeySpec"] as sdk.KeySpec | undefined,
        MultiRegion: inputs["multiRegion"] === true,
        Policy: text(inputs["policy"]),
        Tags: tags(outputs),
      }),
    );
    const id = made!.KeyId!;
    await applySettings(client, id, inputs);
    return { id, outputs: { ...outputs, id, keyId: id, arn: made!.Arn } };
  },
  async update({ client: options, id, inputs, outputs }) {
    const client = new sdk.KMSClient(options);
    const Policy = text(inputs["policy"]);
    if (Policy) await client.send(new sdk.PutKeyPolicyCommand({ KeyId: id, PolicyName: "default", Policy }));
    const Description = text(inputs["description"]);
    if (Description) await client.send(new sdk.UpdateKeyDescriptionCommand({ KeyId: id, Description }));
    await client.send(new sdk.TagResourceCommand({ KeyId: id, Tags: tags(outputs) }));
    await applySettings(client, id, inputs);
    return outputs;
  },
  async read({ client: options, id, outputs }) {
    const client = new sdk.KMSClient(options);
    const found = await unless(gone, client.send(new sdk.DescribeKeyCommand({ KeyId: id })));
    if (!found || found.KeyMetadata?.KeyState === "PendingDeletion") return undefined;
    if (outputs["policy"] === undefined) return outputs;
    const { Policy } = await client.send(new sdk.GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" }));
    return withDocument(outputs, "policy", Policy);
  },
  async delete({ client, id, inputs, outputs }) {
    const days = Number(inputs["deletionWindowInDays"] ?? outputs["deletionWindowInDays"] ?? 30);
    const schedule = new sdk.ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: days });
    await unless([...gone, "KMSInvalidStateException"], new sdk.KMSClient(client).send(schedule));
  },
};

const alias: Backing = {
  async create({ client, id, inputs, outputs }) {
    const AliasName = String(outputs["name"] ?? id);
    const TargetKeyId = String(inputs["targetKeyId"]);
    await new sdk.KMSClient(client).send(new sdk.CreateAliasCommand({ AliasName, TargetKeyId }));
    return { id, outputs: { ...outputs, ...(await target(client, TargetKeyId)) } };
  },
  async update({ client, id, inputs, outputs }) {
    const TargetKeyId = String(inputs["targetKeyId"]);
    await new sdk.KMSClient(client).send(new sdk.UpdateAliasCommand({ AliasName: id, TargetKeyId }));
    return { ...outputs, ...(await target(client, TargetKeyId)) };
  },
  async read({ client, id, outputs }) {
    return (await unless(gone, target(client, id))) ? outputs : undefined;
  },
  async delete({ client, id }) {
    await unless(gone, new sdk.KMSClient(client).send(new sdk.DeleteAliasCommand({ AliasName: id })));
  },
};

async function target(client: sdk.KMSClientConfig, KeyId: string): Promise<Properties> {
  const { KeyMetadata } = await new sdk.KMSClient(client).send(new sdk.DescribeKeyCommand({ KeyId }));
  return { targetKeyId: KeyMetadata!.KeyId, targetKeyArn: KeyMetadata!.Arn };
}

export const kms: Backings = { "aws:kms/key:Key": key, "aws:kms/alias:Alias": alias };
