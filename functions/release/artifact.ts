/** What the build hands on for a release, out of the artifacts of a job. */
import { inflateRawSync } from "node:zlib";
import { imagesFile } from "../../catalog/buildspec/image";
import { imagesArtifact } from "../../catalog/pipeline/release-job";
import type { Artifact } from "../gates/digest";
import { archiveLimits } from "../gates/digest";
import { Refusal } from "../gates/refusal";
import { zipEntries } from "../gates/zip";
import type { Content, ZipCode } from "./world";

/** Names the zip of a function, where it is not the build's artifact itself: `{"bucket":"...","key":"...","version":"...","digest":"sha256:..."}`. */
export const codeFile = "code.json";

/** Bytes of `images.json` or `code.json`. */
const mostBytes = 100_000;

/**
 * Images and zip that artifacts name: the images in that of the image build, whatever a service's own build leaves in
 * a file of that name, and the zip in the others. Throws a `Refusal` for a file that is not what it should be.
 */
export function contentOf(artifacts: Artifact[]): Pick<Content, "images" | "zip"> {
  const [ofImages, others] = [true, false].map((wanted) =>
    artifacts.filter(({ name }) => (name === imagesArtifact) === wanted),
  );
  const images = textMap(imagesFile, fileOf(ofImages!, imagesFile)) ?? {};
  const zip = textMap(codeFile, fileOf(others!, codeFile));
  if (!zip) return { images };
  const missing = ["bucket", "key", "version", "digest"].filter((key) => !zip[key]);
  if (missing.length > 0) throw new Refusal(`${codeFile} of the build gives no ${missing.join(", ")}.`);
  return { images, zip: zip as unknown as ZipCode };
}

function fileOf(artifacts: Artifact[], name: string): string | undefined {
  for (const { archive } of artifacts) {
    const entry = zipEntries(archive, archiveLimits.files).find((each) => each.name.toString() === name);
    if (!entry) continue;
    if (!entry.deflated) return entry.compressed.subarray(0, mostBytes).toString();
    try {
      return inflateRawSync(entry.compressed, { maxOutputLength: mostBytes }).toString();
    } catch (error) {
      throw new Refusal(`${name} of the build cannot be read: ${(error as Error).message}. Build it again.`);
    }
  }
  return undefined;
}

function textMap(name: string, text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const sound =
      typeof parsed === "object" && parsed !== null && Object.values(parsed).every((v) => typeof v === "string");
    if (sound) return parsed as Record<string, string>;
  } catch {
    // Told below.
  }
  throw new Refusal(`${name} of the build is no JSON object of texts. Build it again.`);
}
