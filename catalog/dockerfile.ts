/**
 * Whether a Dockerfile builds on our own registry only, and on nothing that moves: every image that it names must be
 * in the registry, below one of our prefixes, and have a tag other than `latest`, or a digest.
 *
 * Images are named by FROM, by `--from` of COPY and of a RUN's mounts, and by the syntax directive.
 */
import { type Instruction, readDockerfile } from "./dockerfile-instructions";
import { upstreamOf, upstreams } from "./upstreams";

export interface BaseRules {
  /** Host of our registry. */
  registry: string;
  /** Prefixes of our repositories: `acme`, `acme-base/docker`. */
  prefixes: string[];
  /** Repository prefix of each cache by its upstream's host, for remedies. */
  caches: Record<string, string>;
  /** Build arguments that the build passes; they come before the file's defaults. */
  buildArgs?: Record<string, string>;
}

export interface DockerfileProblem {
  /** From 1. */
  line: number;
  /** The image, with variables put in as far as they are known. */
  value: string;
  /** What is wrong and what to do about it. */
  message: string;
}

/** Every problem in the order of the lines; none when the file may be built. */
export function lintDockerfile(source: string, rules: BaseRules): DockerfileProblem[] {
  const { instructions, syntax, unended } = readDockerfile(source);
  const problems: DockerfileProblem[] = unended.map(({ line, word }) => ({
    line,
    value: word,
    message: `begins a here-document that never ends: close it with a line that is ${word}`,
  }));
  const check = (line: number, image: string) => problems.push(...imageProblems(line, image, rules));
  if (syntax) check(syntax.line, syntax.image);

  const args: Arguments = new Map(platform);
  const stages: string[] = [];
  const known = (image: string) => stages.includes(image.toLowerCase());
  let count = 0;
  for (const instruction of instructions.map(unwrapped)) {
    const { line, keyword, text } = instruction;
    if (keyword === "ARG" && count === 0) declare(text, args, rules.buildArgs ?? {});
    const named = imagesOf(instruction);
    for (const each of named) {
      const image = expand(each, args);
      if ("unknown" in image) {
        const message = `depends on ${image.unknown}, which has no value here: give ARG ${image.unknown} a default before the first FROM, or pass it as a build argument`;
        problems.push({ line, value: each, message });
      } else if (!known(image.text) && !(keyword === "FROM" ? image.text === "scratch" : isStage(image.text, count))) {
        check(line, image.text);
      }
    }
    if (keyword === "FROM") {
      count++;
      const [, stage] = /\sAS\s+(\S+)\s*$/i.exec(text) ?? [];
      if (stage) stages.push(stage.toLowerCase());
    }
  }
  if (count === 0) problems.push({ line: 1, value: "", message: "has no FROM: begin with the image to build on" });
  return problems.sort((a, b) => a.line - b.line);
}

/** Stages have numbers too, from 0. */
function isStage(text: string, count: number): boolean {
  return /^\d+$/.test(text) && Number(text) < count;
}

function unwrapped(instruction: Instruction): Instruction {
  if (instruction.keyword !== "ONBUILD") return instruction;
  const [, keyword = "", text = ""] = /^(\S+)\s*(.*)$/s.exec(instruction.text) ?? [];
  return { ...instruction, keyword: keyword.toUpperCase(), text };
}

/** What an instruction names as images or stages, variables not yet put in. */
function imagesOf({ keyword, text }: Instruction): string[] {
  const [flags = ""] = /^(--\S+\s+)*/.exec(text) ?? [];
  if (keyword === "FROM") return [text.slice(flags.length).split(/\s+/)[0] ?? ""];
  if (keyword === "COPY") return [...flags.matchAll(/--from=(\S+)/g)].map(([, from]) => unquoted(from!));
  if (keyword === "RUN") {
    return [...flags.matchAll(/--mount=(\S+)/g)].flatMap(([, mount]) =>
      unquoted(mount!)
        .split(",")
        .filter((option) => option.startsWith("from="))
        .map((option) => option.slice("from=".length)),
    );
  }
  return [];
}

