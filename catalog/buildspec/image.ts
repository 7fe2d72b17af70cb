/** A container image that a build makes, and how it is handed on. */

export interface ImageBuild {
  /** 1 to 32 of a-z, 0-9 and -, beginning with a letter; unique. */
  name: string;
  /** Folder of the repository that Docker builds from: `services/orders`. */
  directory: string;
  /** Path inside the directory. Default: `Dockerfile`. */
  dockerfile?: string;
  /** Host and path of a repository in ECR: `111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/orders/web`. */
  repository: string;
  /** Dockerfile `ARG` to its value, or to the variable of the build that holds it. Never a secret: images keep them. */
  buildArgs?: Record<string, string | { variable: string }>;
}

/** Name of the file that says, for each image, where it lies: `{"web": "<host>/<path>@sha256:<digest>"}`. */
export const imagesFile = "images.json";

/**
 * A file that one of CodePipeline's own actions on ECS reads: `imagedefinitions.json` with the image of each
 * container, or `imageDetail.json` with one image
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html).
 */
export type StandardFile = { containers: { name: string; image: string }[] } | { image: string };

/** The exported variable of an image, `IMAGE_WEB`: its reference by digest. */
export function imageVariable(name: string): string {
  return `IMAGE_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
export const registryHost = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;
