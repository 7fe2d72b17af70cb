import assert from "node:assert/strict";
import { contentOf } from "../../../functions/release/artifact";
import { pack } from "../gates/archive";
import { digestOf, image } from "./world/cloud";

const artifact = (files: Record<string, unknown>, deflate = true) => ({
  name: "ImagesOutput",
  archive: pack(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === "string" ? content : JSON.stringify(content),
    ]),
    { deflate },
  ),
});

describe("what the build hands on for a release", () => {
  it("is the images, and the zip of a function, from whichever artifact has them", () => {
    const zip = { bucket: "b", key: "k", version: "v", digest: digestOf("a") };
    for (const deflate of [true, false]) {
      const found = contentOf([
        artifact({ "appspec.yml": "version: 0.0" }, deflate),
        artifact({ "images.json": { web: image("a") }, "code.json": zip }, deflate),
      ]);
      assert.deepEqual(found, { images: { web: image("a") }, zip });
    }
    assert.deepEqual(contentOf([artifact({ "appspec.yml": "x" })]), { images: {} });
  });

  it("is refused when a file is not what it should be", () => {
    for (const text of ["no JSON", "null", '{"web":1}', '"web"']) {
      assert.throws(
        () => contentOf([artifact({ "images.json": text })]),
        /images\.json of the build is no JSON object/,
        text,
      );
    }
    assert.throws(() => contentOf([artifact({ "code.json": { bucket: "b" } })]), /gives no key, version, digest/);
    const bomb = artifact({ "images.json": `{"web":"${"x".repeat(200_000)}"}` });
    assert.throws(() => contentOf([bomb]), /images\.json of the build cannot be read/);
  });
});
