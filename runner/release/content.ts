/** What a digest stands for when nobody hands on artifacts: what an environment has run, or an image of the registry. */
import { type Target, targetImages } from "../../functions/release/target";
import type { Content, Origin, Running, ZipCode } from "../../functions/release/world";
import { RefusedError, UsageError } from "../exit";

export interface Found {
  content: Content;
  origin: Pick<Origin, "built">;
  /** Where it was found, for people. */
  where: string;
}

export interface Search {
  digest: string;
  target: Target;
  /** Where a function's zip lies that no environment has run. */
  zip?: ZipCode;
  /** What each environment of the service has run, the newest first. */
  histories: { environment: string; ran: Running[] }[];
  /** Repository of an image that the service's build makes, with its registry. */
  repository(image: string): string | undefined;
}

/** Throws a `RefusedError` with what is known when it is nowhere. */
export function contentFor({ digest, target, zip, histories, repository }: Search): Found {
  for (const { environment, ran } of histories) {
    const running = ran.find((each) => each.digest === digest);
    if (!running) continue;
    const { zip, built, released } = running;
    return {
      content: { digest, images: imagesOf(target, running), ...(zip ? { zip } : {}) },
      origin: built === undefined ? {} : { built },
      where: `${environment} ran it since ${released}`,
    };
  }
  if (zip) {
    if (target.kind !== "lambda" || target.image !== undefined) {
      throw new UsageError("--zip is for functions that are a zip; this service is made of images.");
    }
    return { content: { digest, images: {}, zip }, origin: {}, where: `s3://${zip.bucket}/${zip.key}` };
  }
  const [image, ...others] = targetImages(target);
  const place = image === undefined || others.length > 0 ? undefined : repository(image);
  if (place) {
    return { content: { digest, images: { [image!]: `${place}@${digest}` } }, origin: {}, where: `image ${image}` };
  }
  const known = histories.flatMap(({ environment, ran }) =>
    ran.slice(0, 3).map((each) => `  ${each.digest}  ${environment}, ${each.released}`),
  );
  throw new RefusedError(
    `No environment of the service has run ${digest}, so that nothing says which images it is. ` +
      (known.length > 0
        ? `Known are, among others:\n${known.join("\n")}`
        : "None has run anything yet: release by its pipeline.") +
      (isZip(target) ? " Or say where its zip lies, with --zip s3://<bucket>/<key> and the zip's own digest." : ""),
  );
}

/** Records name images by container, builds by image. */
function imagesOf(target: Target, { images }: Running): Record<string, string> {
  if (target.kind === "lambda") {
    const [code] = Object.values(images);
    return target.image !== undefined && code !== undefined ? { [target.image]: code } : {};
  }
  return Object.fromEntries(
    Object.entries(target.containers).flatMap(([container, image]) => {
      const reference = images[container];
      return reference === undefined ? [] : [[image, reference] as const];
    }),
  );
}

const isZip = (target: Target) => target.kind === "lambda" && target.image === undefined;

/** Reads `s3://bucket/key#version`; the digest is the zip's own. Throws a `UsageError` for anything else. */
export function zipAt(text: string, digest: string): ZipCode {
  const [, bucket, key, version] = /^s3:\/\/([^/]+)\/([^#]+)(?:#(.+))?$/.exec(text) ?? [];
  if (!bucket || !key) throw new UsageError(`--zip must be s3://<bucket>/<key>[#<version>], not '${text}'.`);
  return { bucket, key, digest, ...(version ? { version } : {}) };
}
