/** What a pipeline asks of the release function: the `UserParameters` of its action. functions/release reads the same. */

/** Artifact of the build of a service's images: what `images.json` is taken from. */
export const imagesArtifact = "ImagesOutput";

export interface ReleaseParameters {
  service: string;
  environment: string;
  /** The pipeline and its execution. */
  pipeline: string;
  execution: string;
  /** Digest of what the gates let pass. */
  digest: string;
  region: string;
  /** ARN of the release role in the target account. */
  role: string;
  /** Parameter in the target account that describes the target. */
  target: string;
  /** Parameter in the pipeline's own account that says what runs. */
  record: string;
  minutes: number;
  /** Runs a task once, instead of a release. */
  task?: OneTask;
}

/** A task of the service that runs once, before or after its release. */
export interface OneTask {
  /** Name of the step. */
  name: string;
  container: string;
  command: string[];
  /** The revision with the images that are being released, or the one that the service runs. */
  revision: "new" | "running";
}

/**
 * A Lambda action runs 24 hours at most, as long as the function answers every 20 minutes that it goes on
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html); the last hour of them is for the rollback
 * of what takes longer, and for telling of it.
 */
export const mostReleaseMinutes = 23 * 60;
