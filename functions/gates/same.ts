/**
 * Gate `same`: before one of CodePipeline's own deploy actions, what lies in the store is what was promoted, and of a
 * service on ECS names only what is the service's.
 *
 * A service's build role may write to the store of its pipeline, over an older run's artifact too.
 */

import { problemText } from "../../catalog/deploy-documents/problem";
import { lintStandardFiles, type StandardFileName, standardFiles } from "../../catalog/deploy-documents/standard-files";
import { imagesArtifact } from "../../catalog/pipeline/release-job";
import { artifactsOf } from "./artifacts";
import type { Aws, Pass } from "./aws";
import { type Artifact, contentDigest } from "./digest";
import { jsonFile } from "./file";
import type { Job } from "./job";
import { Refusal } from "./refusal";
import type { Request } from "./request";

export async function same({ digest, files }: Request<"same">, aws: Aws, job: Job): Promise<Pass> {
  const artifacts = await artifactsOf("same", aws, job);
  const found = await contentDigest(artifacts);
  if (found !== digest) {
    throw new Refusal(
      `The gates let pass ${digest}, but the store now holds ${found} in its place: somebody has replaced the ` +
        "artifact since. Nothing was deployed. Find out who wrote it (CloudTrail, and the versions of the object), then " +
        "run the pipeline again from its sources: a retry of this stage finds the same.",
    );
  }
  const wrong = files
    ? Object.entries(lintStandardFiles(files, (name) => fileOf(artifacts, name))).flatMap(([name, problems]) =>
        problems.map((each) => `${name}: ${problemText(each)}`),
      )
    : [];
  if (wrong.length > 0) {
    throw new Refusal(`The build's files may not be deployed. ${wrong.join("; ")}. Change them in the source.`);
  }
  return { summary: `Still ${digest}.` };
}

/** Images come from their own build, everything else from the service's. */
function fileOf(artifacts: Artifact[], name: StandardFileName): unknown {
  const ofImages = name === standardFiles.definitions || name === standardFiles.detail;
  return jsonFile(
    artifacts.find((each) => (each.name === imagesArtifact) === ofImages),
    name,
  );
}
