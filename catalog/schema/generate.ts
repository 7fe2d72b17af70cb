/** Writes `catalog/schemas/`: `node -r ts-node/register/transpile-only catalog/schema/generate.ts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root";
import { type FileKind, fileSchemas, jsonSchema } from "./json";

if (require.main === module) {
  for (const kind of Object.keys(fileSchemas) as FileKind[]) {
    writeFileSync(join(packageRoot(), "catalog", "schemas", `${kind}.json`), jsonSchema(kind));
  }
}
