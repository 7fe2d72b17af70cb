/** The tests' own organisation, and copies of it that a test may spoil. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isScalar, parseDocument, visit } from "yaml";
import { loadCatalog } from "../../catalog/load";
import { packageRoot } from "../../catalog/package-root";
import type { Step } from "../../catalog/schema/path";
import type { Catalog } from "../../catalog/types";

export const fixture = join(packageRoot(), "tests", "fixtures", "organization");

export interface Copy {
  directory: string;
  /** Sets a value in a file; undefined removes it. */
  set(file: string, path: Step[], value: unknown): Copy;
  read(file: string): string;
  write(file: string, text: string): Copy;
  remove(file: string): Copy;
  load(): Catalog;
}

let spare: string | undefined;

/** A copy of the organisation for the tests of this process, one after another. */
function directoryOfCopy(): string {
  if (spare) return spare;
  const directory = mkdtempSync(join(tmpdir(), "slipway-catalog-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  cpSync(fixture, directory, { recursive: true });
  return directory;
}

/** Runs a test with a copy of the organisation, which is as it was afterwards. */
export function withCopy<T>(use: (copy: Copy) => T): T {
  const directory = directoryOfCopy();
  spare = undefined;
  /** What was in the files that the test has changed; undefined where there was none. */
  const before = new Map<string, string | undefined>();
  const keep = (file: string) => {
    const path = join(directory, file);
    if (!before.has(path)) before.set(path, existsSync(path) ? readFileSync(path, "utf8") : undefined);
    return path;
  };
  const copy: Copy = {
    directory,
    set(file, path, value) {
      const document = parseDocument(copy.read(file));
      if (value === undefined) document.deleteIn(path);
      else document.setIn(path, document.createNode(value));
      // Text that looks like a number stays text.
      visit(document, {
        Scalar(_key, node) {
          if (isScalar(node) && typeof node.value === "string" && /^\d+$/.test(node.value)) node.type = "QUOTE_DOUBLE";
        },
      });
      return copy.write(file, document.toString());
    },
    read: (file) => readFileSync(join(directory, file), "utf8"),
    write(file, text) {
      writeFileSync(keep(file), text);
      return copy;
    },
    remove(file) {
      rmSync(keep(file));
      return copy;
    },
    load: () => loadCatalog(directory),
  };
  try {
    return use(copy);
  } finally {
    for (const [path, text] of before) {
      if (text === undefined) rmSync(path, { force: true });
      else writeFileSync(path, text);
    }
    spare = directory;
  }
}
