/**
 * The files that CodePipeline's own ECS actions read: `imageDetail.json` of `CodeDeployToECS`, one for each image,
 * and `imagedefinitions.json` of the standard action
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html).
 */
import { imageProblem, imageReference } from "./image";
import { type DocumentProblem, problem, refuse } from "./problem";

export interface ImageDetail {
  ImageURI: string;
  ImageDigest: string;
  RepositoryName: string;
  /** Account of the registry; public registries have none. */
  RegistryId?: string;
  Version: "1.0";
}

export interface ImageDefinition {
  /** Of the container. */
  name: string;
  imageUri: string;
}

/** Throws a `DocumentError` for an image that is not named by digest. */
export function imageDetail(image: string): ImageDetail {
  refuse("imageDetail.json", uriProblems(["ImageURI"], image));
  const { repository, digest, registryId } = imageReference(image)!;
  return {
    ImageURI: image,
    ImageDigest: digest,
    RepositoryName: repository,
    ...(registryId ? { RegistryId: registryId } : {}),
    Version: "1.0",
  };
}

/** Image by container, in the order given. Throws one `DocumentError` with every problem. */
export function imageDefinitions(images: Readonly<Record<string, string>>): ImageDefinition[] {
  const entries = Object.entries(images);
  refuse(
    "imagedefinitions.json",
    entries.flatMap(([name, image], index) => uriProblems([index, name], image)),
  );
  return entries.map(([name, imageUri]) => ({ name, imageUri }));
}

/** Everything that is wrong with a document, as an artifact may hold it. */
export function lintImageDetail(document: unknown): DocumentProblem[] {
  const { ImageURI, ImageDigest } = (document ?? {}) as Record<string, unknown>;
  const wrong = uriProblems(["ImageURI"], ImageURI);
  if (wrong.length > 0 || ImageDigest === undefined) return wrong;
  if (imageReference(ImageURI as string)!.digest === ImageDigest) return [];
  return [problem(["ImageDigest"], ImageDigest, "is another digest than that of ImageURI")];
}

function uriProblems(path: (string | number)[], image: unknown): DocumentProblem[] {
  const wrong = imageProblem(image);
  return wrong === undefined ? [] : [problem(path, image, wrong)];
}
