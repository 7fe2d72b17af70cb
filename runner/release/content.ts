/** What a digest stands for when nobody hands on artifacts: what an environment has run, or an image of the registry. */
import { type Target, targetImages } from "../../functions/release/target";
import type { Content, Origin, Running } from "../../functions/release/world";
import { RefusedError } from "../exit";

export interface Found {
  content: Content;
  origin: Pick<Origin, "built">;
  /** Where it was found, for people. */
  where: string;
}

export interface Search {
  digest: string;
  target: Target;
  /** What each environment of the service has run, the newest first. */
  histories: { environment: string; ran: Running[] }[];
  /** Repository of an image that the service's build makes, with its registry. */
  repository(image: string): string | undefined;
}

/** Throws a `RefusedError` with what is known when it is nowhere. */
export function contentFor({ digest, target, histories, repository }: Search): Found {
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
        : "None has run anything yet: release by its pipeline."),
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
