/** Writes `functions/bundles/`: `node -r ts-node/register/transpile-only functions/generate.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { bundleNames, bundlePath, bundleText } from "./bundle";

if (require.main === module) {
  for (const name of bundleNames) {
    mkdirSync(dirname(bundlePath(name)), { recursive: true });
    writeFileSync(bundlePath(name), bundleText(name));
  }
}
