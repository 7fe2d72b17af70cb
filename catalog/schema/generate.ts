/** Writes `catalog/schemas/` and the tables of `docs/pipelines.md`: `node -r ts-node/register/transpile-only catalog/schema/generate.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root";
import { type FileKind, fileSchemas, jsonSchema } from "./json";
import { withTables } from "./reference";

if (require.main === module) {
  for (const kind of Object.keys(fileSchemas) as FileKind[]) {
    writeFileSync(join(packageRoot(), "catalog", "schemas", `${kind}.json`), jsonSchema(kind));
  }
  const document = join(packageRoot(), "docs", "pipelines.md");
  writeFileSync(document, withTables(readFileSync(document, "utf8")));
}
