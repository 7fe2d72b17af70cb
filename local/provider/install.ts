/** Puts the stand-ins where the engine looks for plugins: in a private PULUMI_HOME, never on PATH. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "../model/package";
import { standInBundle } from "./bundle";

export interface InstallOptions {
  /** Absolute path of the Node that runs the stand-ins. */
  node: string;
  /** Folder of the slipway package. */
  root: string;
}

/** Installs the stand-ins for `@pulumi/aws`, `@pulumi/awsx` and `@pulumi/pulumiservice`; does nothing when they are there and current. */
export function installStandIns(pulumiHome: string, { node, root }: InstallOptions): void {
  const bundle = standInBundle(root);
  for (const [name, program] of [
    ["aws", "main.js"],
    ["awsx", "awsx.js"],
    ["pulumiservice", "main.js"],
  ] as const) {
    const folder = join(pulumiHome, "plugins", `resource-${name}-v${packageVersion(name)}`);
    const path = join(folder, `pulumi-resource-${name}`);
    const script = `#!/bin/sh\nexec ${quoted(node)} ${quoted(join(bundle, program))} ${name} "$@"\n`;
    if (existsSync(path) && readFileSync(path, "utf8") === script) continue;
    mkdirSync(folder, { recursive: true });
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, script, { mode: 0o755 });
    renameSync(draft, path);
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
