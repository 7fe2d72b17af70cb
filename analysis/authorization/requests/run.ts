/** What a run of Slipway itself asks for: entering the account, and the stack's state, lock and secrets. */
import { viaService } from "../../../catalog/iam/services";
import type { GraphStack } from "../../graph/types";
import type { Inventory } from "../inventory";
import {
  type Asking,
  accountOf,
  assumeRole,
  objectRequests,
  plainRequests,
  roleCaller,
  roleName,
  type WantedRequest,
  wanted,
} from "./request";

/** A stack whose state is in a store of ours; what runs in Pulumi Cloud ask for is among the requests of federation. */
type Stored = GraphStack & { state: NonNullable<GraphStack["state"]> };

/** Kinds that an administrator applies, whose rights are not ours to prove. */
const administrators = ["state", "organization", "account", "deployments"];

export function runRequests(inventory: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  return inventory.graph.stacks
    .filter((stack): stack is Stored => stack.state !== undefined && !administrators.includes(stack.kind))
    .flatMap((stack) => {
      const ask = asking(stack.name);
      const entered = new Set(stack.resources.flatMap(({ provider }) => provider?.assumeRoles ?? []));
      const update = stack.state.updateRole;
      return [
        ...[...entered].map((roleArn) =>
          assumeRole(ask, `a run enters ${roleName(roleArn)}`, roleCaller(ask, update), roleArn),
        ),
        ...stateRequests(inventory, ask, stack, update, "update"),
        ...stateRequests(inventory, ask, stack, stack.state.previewRole, "preview"),
      ];
    });
}

function stateRequests(
  inventory: Inventory,
  ask: Asking,
  stack: Stored,
  roleArn: string,
  access: "update" | "preview",
): WantedRequest[] {
  const { bucket: bucketName, prefix, table, keyAlias } = stack.state;
  const caller = roleCaller(ask, roleArn);
  const list = (resource: string, resourceAccount: string) =>
    wanted(ask, `a run lists the state for ${access}`, {
      caller,
      action: "s3:ListBucket",
      resource,
      resourceAccount,
      context: { "s3:prefix": `${prefix}/.pulumi/stacks/` },
    });
  const bucket = inventory.buckets.find(({ name }) => name === bucketName);
  // A store that the graph does not show leaves the run unproved; its roles are in the store's account.
  if (!bucket) return [list(`arn:${stack.partition}:s3:::${bucketName}`, accountOf(roleArn))];
  const project = stack.resources[0]?.urn.split("::")[1] ?? "";
  const object = `${prefix}/.pulumi/stacks/${project}/${stack.name}.json`;
  const tableArn = `arn:${bucket.partition}:dynamodb:${bucket.region}:${bucket.accountId}:table/${table}`;
  const secrets = inventory.keys.find((key) => key.accountId === bucket.accountId && key.aliases.includes(keyAlias));
  const writes = access === "update";
  return [
    list(bucket.arn, bucket.accountId),
    ...objectRequests(ask, `a run reads the state for ${access}`, caller, bucket, { object, access: "read" }).filter(
      ({ request }) => request.action !== "s3:GetObjectVersion",
    ),
    ...(writes
      ? objectRequests(ask, "a run writes the state", caller, bucket, { object, access: "write", defaultKey: true })
      : []),
    ...plainRequests(
      ask,
      writes ? "a run holds the lock" : "a run reads the lock",
      caller,
      tableArn,
      writes ? ["dynamodb:GetItem", "dynamodb:UpdateItem"] : ["dynamodb:GetItem"],
      { "dynamodb:LeadingKeys": [`${bucketName}/${prefix}/${project}/${stack.name}`] },
    ),
    ...(bucket.key
      ? plainRequests(ask, "a run reads the encrypted lock table", caller, bucket.key.arn, ["kms:Decrypt"], {
          "kms:ResourceAliases": bucket.key.aliases,
          "kms:ViaService": viaService("dynamodb", bucket.partition, bucket.region),
          "kms:EncryptionContext:aws:dynamodb:tableName": table,
        })
      : []),
    ...(secrets
      ? plainRequests(
          ask,
          "a run opens the stack's secrets",
          caller,
          secrets.arn,
          writes ? ["kms:Decrypt", "kms:Encrypt"] : ["kms:Decrypt"],
          { "kms:ResourceAliases": secrets.aliases },
        )
      : []),
  ];
}
