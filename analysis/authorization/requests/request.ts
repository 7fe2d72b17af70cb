/** A request that something will make, and how the usual ones are built. */
import type { Caller, Context, Request } from "../../../catalog/iam";
import { servicePrincipal, viaService } from "../../../catalog/iam/services";
import type { Bucket } from "../inventory";

export interface WantedRequest {
  /** Unique and stable: stack, caller, action, resource and purpose. */
  id: string;
  /** The stack whose resources make it. */
  stack: string;
  /** Who does what, in words. */
  what: string;
  request: Request;
  /** The resource is made elsewhere by design, so that only the caller's own side can be proved. */
  callerOnly?: boolean;
  /** One of the many alike that the engine's provider makes for each resource. */
  engine?: boolean;
}

/** What builds requests for the resources of one stack. */
export interface Asking {
  stack: string;
  organizationId?: string;
}

export function wanted(asking: Asking, what: string, request: Request): WantedRequest {
  const { caller, action, resource } = request;
  const who = caller.kind === "principal" ? caller.arn : caller.kind === "service" ? caller.service : caller.provider;
  return { id: `${asking.stack}: ${who} ${action} ${resource} (${what})`, stack: asking.stack, what, request };
}

export function roleCaller(asking: Asking, arn: string): Caller {
  const accountId = accountOf(arn);
  return {
    kind: "principal",
    arn,
    accountId,
    ...(asking.organizationId ? { organizationId: asking.organizationId } : {}),
  };
}

export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

export function roleName(arn: string): string {
  return arn.split("/").at(-1)!;
}

/** Requests on resources that no resource policy speaks about. */
export function plainRequests(
  asking: Asking,
  what: string,
  caller: Caller,
  resource: string,
  actions: string[],
  context: Context = {},
): WantedRequest[] {
  return actions.map((action) =>
    wanted(asking, what, { caller, action, resource, resourceAccount: accountOf(resource), context }),
  );
}

/** Requests for actions that know no resources, in an account and region. */
export function everywhereRequests(
  asking: Asking,
  what: string,
  caller: Caller,
  place: { accountId: string; region: string },
  actions: string[],
  context: Context = {},
): WantedRequest[] {
  const { accountId, region } = place;
  return actions.map((action) =>
    wanted(asking, what, {
      caller,
      action,
      resource: "*",
      resourceAccount: accountId,
      context: { "aws:RequestedRegion": region, ...context },
    }),
  );
}

export function assumeRole(
  asking: Asking,
  what: string,
  caller: Caller,
  roleArn: string,
  context: Context = {},
): WantedRequest {
  return wanted(asking, what, {
    caller,
    action: "sts:AssumeRole",
    resource: roleArn,
    resourceAccount: accountOf(roleArn),
    context,
  });
}

/** A service that works for a resource takes on the resource's role. */
export function serviceAssumes(asking: Asking, service: string, roleArn: string, sourceArn: string): WantedRequest {
  const context = { "aws:SourceAccount": accountOf(sourceArn), "aws:SourceArn": sourceArn };
  const what = `${service} works as ${roleName(roleArn)} for ${sourceArn.split(/[:/]/).at(-1)}`;
  return assumeRole(asking, what, serviceCaller(service, sourceArn.split(":")[1]), roleArn, context);
}

export function serviceCaller(service: string, partition = "aws"): Caller {
  return { kind: "service", service: servicePrincipal(service, partition) };
}

/** The role of a resource that the graph does not tell; nobody has one of this name. */
export function untoldRole(partition: string, accountId: string, of: string): string {
  return `arn:${partition}:iam::${accountId}:role/unknown-role-of-${of}`;
}

export interface ObjectUse {
  /** Key of the object in the bucket. */
  object: string;
  access: "read" | "write";
  /** Whether the caller calls KMS itself as well, as CodePipeline does, or S3 only. */
  keyDirectly?: boolean;
  /** Whether a write names no key, and so takes the bucket's default. */
  defaultKey?: boolean;
}

/** Reads or writes an object, with what that asks of the bucket's key. */
export function objectRequests(
  asking: Asking,
  what: string,
  caller: Caller,
  bucket: Bucket,
  use: ObjectUse,
): WantedRequest[] {
  const { key } = bucket;
  const object = `${bucket.arn}/${use.object}`;
  const actions = use.access === "read" ? ["s3:GetObject", "s3:GetObjectVersion"] : ["s3:PutObject"];
  const encryption: Context =
    use.access === "write" && key && !use.defaultKey
      ? { "s3:x-amz-server-side-encryption": "aws:kms", "s3:x-amz-server-side-encryption-aws-kms-key-id": key.arn }
      : {};
  const objects = actions.map((action) =>
    wanted(asking, what, { caller, action, resource: object, resourceAccount: bucket.accountId, context: encryption }),
  );
  if (!key) return objects;
  const context: Context = {
    "kms:ResourceAliases": key.aliases,
    ...(use.keyDirectly ? {} : { "kms:ViaService": viaService("s3", bucket.partition, bucket.region) }),
    "kms:EncryptionContext:aws:s3:arn": bucket.bucketKey ? bucket.arn : object,
  };
  const action = use.access === "read" ? "kms:Decrypt" : "kms:GenerateDataKey";
  return [
    ...objects,
    wanted(asking, what, { caller, action, resource: key.arn, resourceAccount: key.accountId, context }),
  ];
}
