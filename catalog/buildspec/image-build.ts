/** The build of a service's container images: all side by side, and their digests handed on. */
import { BuildspecError, type BuildspecProblem, problem } from "./error";
import { type ImageBuild, imagesFile, imageVariable, registryHost, type StandardFile } from "./image";
import { imageScript, standardFileName } from "./image-script";
import { variableName } from "./limits";
import { looksSecret } from "./secret";
import type { Buildspec } from "./types";

export interface ImageBuildArgs {
  images: ImageBuild[];
  /** Region of the repositories. */
  region: string;
  /** Images that are built at once, 1 to 100. Default: 20. */
  concurrency?: number;
  /** Further hosts in ECR that Dockerfiles pull from, such as a pull-through cache's. Default: none. */
  registries?: string[];
  /** Further files of the repository to hand on beside `images.json`. Default: none. */
  files?: string[];
  /** Files for CodePipeline's own actions on ECS. Default: none. */
  standard?: StandardFile[];
}

/** As in AWS's example "Using AWS CodePipeline for deploying container images to AWS Lambda Functions" (`pwait 20`). */
export const usualConcurrency = 20;
export const mostConcurrency = 100;

/**
 * The buildspec of an image build.
 *
 * - `pre_build` checks that every directory and Dockerfile is there, all at once, and signs in to the registries.
 * - `build` builds and pushes all images, at most `concurrency` at once, prints each one's log whole under its name,
 *   and fails, naming them, if any failed. Tags are `<commit>-<build number>`: unique, because repositories are
 *   immutable and a changed base image rebuilds the same commit. Then it exports `IMAGE_<NAME>` for each image, by
 *   digest, and writes `images.json`.
 *
 * The build's role needs, beside pushing: `ecr:GetAuthorizationToken`, and `ecr:DescribeImages` on the repositories.
 *
 * Errors: a `BuildspecError` with every problem of the arguments.
 */
export function imageBuildspec(args: ImageBuildArgs): Buildspec {
  const problems = imageBuildProblems(args);
  if (problems.length > 0) throw new BuildspecError("The image build", problems);
  const { images, concurrency = usualConcurrency, registries = [], files = [], standard = [] } = args;
  const hosts = [...new Set([...images.map(({ repository }) => repository.split("/")[0]!), ...registries])];
  const script = imageScript({ images, concurrency, hosts, standard });
  return {
    version: 0.2,
    env: { shell: "bash", "exported-variables": images.map(({ name }) => imageVariable(name)) },
    phases: { pre_build: { commands: script.prepare }, build: { commands: script.build } },
    artifacts: { files: [imagesFile, ...standard.map(standardFileName), ...files] },
  };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const repositoryPath = /^[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/;

function imageBuildProblems({
  images,
  region,
  concurrency,
  registries = [],
  files = [],
  standard = [],
}: ImageBuildArgs): BuildspecProblem[] {
  const found: BuildspecProblem[] = [];
  if (images.length === 0) found.push(problem(["images"], undefined, "must name at least one image"));
  if (
    concurrency !== undefined &&
    !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= mostConcurrency)
  ) {
    found.push(problem(["concurrency"], concurrency, `must be a whole number from 1 to ${mostConcurrency}`));
  }
  registries.forEach((host, index) => {
    if (!registryHost.test(host)) {
      found.push(
        problem(["registries", index], host, "must be a host in ECR, <account>.dkr.ecr.<region>.amazonaws.com"),
      );
    }
  });
  files.forEach((file, index) => {
    if (!isInside(file)) found.push(problem(["files", index], file, "must be a path inside the repository"));
  });
  standard.forEach((file, index) => {
    const named = "image" in file ? [file.image] : file.containers.map(({ image }) => image);
    for (const image of named.filter((each) => !images.some(({ name }) => name === each))) {
      found.push(problem(["standard", index], image, "must name an image of this build"));
    }
  });
  images.forEach((image, index) => {
    found.push(...imageProblems(image, index, region));
    for (const key of ["name", "repository"] as const) {
      if (images.findIndex((each) => each[key] === image[key]) === index) continue;
      found.push(problem(["images", index, key], image[key], `is the ${key} of two images; give each its own`));
    }
  });
  return found;
}

function imageProblems(image: ImageBuild, index: number, region: string): BuildspecProblem[] {
  const { name, directory, dockerfile, repository, buildArgs = {} } = image;
  const found: BuildspecProblem[] = [];
  const say = (key: string, value: unknown, message: string) =>
    found.push(problem(["images", index, key], value, message));
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    say("name", name, "must be 1 to 32 of a-z, 0-9 and -, beginning with a letter");
  }
  if (!isInside(directory)) say("directory", directory, "must be a path inside the repository, or . for all of it");
  if (dockerfile !== undefined && !isInside(dockerfile)) {
    say("dockerfile", dockerfile, "must be a path inside the image's directory");
  }
  const [host = "", ...rest] = repository.split("/");
  const place = registryHost.exec(host);
  if (!place || !repositoryPath.test(rest.join("/"))) {
    say("repository", repository, "must be <account>.dkr.ecr.<region>.amazonaws.com/<path>, without tag or digest");
  } else if (place[2] !== region) {
    say("repository", repository, `must lie in ${region}, the region of the build`);
  }
  for (const [key, value] of Object.entries(buildArgs)) {
    const path = ["images", index, "buildArgs", key];
    if (!variableName.pattern.test(key)) found.push(problem(path, undefined, `must be ${variableName.words}`));
    if (typeof value !== "string" && !variableName.pattern.test(value.variable)) {
      found.push(problem([...path, "variable"], value.variable, `must be ${variableName.words}`));
    }
    if (looksSecret(key, typeof value === "string" ? value : "variable")) {
      found.push(
        problem(
          path,
          undefined,
          "looks like a secret, which the image would keep: mount it with RUN --mount=type=secret",
        ),
      );
    }
  }
  return found;
}

/** A path that begins in the repository and stays there, of characters that mean nothing to a shell. */
function isInside(path: string): boolean {
  return /^[\w.][\w./+@-]*$/.test(path) && !path.split("/").includes("..");
}
