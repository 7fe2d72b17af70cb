/** A tool that a build downloads: checked before anything of it runs. */
import { BuildspecError, type BuildspecProblem, problem } from "./error";
import { quote } from "./quote";

export interface Tool {
  /** 1 to 32 of a-z, 0-9 and -. */
  name: string;
  /** By https, and of one version: what lies there must never change. */
  url: string;
  /** SHA-256 of the file, 64 hexadecimal digits, as its publisher states it. */
  sha256: string;
  /** Commands that put the tool in its place; the file is `$DOWNLOAD`. */
  install: string[];
}

/**
 * Commands for a phase, of which the first downloads and compares: when the sum differs, the file is deleted and the
 * command fails, so that CodeBuild runs no later command of the phase. The last one deletes the file.
 *
 * Errors: a `BuildspecError` with every problem of the tool.
 */
export function downloadCommands(tool: Tool): string[] {
  const problems = toolProblems(tool);
  if (problems.length > 0) throw new BuildspecError(`The download of ${tool.name || "a tool"}`, problems);
  const get = `curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$DOWNLOAD" ${quote(tool.url)}`;
  return [
    [
      `echo ${quote(`Downloading ${tool.name}`)}`,
      'DOWNLOAD="$(mktemp)" &&',
      `  ${get} &&`,
      `  echo "${tool.sha256.toLowerCase()}  $DOWNLOAD" | sha256sum --check - ||`,
      `  { rm -f "$DOWNLOAD"; echo ${quote(`${tool.name}: not used, because it is not the file that was expected`)} >&2; false; }`,
    ].join("\n"),
    ...tool.install,
    'rm -f "$DOWNLOAD"',
  ];
}

function toolProblems({ name, url, sha256, install }: Tool): BuildspecProblem[] {
  const found: BuildspecProblem[] = [];
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) found.push(problem(["name"], name, "must be 1 to 32 of a-z, 0-9 and -"));
  if (!/^https:\/\/[^\s'"\\]+$/.test(url)) found.push(problem(["url"], url, "must be an https address"));
  if (/\/(latest|main|master)(\/|$)/.test(url)) {
    found.push(problem(["url"], url, "must name one version: what lies at this address changes"));
  }
  if (!/^[0-9a-fA-F]{64}$/.test(sha256)) {
    found.push(problem(["sha256"], sha256, "must be 64 hexadecimal digits, as the publisher states them"));
  }
  if (install.length === 0) {
    found.push(
      problem(
        ["install"],
        undefined,
        'must have a command, such as install -m 0755 "$DOWNLOAD" /usr/local/bin/kubectl',
      ),
    );
  }
  return found;
}
