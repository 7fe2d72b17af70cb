/** Runs the commands of a rendered buildspec as CodeBuild does: one bash, phase after phase, programs from a folder of stand-ins. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { type Buildspec, phaseNames } from "../../../catalog/buildspec/types";

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  /** Values of the exported variables when the build ended. */
  exported: Record<string, string>;
}

export class BuildShell {
  readonly root = mkdtempSync(join(tmpdir(), "slipway-buildspec-"));
  /** The repository's files; commands run here. */
  readonly source = this.folder("source");
  /** What stand-ins write down. */
  readonly notes = this.folder("notes");

  private folder(name: string): string {
    mkdirSync(join(this.root, name), { recursive: true });
    return join(this.root, name);
  }

  /** A program in bash that the commands find before any other of its name. */
  program(name: string, script: string): this {
    const path = join(this.folder("bin"), name);
    writeFileSync(path, `#!/bin/bash\n${script}\n`);
    chmodSync(path, 0o755);
    return this;
  }

  file(path: string, text = ""): this {
    const full = join(this.source, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  async run(yaml: string, variables: Record<string, string> = {}): Promise<Ran> {
    const buildspec = parse(yaml) as Buildspec;
    writeFileSync(join(this.root, "build.sh"), this.driver(buildspec));
    const bash = spawn("bash", [join(this.root, "build.sh")], {
      cwd: this.source,
      env: {
        PATH: `${this.folder("bin")}:/usr/bin:/bin`,
        TMPDIR: this.folder("tmp"),
        NOTES: this.notes,
        ...buildspec.env?.variables,
        ...variables,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    bash.stdout.on("data", (data) => {
      stdout += data;
    });
    bash.stderr.on("data", (data) => {
      stderr += data;
    });
    const code = await new Promise<number>((resolve, reject) => {
      bash.on("error", reject);
      bash.on("close", (status) => resolve(status ?? -1));
    });
    return { code, stdout, stderr, exported: this.exported() };
  }

  /** A phase stops at its first failure, `finally` runs anyway, and post_build follows even a failed build. */
  private driver({ env, phases }: Buildspec): string {
    const lines = ["failed=0", "stop=0"];
    for (const phase of phaseNames) {
      const { commands = [], finally: last = [] } = phases[phase] ?? {};
      lines.push(`if [ "$stop" = 0 ]; then ok=1; CODEBUILD_BUILD_SUCCEEDING=$((1 - failed))`);
      commands.forEach((command, index) => {
        lines.push(`if [ "$ok" = 1 ]; then . ${this.script(`${phase}-${index}`, command)} || ok=0; fi`);
      });
      last.forEach((command, index) => {
        lines.push(`. ${this.script(`${phase}-finally-${index}`, command)} || ok=0`);
      });
      const stops = phase === "install" || phase === "pre_build";
      lines.push(`if [ "$ok" = 0 ]; then failed=1; stop=${stops ? 1 : 0}; fi; fi`);
    }
    // Only what is exported is handed on.
    for (const name of env?.["exported-variables"] ?? []) {
      lines.push(`printenv ${name} > ${join(this.root, "tmp", `exported-${name}`)}`);
    }
    lines.push(`printf '%s' '${(env?.["exported-variables"] ?? []).join(" ")}' > ${join(this.root, "exported")}`);
    lines.push('exit "$failed"');
    return lines.join("\n");
  }

  private script(name: string, text: string): string {
    const path = join(this.folder("commands"), name);
    writeFileSync(path, `${text}\n`);
    return path;
  }

  private exported(): Record<string, string> {
    const names = this.read("exported").split(" ").filter(Boolean);
    return Object.fromEntries(names.map((name) => [name, this.read(`tmp/exported-${name}`).trimEnd()]));
  }
}
