/** Stand-ins for Pulumi CLIs: shell scripts that answer `version`, in folders of their own. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findPulumi, type PulumiCli } from "../../../runner/cli";
import type { Way } from "../../../runner/cli/make";

export interface World {
  root: string;
  /** The versions folder. */
  versions: string;
  /** Everything that was said. */
  said: string[];
  /** Writes an executable script and returns its path. */
  script(path: string, body: string): string;
  /** A folder on PATH with a `pulumi` that prints `version`. */
  installed(folder: string, version: string): string;
  find(path: string[], ways?: Way[]): Promise<PulumiCli>;
  remove(): void;
}

export function world(): World {
  const root = mkdtempSync(join(tmpdir(), "slipway-cli-"));
  const versions = join(root, "home", ".pulumi", "versions");
  const said: string[] = [];
  const script = (path: string, body: string) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  return {
    root,
    versions,
    said,
    script,
    installed: (folder, version) => dirname(script(`${folder}/pulumi`, `echo v${version}`)),
    find: (path, ways = []) =>
      findPulumi({
        onProgress: (line) => said.push(line),
        env: { HOME: join(root, "home"), PATH: path.join(":") },
        ways,
      }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Makes a script that says `version`, with a language host beside it. */
export function fakeWay(name: string, says: string, source: Way["source"] = "installed"): Way & { made: number } {
  const way = {
    name,
    source,
    made: 0,
    async make({ root }: { root: string }) {
      way.made += 1;
      mkdirSync(join(root, "bin"), { recursive: true });
      for (const file of ["pulumi", "pulumi-language-nodejs"]) {
        writeFileSync(join(root, "bin", file), `#!/bin/sh\necho ${says}\n`);
        chmodSync(join(root, "bin", file), 0o755);
      }
    },
  };
  return way;
}

export function failingWay(name: string, reason: string): Way {
  return { name, source: "built", make: () => Promise.reject(new Error(reason)) };
}
