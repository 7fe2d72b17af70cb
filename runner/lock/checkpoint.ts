/** What Pulumi's own backend keeps of one stack in the bucket: the checkpoint and its lock files. Read only. */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import type { ObservedState } from "./digest";

export interface StatePlace {
  bucket: string;
  /** Folder of the bucket that is the backend; may be empty. */
  prefix: string;
  /** Pulumi project. */
  project: string;
  stack: string;
}

/** An operation that the engine began and never saw end. */
export interface PendingOperation {
  /** `creating`, `updating`, `deleting`, `reading`, `importing`. */
  type: string;
  urn: string;
}

export interface Checkpoint extends ObservedState {
  key: string;
  bytes: Uint8Array;
  /** Undefined when the content cannot be read here (zstd, or no JSON). */
  pending: PendingOperation[] | undefined;
}

/** A file of Pulumi's own lock; one is left behind by every killed engine. */
export interface PulumiLock {
  key: string;
  pid?: number;
  username?: string;
  hostname?: string;
  /** ISO 8601. */
  timestamp?: string;
}

const extensions = [".json", ".json.gz", ".json.zst"] as const;

/** The checkpoint that Pulumi reads: of several extensions the newest (`diyBackend.stackPath`). */
export async function readCheckpoint(client: S3Client, place: StatePlace): Promise<Checkpoint | undefined> {
  const base = path(place, "stacks", place.project, place.stack);
  let newest: { key: string; extension: string; modified: number } | undefined;
  for (const object of await list(client, place.bucket, `${base}.json`)) {
    const extension = extensions.find((candidate) => object.Key === base + candidate);
    const modified = object.LastModified?.getTime() ?? 0;
    if (extension && (!newest || modified >= newest.modified)) newest = { key: object.Key!, extension, modified };
  }
  if (!newest) return undefined;
  const { key, extension } = newest;
  const object = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: key }));
  const bytes = await object.Body!.transformToByteArray();
  return {
    key,
    extension,
    bytes,
    digest: createHash("sha256").update(bytes).digest("hex"),
    versionId: object.VersionId,
    lastModified: object.LastModified,
    pending: pendingOperations(bytes, extension),
  };
}

/** When one version of an object was written; undefined when the version is gone. */
export async function versionWritten(
  client: S3Client,
  bucket: string,
  key: string,
  versionId: string,
): Promise<Date | undefined> {
  try {
    return (await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }))).LastModified;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

export async function readPulumiLocks(client: S3Client, place: StatePlace): Promise<PulumiLock[]> {
  // The organisation of this backend is always the word `organization`.
  const folder = `${path(place, "locks", "organization", place.project, place.stack)}/`;
  const locks: PulumiLock[] = [];
  for (const { Key: key } of await list(client, place.bucket, folder)) {
    try {
      const object = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: key }));
      locks.push({ key: key!, ...lockContent(await object.Body!.transformToString()) });
    } catch (error) {
      // Its holder removed it between listing and reading.
      if (!isAbsent(error)) throw error;
    }
  }
  return locks;
}

function path({ prefix }: StatePlace, ...parts: string[]): string {
  return [...prefix.split("/").filter((part) => part !== ""), ".pulumi", ...parts].join("/");
}

async function list(client: S3Client, bucket: string, prefix: string) {
  const objects = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    objects.push(...(page.Contents ?? []));
  }
  return objects;
}

function isAbsent(error: unknown): boolean {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404;
}

/** The pending operations in a checkpoint's bytes. */
export function pendingOperations(bytes: Uint8Array, extension: string): PendingOperation[] | undefined {
  if (extension === ".json.zst") return undefined;
  try {
    const text = Buffer.from(extension === ".json.gz" ? gunzipSync(bytes) : bytes).toString("utf8");
    const { checkpoint } = JSON.parse(text) as {
      checkpoint?: { latest?: { pending_operations?: { type: string; resource?: { urn?: string } }[] } };
    };
    const pending = checkpoint?.latest?.pending_operations ?? [];
    return pending.map(({ type, resource }) => ({ type, urn: resource?.urn ?? "unknown" }));
  } catch {
    return undefined;
  }
}

function lockContent(text: string): Omit<PulumiLock, "key"> {
  try {
    const { pid, username, hostname, timestamp } = JSON.parse(text) as Omit<PulumiLock, "key">;
    return { pid, username, hostname, timestamp };
  } catch {
    return {};
  }
}
