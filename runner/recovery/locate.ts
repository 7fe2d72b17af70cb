/** Looks in the cloud for what an interrupted creation may have made, where AWS chose the id. */
import {
  DescribeKeyCommand,
  KMSClient,
  ListResourceTagsCommand,
  paginateListAliases,
  paginateListKeys,
} from "@aws-sdk/client-kms";
import { targetRole } from "../../catalog/target-role";
import type { Catalog, StackPlan } from "../../catalog/types";
import type { Cloud } from "../cloud/types";
import type { StateResource } from "../engine/inspect";
import { assume, type Identity } from "../identity";
import type { Locate } from "./interrupted";

/** Keys only: other types whose ids AWS chooses are left to a person. */
export function locator(cloud: Cloud, catalog: Catalog, plan: StackPlan, identity: Identity): Locate {
  return async (resource) => {
    if (resource.type !== "aws:kms/key:Key") return undefined;
    const role = targetRole(catalog, plan, "update");
    const inside = role ? await assume(cloud, plan, plan.region, role, identity) : identity;
    const region = String(resource.inputs?.region ?? plan.region);
    try {
      return await keysLike(new KMSClient(cloud.client(region, inside.credentials)), resource);
    } catch (error) {
      // Whoever may not see every key cannot say that there is none.
      if ((error as Error).name === "AccessDeniedException") return undefined;
      throw error;
    }
  };
}

/**
 * Enabled keys with the declared description and tags, which a key is given when it is made, and without an alias,
 * which ours are given in a later step: so keys of an earlier life of the stack are not among them.
 */
async function keysLike(kms: KMSClient, { inputs = {} }: StateResource): Promise<string[]> {
  const named = new Set<string | undefined>();
  for await (const page of paginateListAliases({ client: kms }, {})) {
    for (const { TargetKeyId } of page.Aliases ?? []) named.add(TargetKeyId);
  }
  const ids: string[] = [];
  for await (const page of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId } of page.Keys ?? []) if (KeyId && !named.has(KeyId)) ids.push(KeyId);
  }
  const wanted = Object.entries((inputs.tagsAll ?? inputs.tags ?? {}) as Record<string, string>);
  const alike: string[] = [];
  for (const KeyId of ids) {
    const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId }));
    if (key?.KeyManager !== "CUSTOMER" || !key.Enabled || key.Description !== inputs.description) continue;
    const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
    const tags = new Map(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
    if (wanted.every(([name, value]) => tags.get(name) === value)) alike.push(KeyId);
  }
  return alike;
}
