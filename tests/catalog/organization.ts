/** The tests' own organisation, and copies of it that a test may spoil. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** Runs a test with a copy of the organisation, and removes it afterwards. */
export function withCopy<T>(use: (copy: Copy) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "slipway-catalog-"));
  cpSync(fixture, directory, { recursive: true });
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
      writeFileSync(join(directory, file), text);
      return copy;
    },
    remove(file) {
      rmSync(join(directory, file));
      return copy;
    },
    load: () => loadCatalog(directory),
  };
  try {
    return use(copy);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
