/**
 * The laptop cloud's memory: one JSON file per resource, shared by all provider processes, so that what one made
 * exists for the others.
 */
import { createHash } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Properties } from "../model/types";

export interface ResourceRecord {
  type: string;
  id: string;
  /** Account id, and region or `global`. */
  account: string;
  region: string;
  inputs: Properties;
  outputs: Properties;
}

export interface Records {
  get(account: string, region: string, type: string, id: string): ResourceRecord | undefined;
  list(account: string, region: string, type: string): ResourceRecord[];
  /** Adds a record; false when one with its id is there. */
  add(record: ResourceRecord): boolean;
  put(record: ResourceRecord): void;
  remove(account: string, region: string, type: string, id: string): void;
}

export function openRecords(dataDirectory: string): Records {
  const folder = (account: string, region: string, type: string) =>
    join(dataDirectory, "resources", account, region, encodeURIComponent(type));
  const path = (account: string, region: string, type: string, id: string) =>
    join(folder(account, region, type), `${fileName(id)}.json`);
  const pathOf = ({ account, region, type, id }: ResourceRecord) => path(account, region, type, id);

  /** Writes a draft beside its place; what readers see is complete or not there. */
  const draft = (record: ResourceRecord): string => {
    const target = pathOf(record);
    mkdirSync(dirname(target), { recursive: true });
    const scratch = `${target}.${process.pid}.draft`;
    writeFileSync(scratch, JSON.stringify(record, undefined, 1));
    return scratch;
  };

  return {
    get: (...key) => read(path(...key)),
    list(...key) {
      const names = entries(folder(...key)).filter((name) => name.endsWith(".json"));
      return names.map((name) => read(join(folder(...key), name))).filter((record) => record !== undefined);
    },
    add(record) {
      const scratch = draft(record);
      try {
        linkSync(scratch, pathOf(record));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
      } finally {
        rmSync(scratch, { force: true });
      }
    },
    put: (record) => renameSync(draft(record), pathOf(record)),
    remove: (...key) => rmSync(path(...key), { force: true }),
  };
}

/** Ids are ARNs, URLs and paths too; file names are limited to 255 bytes. */
function fileName(id: string): string {
  const encoded = encodeURIComponent(id);
  if (encoded.length <= 200) return encoded;
  return `${encoded.slice(0, 150)}.${createHash("sha256").update(id).digest("hex").slice(0, 32)}`;
}

function read(path: string): ResourceRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ResourceRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
