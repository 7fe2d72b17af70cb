/**
 * A zip where its function is: Lambda takes it from a bucket of the function's own region only
 * (https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html). One of another region is copied into the
 * service's store of that region, under its digest: of two that copy it at once, or one that does so again, each leaves
 * a version of the same bytes, and uses its own.
 */
import { storeIn, zipCopies } from "../../catalog/pipeline/zip-copies";
import { Refusal } from "../gates/refusal";
import type { Call } from "./sdk";
import type { ZipCode } from "./world";

/** The zip where a function of a region can be given it. */
export type Near = (zip: ZipCode) => Promise<ZipCode>;

/** What is in no store stays where it is: Lambda and IAM say whether that will do. */
export function nearOf(s3: Call, region: string): Near {
  return async (zip) => {
    const bucket = storeIn(zip.bucket, region);
    if (bucket === zip.bucket) return zip;
    const sha256 = zip.digest.slice("sha256:".length);
    const key = `${zipCopies}/${sha256}.zip`;
    const { VersionId: version, CopyObjectResult: copied } = await s3<Copied>(
      "CopyObject",
      {
        Bucket: bucket,
        Key: key,
        CopySource: sourceOf(zip),
        ChecksumAlgorithm: "SHA256",
        // Neither is read at the source, so that no right to its tags is wanted.
        MetadataDirective: "REPLACE",
        TaggingDirective: "REPLACE",
      },
      region,
    );
    refuseOther(zip, sha256, copied?.ChecksumSHA256);
    return { bucket, key, digest: zip.digest, ...(version ? { version } : {}) };
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
interface Copied {
  VersionId?: string;
  CopyObjectResult?: { ChecksumSHA256?: string };
}

/** Each part of the key by itself: the slashes between them stay. */
function sourceOf({ bucket, key, version }: ZipCode): string {
  const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
  return version ? `${path}?versionId=${encodeURIComponent(version)}` : path;
}

/** Lambda's own digest is compared before a version is published: here it is for saying which object is another. */
function refuseOther({ bucket, key }: ZipCode, sha256: string, found: string | undefined): void {
  // That of an object in parts, `<digest>-<parts>`, is none of its bytes.
  if (found === undefined || found.includes("-") || found === Buffer.from(sha256, "hex").toString("base64")) return;
  throw new Refusal(
    `s3://${bucket}/${key} is sha256:${Buffer.from(found, "base64").toString("hex")}, and the release is of ` +
      `sha256:${sha256}: something else has taken its place. Run the pipeline again.`,
  );
}
