/** The code of Lambda functions: committed files that are made from `functions/`, which components never import. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { packageRoot } from "../catalog/package-root";

/** Handler of every bundle: the export `handler` of its one file. */
export const bundleHandler = "index.handler";

/** Text of a function's one file. Errors: when the bundle is not there. */
export function bundleText(name: string): string {
  const file = join("functions", "bundles", `${name}.js`);
  const path = join(packageRoot(), file);
  if (!existsSync(path)) throw new Error(`${file} is missing from the package; make it with: npm run generate`);
  return readFileSync(path, "utf8");
}

/**
 * Archive of a function's one file, at `path` in it. Its text is part of the program, not a path: state, plan and graph
 * are the same on every machine.
 *
 * Errors: when the bundle is not there.
 */
export function bundle(name: string, path = "index.js"): pulumi.asset.Archive {
  return new pulumi.asset.AssetArchive({ [path]: new pulumi.asset.StringAsset(bundleText(name)) });
}
