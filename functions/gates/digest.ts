/** Digest of what an archive holds: the same for the same files, however and whenever they were packed. */
import { createHash } from "node:crypto";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { Refusal } from "./refusal";
import { type ZipEntry, zipEntries } from "./zip";

/** What one run of the function reads of all archives, within its time and memory; far above what a release needs. */
export const archiveLimits = {
  /** Bytes of the archives, which are held in memory. */
  archiveBytes: 256 * 1024 * 1024,
  /** Bytes of all files unpacked. */
  contentBytes: 1024 * 1024 * 1024,
  files: 20_000,
} as const;

export interface ArchiveLimits {
  contentBytes: number;
  files: number;
}

export interface Artifact {
  name: string;
  /** A zip archive. */
  archive: Buffer;
}

/**
 * `sha256:<hex>` of what artifacts hold. Of one it is the digest of its content; of several that of a line for each,
 * in the order given: name, space, digest of the content, line feed.
 *
 * Throws a `Refusal` for an archive that is unsound, has two files of one name, or is too large beside the others.
 */
export async function contentDigest(artifacts: Artifact[], limits: ArchiveLimits = archiveLimits): Promise<string> {
  const left = { contentBytes: limits.contentBytes, files: limits.files };
  const digests: string[] = [];
  for (const { archive } of artifacts) {
    const { digest, bytes, files } = await archiveDigest(archive, left);
    left.contentBytes -= bytes;
    left.files -= files;
    digests.push(digest);
  }
  if (digests.length === 1) return digests[0]!;
  const lines = artifacts.map(({ name }, index) => `${name} ${digests[index]}\n`);
  return `sha256:${createHash("sha256").update(lines.join("")).digest("hex")}`;
}

/**
 * Digest over the files in the order of their names: of each the digest of its bytes, the length of its name in four
 * bytes, and its name. Times, order, compression, permissions and empty folders make no difference.
 */
async function archiveDigest(archive: Buffer, limits: ArchiveLimits) {
  const entries = zipEntries(archive, limits.files).sort((a, b) => Buffer.compare(a.name, b.name));
  const twice = entries.find((entry, index) => index > 0 && entry.name.equals(entries[index - 1]!.name));
  if (twice) throw new Refusal(`The build's artifact has two files of the name ${twice.name}. Build it again.`);
  const whole = createHash("sha256");
  let left = limits.contentBytes;
  for (const entry of entries) {
    const { digest, bytes } = await fileDigest(entry, left, limits.contentBytes);
    left -= bytes;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(entry.name.length);
    whole.update(digest).update(length).update(entry.name);
  }
  const digest = `sha256:${whole.digest("hex")}`;
  return { digest, bytes: limits.contentBytes - left, files: entries.length };
}

/** Counts what is unpacked: what the archive says of a file's size need not be true. */
async function fileDigest(entry: ZipEntry, left: number, limit: number): Promise<{ digest: Buffer; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > left ? tooLarge(limit) : null);
    },
  });
  const source = Readable.from([entry.compressed]);
  try {
    await (entry.deflated ? pipeline(source, createInflateRaw(), sink) : pipeline(source, sink));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      `The build's artifact cannot be unpacked at ${entry.name}: ${(error as Error).message}. Build it again.`,
    );
  }
  return { digest: hash.digest(), bytes };
}

function tooLarge(limit: number): Refusal {
  return new Refusal(
    `The build's artifact unpacks to more than ${limit} bytes. Leave out of the buildspec's artifacts what is not released.`,
  );
}
