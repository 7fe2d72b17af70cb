/** Nothing that was downloaded runs, or is unpacked, before its checksum was compared. */
import { type BuildspecProblem, problem } from "../error";
import { type Program, shells } from "../programs";
import { lineOf, type Script, scripts } from "../view";

const remedy =
  "download to a file, compare it by `sha256sum --check` with the checksum that the publisher states, then use it";

const interpreters = new Set([...shells, "python", "python3", "node", "perl", "ruby", "php"]);
const unpackers = new Set(["tar", "bsdtar", "gunzip", "gzip", "zcat", "unzip", "xz", "unxz", "zstd", "cpio", "tee"]);
const hashers = new Set(["sha256sum", "sha384sum", "sha512sum", "shasum", "b2sum"]);

export function checkDownloads(document: unknown): BuildspecProblem[] {
  const all = scripts(document);
  return all.flatMap((script, index) =>
    script.programs.flatMap((program, at) => {
      if (!isDownload(program)) return [];
      const line = lineOf(script, program);
      if (runsUnseen(program)) return [problem(script.path, line, `runs what it downloads, unseen: ${remedy}`)];
      const reader = program.feeds;
      if (reader && unpackers.has(reader.name)) {
        return [problem(script.path, line, `uses what it downloads, unchecked: ${remedy}`)];
      }
      const later = [script.programs.slice(at + 1), ...rest(all, index).map((each) => each.programs)].flat();
      if (!keepsFile(program) || later.some(isCheck)) return [];
      return [problem(script.path, line, `keeps a download that nothing checks: ${remedy}`)];
    }),
  );
}

/** The scripts of the same phase that run after one. */
function rest(all: Script[], index: number): Script[] {
  return all.slice(index + 1).filter(({ phase }) => phase === all[index]!.phase);
}

/** From elsewhere: what this machine or the build's own metadata service answers is no download. */
function isDownload({ name, args }: Program): boolean {
  if (name !== "curl" && name !== "wget") return false;
  return !args.some((each) => /^(https?:\/\/)?(localhost|127\.|\[::1\]|169\.254\.)/.test(each));
}

function runsUnseen({ feeds }: Program): boolean {
  if (!feeds) return false;
  // `$(curl ...)` as a command of its own runs what comes.
  if (/^[`$]/.test(feeds.name) || feeds.name === "eval") return true;
  if (feeds.name === "source" || feeds.name === ".") return true;
  if (!interpreters.has(feeds.name)) return runsUnseen(feeds);
  const option = feeds.args.findIndex((each) => /^-\w*[ce]$/.test(each));
  if (option >= 0) return /^["']?[$`]/.test(feeds.args[option + 1] ?? "");
  const file = feeds.args.find((each) => !each.startsWith("-") && !/^\d*[<>]/.test(each.replace(/^<\(/, "(")));
  return file === undefined || file.startsWith("<(") || feeds.args.includes("-s");
}

function keepsFile({ name, args }: Program): boolean {
  const redirect = args.findIndex((each) => /^1?>{1,2}/.test(each));
  if (redirect >= 0) return isFile(args[redirect]!.replace(/^1?>+/, "") || args[redirect + 1]);
  if (name === "wget") {
    if (args.includes("--spider")) return false;
    const at = args.findIndex((each) => /^(-\w*O|--output-document)/.test(each));
    return at < 0 || isFile(argument(args, at, /^(-\w*O|--output-document=?)/));
  }
  if (args.some((each) => /^(-\w*O\w*|--remote-name(-all)?)$/.test(each) && !each.startsWith("--out"))) return true;
  const at = args.findIndex((each) => /^(-[a-zA-Z]*o|--output(=|$))/.test(each));
  return at >= 0 && isFile(argument(args, at, /^(-[a-zA-Z]*o|--output=?)/));
}

function argument(args: string[], at: number, option: RegExp): string | undefined {
  return args[at]!.replace(option, "") || args[at + 1];
}

function isFile(path: string | undefined): boolean {
  return path !== undefined && path !== "-" && path !== "/dev/null" && !path.startsWith("&");
}

function isCheck({ name, args, feeds }: Program): boolean {
  if (hashers.has(name)) return feeds !== undefined || args.some((each) => /^(--check|-[a-z]*c[a-z]*)$/.test(each));
  return (
    (name === "gpg" && args.includes("--verify")) ||
    name === "gpgv" ||
    (name === "cosign" && /^verify/.test(args[0] ?? ""))
  );
}
