/** The artifacts that a job hands to a gate. */
import type { Aws } from "./aws";
import { type Artifact, archiveLimits } from "./digest";
import type { Job } from "./job";
import { Refusal } from "./refusal";

/** `BuildOutput`, and `ImagesOutput` of a service that builds images. */
const mostInputs = 2;

/** Every input of the job; together no larger than one may be. */
export async function artifactsOf(gate: string, aws: Aws, { inputs, credentials }: Job): Promise<Artifact[]> {
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
      `Gate ${gate} takes one or ${mostInputs} input artifacts from a bucket, found ${names || "none"}. ` +
        "Apply the service's pipeline stack.",
      "ConfigurationError",
    );
  }
  return found;
}
