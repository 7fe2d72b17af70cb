import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const settings = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/**
 * A public access block, of a bucket or of an account, has all four settings on.
 *
 * Can repair: sets all four.
 *
 * Service: s3. Severity: critical. Topics: public-access, artifacts.
 */
export const s3PublicAccessBlockIsComplete: ResourceRule = {
  name: "s3-public-access-block-is-complete",
  formerly: "artifact-bucket-is-private",
  description: "A public access block, of a bucket or of an account, has all four settings on.",
  level: "mandatory",
  severity: "critical",
  service: "s3",
  topics: ["public-access", "artifacts"],
  frameworks: ["SecurityHub S3.1", "SecurityHub S3.8"],
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  remedy: `Set ${settings.join(", ")} to true.`,
  unknowns: "An unknown setting is judged in the update.",
  types: [
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  ],
  check({ props }, report) {
    const off = settings.filter((setting) => props[setting] !== true);
    const unknown = off.filter((setting) => isUnknown(props[setting]));
    for (const setting of unknown) report.undecided(setting);
    const missing = off.filter((setting) => !unknown.includes(setting));
    if (missing.length > 0) report.violation(`The public access block leaves out ${missing.join(", ")}.`);
  },
  remediate(props) {
    if (settings.every((setting) => props[setting] === true)) return undefined;
    return Object.fromEntries(settings.map((setting) => [setting, true]));
  },
};
