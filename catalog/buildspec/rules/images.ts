/** `latest` is another image tomorrow: nothing is built upon it, run from it or handed on as it. */
import { type BuildspecProblem, problem } from "../error";
import type { Program } from "../programs";
import { actionUses, lineOf, scripts } from "../view";

const tagRemedy = "tag it by something of its own, such as the commit, and hand on its digest";
const nameRemedy = "name it by digest, or by a tag that is never moved";

/** Words of `docker` whose first argument names an image; with its tag left out, each means `latest`. */
const imageWords: Record<string, string> = {
  push: `pushes an image as latest: ${tagRemedy}`,
  pull: `pulls an image by latest: ${nameRemedy}`,
  run: `runs an image by latest: ${nameRemedy}`,
};

/** Options of `docker run` that stand alone; every other takes the word after it. */
const flags =
  /^(--rm|--privileged|--init|--detach|--interactive|--tty|--read-only|--quiet|--all-tags|-[ditqaPDl]+|--[\w-]+=.*)$/;

export function checkImages(document: unknown): BuildspecProblem[] {
  const inScripts = scripts(document).flatMap((script) =>
    script.programs.flatMap((program) =>
      latestOf(program).map((message) => problem(script.path, lineOf(script, program), message)),
    ),
  );
  return [...inScripts, ...checkPost(document), ...checkBases(document)];
}

function latestOf({ name, args }: Program): string[] {
  if (name !== "docker" && name !== "podman" && name !== "nerdctl") return [];
  const [word = "", ...rest] = args[0] === "image" ? args.slice(1) : args;
  const tags = rest.filter((each, index) => /^(-t|--tag)$/.test(rest[index - 1] ?? "") || /^--tag=/.test(each));
  if (word === "build" || word === "buildx" || word === "tag") {
    const given = word === "tag" ? rest.slice(-1) : tags;
    return given.some(endsInLatest) ? [`tags an image as latest: ${tagRemedy}`] : [];
  }
  const message = imageWords[word];
  const image = imageOf(rest);
  return message && image && isLatest(image) ? [message] : [];
}

function imageOf(args: string[]): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const each = args[at]!;
    if (!each.startsWith("-")) return each;
    if (!flags.test(each)) at++;
  }
  return undefined;
}

function endsInLatest(image: string): boolean {
  return /:latest["']?$/.test(image);
}

/** A name in a variable may carry its tag or digest and is left to the registry, whose tags are immutable. */
function isLatest(image: string): boolean {
  if (image.includes("@")) return false;
  const last = image.slice(image.lastIndexOf("/") + 1);
  return endsInLatest(image) || (!last.includes(":") && !last.includes("$"));
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html for the variable. */
function checkPost(document: unknown): BuildspecProblem[] {
  const post = scripts(document).filter(({ phase }) => phase === "post_build");
  if (post.some(({ text }) => text.includes("CODEBUILD_BUILD_SUCCEEDING"))) return [];
  const message =
    "post_build runs also after a failed build: push in build, or only when CODEBUILD_BUILD_SUCCEEDING is 1";
  return post.flatMap((script) =>
    script.programs
      .filter(({ name, args }) => name === "docker" && args.includes("push"))
      .map((program) => problem(script.path, lineOf(script, program), message)),
  );
}

/** Dockerfiles that a script writes, and actions that are images. */
function checkBases(document: unknown): BuildspecProblem[] {
  const written = scripts(document).flatMap((script) =>
    dockerfileProblems(script.text).map(({ value, message }) => problem(script.path, value, message)),
  );
  const actions = actionUses(document)
    .filter(({ uses }) => uses.startsWith("docker://") && isLatest(uses.slice("docker://".length)))
    .map(({ path, uses }) => problem(path, uses, `is an image by latest: ${nameRemedy}`));
  return [...written, ...actions];
}

export interface BaseImageOptions {
  /** Beginnings of the registries that base images may come from. Default: any registry. */
  registries?: string[];
}

/** The `FROM` lines of a Dockerfile: none by `latest`, and all from the registries that are allowed. */
export function dockerfileProblems(text: string, { registries = [] }: BaseImageOptions = {}): BuildspecProblem[] {
  const stages = new Set<string>();
  return text.split("\n").flatMap((line, index) => {
    const from = /^\s*FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?\s*$/i.exec(line);
    if (!from) return [];
    const [, image, stage] = from;
    const known = image === "scratch" || stages.has(image!.toLowerCase()) || image!.startsWith("$");
    if (stage) stages.add(stage.toLowerCase());
    if (known) return [];
    const at = { ...problem(["FROM"], image, ""), line: index + 1 };
    const found: BuildspecProblem[] = [];
    if (isLatest(image!)) found.push({ ...at, message: `builds upon an image by latest: ${nameRemedy}` });
    if (registries.length > 0 && !registries.some((each) => image!.startsWith(each))) {
      found.push({ ...at, message: `comes from another registry than ${registries.join(", ")}: mirror it there` });
    }
    return found;
  });
}
