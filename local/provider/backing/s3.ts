/** Buckets and what is set on them. */
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { s3Client } from "./s3-client";
import { bucketSettings } from "./s3-settings";
import type { Backing, Backings } from "./types";
import { tagsOf, unless } from "./values";

const gone = ["NotFound", "NoSuchBucket"];

const bucket: Backing = {
  async create({ client, id, outputs }) {
    const s3 = s3Client(client);
    const name = String(outputs["bucket"] ?? id);
    // In us-east-1 S3 itself would accept a second creation by the owner; the provider looks first.
    if (await unless(gone, s3.send(new HeadBucketCommand({ Bucket: name })))) {
      throw new Error(
        `creating S3 Bucket (${name}): BucketAlreadyExists: bucket ${name} exists already; import it, or choose another name.`,
      );
    }
    const elsewhere = client.region === "us-east-1" ? {} : { LocationConstraint: client.region as "eu-west-1" };
    await s3.send(
      new CreateBucketCommand({
        Bucket: name,
        ...("LocationConstraint" in elsewhere ? { CreateBucketConfiguration: elsewhere } : {}),
      }),
    );
    await tag(s3, name, outputs);
    return { id, outputs };
  },
  async update({ client, id, outputs }) {
    await tag(s3Client(client), id, outputs);
    return outputs;
  },
  async read({ client, id, outputs }) {
    return (await unless(gone, s3Client(client).send(new HeadBucketCommand({ Bucket: id })))) ? outputs : undefined;
  },
  async delete({ client, id, outputs }) {
    const s3 = s3Client(client);
    if (outputs["forceDestroy"] === true) await unless(gone, empty(s3, id));
    await unless(gone, s3.send(new DeleteBucketCommand({ Bucket: id })));
  },
};

async function tag(s3: S3Client, name: string, outputs: Parameters<typeof tagsOf>[0]): Promise<void> {
  const TagSet = tagsOf(outputs);
  if (TagSet.length > 0) await s3.send(new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet } }));
}

/** Removes every version of every object. */
async function empty(s3: S3Client, name: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: name }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
    if (Objects.length === 0) return;
    await s3.send(new DeleteObjectsCommand({ Bucket: name, Delete: { Objects } }));
  }
}

export const s3: Backings = { "aws:s3/bucket:Bucket": bucket, ...bucketSettings };
