/** Gate `candidate`: names the content that the builds hand on, so that it is promoted, approved and recorded by digest. */
import { artifactsOf } from "./artifacts";
import type { Aws, Pass } from "./aws";
import { contentDigest } from "./digest";
import type { Job } from "./job";
import type { Request } from "./request";
import { superseding } from "./supersede";

export async function candidate(request: Request<"candidate">, aws: Aws, job: Job): Promise<Pass> {
  const digest = await contentDigest(await artifactsOf("candidate", aws, job));
  const stopped = request.supersede ? await superseding(aws, request) : "";
  return { summary: `Candidate ${digest}.${stopped}`, variables: { Digest: digest } };
}
