/** One file of an artifact, as every reader of it must understand it. */
import { posix } from "node:path";
import { inflateRawSync } from "node:zlib";
import { type Artifact, archiveLimits } from "./digest";
import { Refusal } from "./refusal";
import { type ZipEntry, zipEntries } from "./zip";

/** Bytes; a task definition has 64 KiB at most. */
const mostBytes = 100_000;

/**
 * The file parsed. Throws a `Refusal` when it is not there, or when another reader could find another file or other
 * values: a second name that leads to it, a key that is given twice, YAML instead of JSON (which is YAML too).
 */
export function jsonFile(artifact: Artifact | undefined, name: string): unknown {
  return only(artifact ? entriesOf(artifact, name) : [], name);
}

/** The same, or undefined when it is not there under any name. */
export function jsonFileIfAny(artifact: Artifact, name: string): unknown {
  const named = entriesOf(artifact, name);
  return named.length === 0 ? undefined : only(named, name);
}

function entriesOf({ archive }: Artifact, name: string): ZipEntry[] {
  return zipEntries(archive, archiveLimits.files).filter((entry) => leadsTo(entry.name.toString(), name));
}

function only(named: ZipEntry[], name: string): unknown {
  const [entry, other] = named;
  if (!entry || other || entry.name.toString() !== name) {
    const found = named.map((each) => each.name.toString()).join(", ") || "none";
    throw new Refusal(`The build must hand on exactly one file ${name} at the top of its artifact, found ${found}.`);
  }
  const text = contentOf(entry.compressed, entry.deflated, name);
  const parsed = parse(text, name);
  if (keysIn(text) !== keysOf(parsed)) throw new Refusal(`${name} of the build gives a key of one map twice.`);
  return parsed;
}

/** Some unpack `./name`, `folder/../name` and, where case is nothing, `NAME` to the same file. */
function leadsTo(entry: string, name: string): boolean {
  return posix.normalize(entry.replaceAll("\\", "/")).replace(/^\/+/, "").toLowerCase() === name.toLowerCase();
}

function contentOf(compressed: Buffer, deflated: boolean, name: string): string {
  try {
    const bytes = deflated ? inflateRawSync(compressed, { maxOutputLength: mostBytes }) : compressed;
    if (bytes.length > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`);
    return bytes.toString();
  } catch (error) {
    throw new Refusal(`${name} of the build cannot be read: ${(error as Error).message}. Build it again.`);
  }
}

/** What the parser says of the text would show what is in it. */
function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(
      `${name} of the build must be written as JSON, which nobody reads in two ways. Change it in the source.`,
    );
  }
}

/** Keys that stand in a JSON text: its strings that a colon follows. */
function keysIn(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;
}

function keysOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, each) => sum + keysOf(each), own);
}
