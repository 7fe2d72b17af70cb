/** How a reference says which image it means. */

export function hasDigest(image: string): boolean {
  return image.includes("@sha256:");
}

/** Whether it has a digest, or a tag that says a version. A registry may have a port: the tag follows the last slash. */
export function isPinned(image: string): boolean {
  if (hasDigest(image)) return true;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag !== undefined && tag !== "latest";
}
