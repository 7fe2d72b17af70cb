/**
 * Copies of functions' zips: Lambda takes a zip from a bucket of the function's own region only, whichever account it
 * is of (https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html), and builds leave theirs in the
 * pipeline's.
 */

/** Folder of copies in the service's store of a function's region; the name of each is its digest. */
export const zipCopies = "releases";

/** The same store in another region, as `names.artifactBucket` has it; what is no store's name stays as it is. */
export function storeIn(bucket: string, region: string): string {
  return bucket.replace(/-[a-z]{2,}(-[a-z]+)+-\d$/, `-${region}`);
}
