/**
 * Reads the directory of a zip archive as its specification has it
 * (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). Sizes are taken from the
 * central directory, since an archive written as a stream has them nowhere else.
 */
import { Refusal } from "./refusal";

export interface ZipEntry {
  /** As it stands in the archive, in whichever encoding. */
  name: Buffer;
  compressed: Buffer;
  /** Whether the bytes are deflated; stored otherwise. */
  deflated: boolean;
}

const signatures = { end: 0x06054b50, directory: 0x02014b50, local: 0x04034b50 } as const;
const lengths = { end: 22, directory: 46, local: 30, comment: 0xffff } as const;
/** Values that say: see the ZIP64 record. */
const zip64 = { count: 0xffff, bytes: 0xffffffff } as const;
const encrypted = 0x1;

/** Entries of an archive in the order of its directory, without the folders. Throws a `Refusal` when it is unsound. */
export function zipEntries(zip: Buffer, maximum: number): ZipEntry[] {
  try {
    return entries(zip, maximum);
  } catch (error) {
    // A Buffer throws this for a position outside.
    if (error instanceof RangeError) throw unsound("it ends too early");
    throw error;
  }
}

function entries(zip: Buffer, maximum: number): ZipEntry[] {
  const end = endOfDirectory(zip);
  const count = zip.readUInt16LE(end + 10);
  const start = zip.readUInt32LE(end + 16);
  if (count === zip64.count || start === zip64.bytes || count > maximum) {
    throw new Refusal(
      `The build's artifact has more than ${maximum} files. Leave out of the buildspec's artifacts what is not released.`,
    );
  }
  const found: ZipEntry[] = [];
  let position = start;
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(position) !== signatures.directory) {
      throw unsound(`its directory breaks at entry ${index + 1}`);
    }
    const nameLength = zip.readUInt16LE(position + 28);
    const name = slice(zip, position + lengths.directory, nameLength);
    const folder = name.at(-1) === "/".charCodeAt(0) && zip.readUInt32LE(position + 24) === 0;
    if (!folder) found.push(entry(zip, position, name));
    position += lengths.directory + nameLength + zip.readUInt16LE(position + 30) + zip.readUInt16LE(position + 32);
  }
  return found;
}

function entry(zip: Buffer, position: number, name: Buffer): ZipEntry {
  const method = zip.readUInt16LE(position + 10);
  const size = zip.readUInt32LE(position + 20);
  const local = zip.readUInt32LE(position + 42);
  if ((zip.readUInt16LE(position + 8) & encrypted) !== 0) throw unsound(`${name} is encrypted`);
  if (method !== 0 && method !== 8)
    throw unsound(`${name} is compressed by method ${method}, neither stored nor deflated`);
  if (size === zip64.bytes || local === zip64.bytes) throw unsound(`${name} is in ZIP64 form`);
  if (zip.readUInt32LE(local) !== signatures.local) throw unsound(`${name} is not where the directory says`);
  // The local header's name and extra field may be longer than the directory's.
  const data = local + lengths.local + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return { name, compressed: slice(zip, data, size), deflated: method === 8 };
}

/** Position of the last record, which is followed only by a comment that it gives the length of. */
function endOfDirectory(zip: Buffer): number {
  const first = Math.max(0, zip.length - lengths.end - lengths.comment);
  for (let position = zip.length - lengths.end; position >= first; position -= 1) {
    const ends = position + lengths.end + zip.readUInt16LE(position + 20) === zip.length;
    if (zip.readUInt32LE(position) === signatures.end && ends) return position;
  }
  throw unsound("it has no directory");
}

function slice(zip: Buffer, start: number, length: number): Buffer {
  if (start + length > zip.length) throw unsound("it ends too early");
  return zip.subarray(start, start + length);
}

function unsound(problem: string): Refusal {
  return new Refusal(`The build's artifact is no zip archive that can be read: ${problem}. Build it again.`);
}
