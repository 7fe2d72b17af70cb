/** Whether a laptop cloud and the states of its stacks tell the same story. */
import assert from "node:assert/strict";
import { KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import { openDoor } from "../../local/provider/accounts";
import type { Organization } from "./organization";

/** No resource is lost, and none was made twice: the stacks' states and the cloud hold exactly the same. */
export async function assertEverythingOnce(organization: Organization, stacks: string[]): Promise<void> {
  const states = await Promise.all(stacks.map((stack) => organization.state(stack)));
  const stated = states
    .flatMap(({ resources = [] }) => resources)
    .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  const records = organization.records();
  assert.deepEqual(records.map(named).sort(), stated.map(named).sort());
  // The emulator's own count: a key that the records do not know would be paid for ever.
  const keys = records.filter(({ type }) => type === "aws:kms/key:Key");
  const places = new Map(keys.map(({ account, region }) => [`${account} ${region}`, { account, region }]));
  const door = openDoor(organization.emulator.endpoint);
  for (const { account, region } of places.values()) {
    const { Keys = [] } = await new KMSClient(await door(account, region)).send(new ListKeysCommand({}));
    const here = keys.filter((key) => key.account === account && key.region === region);
    assert.deepEqual(Keys.map(({ KeyId }) => KeyId).sort(), here.map(({ id }) => id).sort());
  }
}

function named({ type, id }: { type: string; id?: string }): string {
  return `${type} ${id}`;
}
