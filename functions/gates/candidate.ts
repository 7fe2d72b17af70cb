/** Gate `candidate`: names the content that the builds hand on, so that it is promoted, approved and recorded by digest. */
import type { Aws, Pass } from "./aws";
import { type Artifact, archiveLimits, contentDigest } from "./digest";
import type { Job } from "./job";
import { Refusal } from "./refusal";
import type { Request } from "./request";
import { superseding } from "./supersede";

/** `BuildOutput`, and `ImagesOutput` of a service that builds images. */
const mostInputs = 2;

export async function candidate(request: Request<"candidate">, aws: Aws, job: Job): Promise<Pass> {
  const digest = await contentDigest(await artifacts(aws, job));
  const stopped = request.supersede ? await superseding(aws, request) : "";
  return { summary: `Candidate ${digest}.${stopped}`, variables: { Digest: digest } };
}

/** Every input of the job; together no larger than one may be. */
async function artifacts(aws: Aws, { inputs, credentials }: Job): Promise<Artifact[]> {
  const found: Artifact[] = [];
  let left: number = archiveLimits.archiveBytes;
  for (const { name, location } of inputs) {
    if (!location || !credentials || inputs.length > mostInputs) break;
    const archive = await aws.artifact(location, credentials, left);
    left -= archive.length;
    found.push({ name, archive });
  }
  if (found.length === 0 || found.length !== inputs.length) {
    const names = inputs.map(({ name }) => name).join(", ");
    throw new Refusal(
      `Gate candidate takes one or ${mostInputs} input artifacts from a bucket, found ${names || "none"}. ` +
        "Apply the service's pipeline stack.",
      "ConfigurationError",
    );
  }
  return found;
}
