/** What the build hands on for a release, out of the artifacts of a job. */
import { imagesFile } from "../../catalog/buildspec/image";
import { imagesArtifact } from "../../catalog/pipeline/release-job";
import type { Artifact } from "../gates/digest";
import { jsonFileIfAny } from "../gates/file";
import { Refusal } from "../gates/refusal";
import type { Content, ZipCode } from "./world";

/** Names the zip of a function, where it is not the build's artifact itself: `{"bucket":"...","key":"...","version":"...","digest":"sha256:..."}`. */
export const codeFile = "code.json";

/**
 * Images and zip that artifacts name: the images in that of the image build, whatever a service's own build leaves in
 * a file of that name, and the zip in the others. Throws a `Refusal` for a file that is not what it should be.
 */
export function contentOf(artifacts: Artifact[]): Pick<Content, "images" | "zip"> {
  const [ofImages, others] = [true, false].map((wanted) =>
    artifacts.filter(({ name }) => (name === imagesArtifact) === wanted),
  );
  const images = fileOf(ofImages!, imagesFile) ?? {};
  const zip = fileOf(others!, codeFile);
  if (!zip) return { images };
  const missing = ["bucket", "key", "version", "digest"].filter((key) => !zip[key]);
  if (missing.length > 0) throw new Refusal(`${codeFile} of the build gives no ${missing.join(", ")}.`);
  return { images, zip: zip as unknown as ZipCode };
}

function fileOf(artifacts: Artifact[], name: string): Record<string, string> | undefined {
  const found = artifacts.map((each) => jsonFileIfAny(each, name)).find((each) => each !== undefined);
  if (found === undefined) return undefined;
  const sound =
    typeof found === "object" &&
    found !== null &&
    !Array.isArray(found) &&
    Object.values(found).every((value) => typeof value === "string");
  if (!sound) throw new Refusal(`${name} of the build is no JSON object of texts. Build it again.`);
  return found as Record<string, string>;
}
