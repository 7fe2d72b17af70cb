import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ServerWritableStream } from "@grpc/grpc-js";
import {
  DependencyInfo,
  type InstallDependenciesRequest,
  InstallDependenciesResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { type Children, failure } from "./children";
import { optionsOf } from "./run";

/** The direct dependencies of the program as they are installed; without those that are not. */
export function programDependencies(folder: string): DependencyInfo[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const require = createRequire(join(folder, "package.json"));
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap((name) => {
    for (const modules of require.resolve.paths(name) ?? []) {
      const version = installedVersion(join(modules, name, "package.json"));
      if (version) return [new DependencyInfo().setName(name).setVersion(version)];
    }
    return [];
  });
}

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function installedVersion(manifest: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(manifest, "utf8")) as Manifest).version;
  } catch {
    return undefined;
  }
}

/** Runs the package manager of the project's options in the program's folder, streaming what it prints. */
export async function installDependencies(
  call: ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>,
  children: Children,
): Promise<void> {
  const info = call.request.getInfo();
  const manager = optionsOf(info).packagemanager;
  const cwd = info?.getProgramDirectory() || call.request.getDirectory();
  const child = children.start(manager, ["install"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  call.on("cancelled", () => void child.stop());
  child.process.stdout?.on("data", (data: Buffer) => call.write(new InstallDependenciesResponse().setStdout(data)));
  child.process.stderr?.on("data", (data: Buffer) => call.write(new InstallDependenciesResponse().setStderr(data)));
  const problem = failure(await child.ended);
  if (problem) throw new Error(`${manager} install in ${cwd}: ${problem}`);
}
