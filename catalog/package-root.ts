import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Absolute folder of the slipway package, from a source file or from its compiled copy inside the package. */
export function packageRoot(from: string = __dirname): string {
  for (let folder = from; dirname(folder) !== folder; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "slipway") return folder;
  }
  throw new Error(`${from} is not inside the slipway package.`);
}