function imageProblems(line: number, image: string, rules: BaseRules): DockerfileProblem[] {
  const [name = "", digest] = image.split("@");
  const [, repository = "", tag] = /^(.*?)(?::([^:/]*))?$/.exec(name) ?? [];
  const problem = (message: string) => ({ line, value: image, message });
  const found: DockerfileProblem[] = [];
  if (!rules.prefixes.some((prefix) => repository.startsWith(`${rules.registry}/${prefix}/`))) {
    found.push(problem(`is not from our registry: ${remedy(repository, rules)}`));
  }
  if (digest !== undefined) {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
      found.push(problem("has no valid digest: write @sha256: and 64 hexadecimal digits"));
    }
  } else if (!tag) {
    found.push(problem("names no tag, which means latest: name a version's tag or a digest"));
  } else if (tag === "latest") {
    found.push(problem("moves with every release: name a version's tag or a digest"));
  }
  return found;
}

function remedy(repository: string, { registry, prefixes, caches }: BaseRules): string {
  const ours = `use a repository below ${prefixes.map((prefix) => `${registry}/${prefix}`).join(" or ")}`;
  const [first = "", ...rest] = repository.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const host = hasHost ? first : "docker.io";
  if (host === registry) return ours;
  const upstream = Object.keys(upstreams).find((each) => upstreams[each]!.hosts.includes(host)) ?? host;
  const path = hasHost ? rest.join("/") : repository;
  const cached = caches[upstream];
  if (cached !== undefined) {
    // Docker Hub's official images are below library.
    const full = upstream === "registry-1.docker.io" && !path.includes("/") ? `library/${path}` : path;
    return `write ${registry}/${cached}/${full}`;
  }
  return upstreamOf(upstream) ? `add ${upstream} to baseImages in Pulumi.toolchain.yaml, or ${ours}` : ours;
}

/** Values of arguments; one that is declared without a value is not there. */
type Arguments = Map<string, string>;

/** Arguments that BuildKit sets by itself, for an ordinary build. */
const platform: Arguments = new Map(
  ["BUILD", "TARGET"].flatMap((which) => [
    [`${which}PLATFORM`, "linux/amd64"],
    [`${which}OS`, "linux"],
    [`${which}ARCH`, "amd64"],
    [`${which}VARIANT`, ""],
  ]),
);

/** `ARG A=1 B`: what the build passes comes first, then the default. */
function declare(text: string, args: Arguments, given: Record<string, string>): void {
  for (const [, name = "", , value] of text.matchAll(/([A-Za-z_]\w*)(=("[^"]*"|'[^']*'|\S*))?/g)) {
    const usual = value === undefined ? undefined : expand(value, args);
    if (Object.hasOwn(given, name)) args.set(name, given[name]!);
    else if (usual && "text" in usual) args.set(name, usual.text);
  }
}

/** Puts values in for `$A`, `${A}`, `${A:-usual}` and `${A:+other}`; `unknown` is the first name without a value. */
function expand(text: string, args: Arguments): { text: string } | { unknown: string } {
  let unknown: string | undefined;
  const expanded = unquoted(text).replace(
    /\$(?:\{([A-Za-z_]\w*)(?:(:?[-+])([^}]*))?\}|([A-Za-z_]\w*))/g,
    (_, braced: string | undefined, operator = "", word = "", plain = "") => {
      const name = braced ?? plain;
      const value = args.get(name);
      const present = operator.startsWith(":") ? Boolean(value) : value !== undefined;
      if (operator.endsWith("+")) return present ? word : "";
      if (operator) return present ? value! : word;
      if (value === undefined) unknown ??= name;
      return value ?? "";
    },
  );
  if (unknown === undefined && expanded.includes("$")) unknown = expanded.slice(expanded.indexOf("$"));
  return unknown === undefined ? { text: expanded } : { unknown };
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}
