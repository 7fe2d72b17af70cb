/**
 * Writes `catalog/schemas/policies.json` and the table of `docs/policies.md`:
 * `node -r ts-node/register/transpile-only runner/policies/generate.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../catalog/package-root";
import { withRules } from "./reference";
import { policiesJsonSchema } from "./schema";

if (require.main === module) {
  writeFileSync(join(packageRoot(), "catalog", "schemas", "policies.json"), policiesJsonSchema());
  const document = join(packageRoot(), "docs", "policies.md");
  writeFileSync(document, withRules(readFileSync(document, "utf8")));
}
