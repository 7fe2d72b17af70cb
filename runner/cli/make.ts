/** Makes the wanted CLI in a folder of its own and moves it into place when it is proven. */
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildFromModules } from "../../local/cli/build";
import { languageHostName } from "../../local/cli/language-host";
import { installOfficial } from "./install";
import { isExecutable } from "./path";
import { elapsed, whileSaying } from "./progress";
import { stampBuild } from "./stamp";
import { expectVersion, type Kept } from "./versions";

/** One way to make a CLI: it leaves `bin/pulumi` and its language host in `root`, or throws why it cannot. */
export interface Way {
  name: string;
  source: Kept["source"];
  make(task: Task): Promise<void>;
}

export interface Task {
  root: string;
  version: string;
  env: NodeJS.ProcessEnv;
  onProgress(line: string): void;
}

export const officialInstaller: Way = {
  name: "official download",
  source: "installed",
  async make({ root, version, onProgress }) {
    const start = performance.now();
    const line = () => `downloading Pulumi CLI ${version}: ${elapsed(start)}`;
    await whileSaying(onProgress, line, installOfficial(root, version));
  },
};

export const goModules: Way = {
  name: "built from its Go modules",
  source: "built",
  async make({ root, version, env, onProgress }) {
    const start = performance.now();
    let compiled = 0;
    let step = "reading packages";
    const onStep = (next: string) => {
      step = next;
      if (next.startsWith("compiling ")) compiled += 1;
    };
    onProgress(`building Pulumi CLI ${version} from its Go modules, once: about three minutes`);
    const line = () => `building Pulumi CLI ${version}: ${elapsed(start)}, ${compiled} packages, ${step}`;
    const bin = join(root, "bin");
    await whileSaying(onProgress, line, buildFromModules({ version, target: join(bin, "pulumi"), env, onStep }));
    await stampBuild(bin, version);
    onProgress(`built Pulumi CLI ${version} in ${elapsed(start)}`);
  },
};

const scratch = ".slipway-making-";

/** Lets `way` make the CLI beside its place, proves it, and renames it into place. The caller holds the lock. */
export async function makePulumi(way: Way, versionsFolder: string, task: Omit<Task, "root">): Promise<Kept> {
  const { version, env } = task;
  await removeLeftovers(versionsFolder);
  const root = join(versionsFolder, `${scratch}${process.pid}`);
  const old = join(versionsFolder, `${scratch}old-${process.pid}`);
  const place = join(versionsFolder, version);
  try {
    await mkdir(root, { recursive: true });
    await way.make({ ...task, root });
    await expectVersion(join(root, "bin", "pulumi"), version, env);
    if (!(await isExecutable(join(root, "bin", languageHostName)))) {
      throw new Error(`it came without ${languageHostName}`);
    }
    // What is in the place was found broken before: it goes only now that there is something better.
    await rename(place, old).catch(ignoreMissing);
    await rename(root, place);
    return { command: join(place, "bin", "pulumi"), version, source: way.source };
  } finally {
    await rm(root, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

/** Of a process that was killed while it worked. */
async function removeLeftovers(versionsFolder: string): Promise<void> {
  for (const name of await readdir(versionsFolder)) {
    if (name.startsWith(scratch)) await rm(join(versionsFolder, name), { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
