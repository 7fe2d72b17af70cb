/**
 * The event of an invocation, as far as the gates read it
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html). It holds credentials:
 * it is never logged.
 *
 * For LambdaInvoke rules AWS documents neither event nor answer
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-LambdaInvoke.html); they are taken to be
 * those of actions, whose configuration the rules share.
 */
import type { ArtifactCredentials, ArtifactLocation } from "./aws";

export interface JobEvent {
  "CodePipeline.job"?: {
    id: string;
    data: {
      actionConfiguration?: { configuration?: { FunctionName?: string; UserParameters?: string } };
      inputArtifacts?: { name: string; location?: { s3Location?: { bucketName: string; objectKey: string } } }[];
      artifactCredentials?: ArtifactCredentials;
    };
  };
}

export interface InputArtifact {
  /** As the pipeline's definition names it. */
  name: string;
  location?: ArtifactLocation;
}

export interface Job {
  id: string;
  userParameters?: string;
  /** In the order of the definition. */
  inputs: InputArtifact[];
  credentials?: ArtifactCredentials;
}

/** Throws when the event is none of CodePipeline's: there is then nobody to answer. */
export function jobOf(event: JobEvent): Job {
  const job = event["CodePipeline.job"];
  if (!job) throw new Error("The gates function is called by CodePipeline only; this event has no CodePipeline.job.");
  const { actionConfiguration, inputArtifacts = [], artifactCredentials } = job.data;
  return {
    id: job.id,
    userParameters: actionConfiguration?.configuration?.UserParameters,
    inputs: inputArtifacts.map(({ name, location }) => {
      const place = location?.s3Location;
      return { name, ...(place ? { location: { bucket: place.bucketName, key: place.objectKey } } : {}) };
    }),
    credentials: artifactCredentials,
  };
}
