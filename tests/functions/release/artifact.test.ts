import assert from "node:assert/strict";
import { contentOf } from "../../../functions/release/artifact";
import { pack } from "../gates/archive";
import { digestOf, image } from "./world/cloud";

const artifact = (files: Record<string, unknown>, deflate = true, name = "ImagesOutput") => ({
  name,
  archive: pack(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === "string" ? content : JSON.stringify(content),
    ]),
    { deflate },
  ),
});

describe("what the build hands on for a release", () => {
  it("is the images of their own build, and the zip of a function, wherever each is in its artifact", () => {
    const zip = { bucket: "b", key: "k", version: "v", digest: digestOf("a") };
    for (const deflate of [true, false]) {
      const found = contentOf([
        artifact({ "appspec.yml": "version: 0.0", "code.json": zip }, deflate, "BuildOutput"),
        artifact({ Dockerfile: "", "images.json": { web: image("a") } }, deflate),
      ]);
      assert.deepEqual(found, { images: { web: image("a") }, zip });
    }
    assert.deepEqual(contentOf([artifact({ "appspec.yml": "x" })]), { images: {} });
  });

  it("is no image that a service's own build names beside those of the image build", () => {
    const named = artifact({ "images.json": { web: image("b") } }, true, "BuildOutput");
    assert.deepEqual(contentOf([named]), { images: {} });
    const built = artifact({ "images.json": { web: image("a") } });
    assert.deepEqual(contentOf([named, built]), { images: { web: image("a") } });
  });

  it("is refused when a file is not what it should be", () => {
    const unclear: [string, Record<string, unknown>, RegExp][] = [
      ["no JSON", { "images.json": "web: x" }, /images\.json of the build must be written as JSON/],
      ["a key twice", { "images.json": '{"web":"a","web":"b"}' }, /gives a key of one map twice/],
      ["two names", { "images.json": {}, "./images.json": {} }, /exactly one file images\.json/],
    ];
    for (const [what, files, message] of unclear) assert.throws(() => contentOf([artifact(files)]), message, what);
    for (const text of ["null", '{"web":1}', '"web"', '["a"]']) {
      assert.throws(
        () => contentOf([artifact({ "images.json": text })]),
        /images\.json of the build is no JSON object/,
        text,
      );
    }
    assert.throws(
      () => contentOf([artifact({ "code.json": { bucket: "b" } }, true, "BuildOutput")]),
      /gives no key, version, digest/,
    );
    const bomb = artifact({ "images.json": `{"web":"${"x".repeat(200_000)}"}` });
    assert.throws(() => contentOf([bomb]), /images\.json of the build cannot be read/);
  });
});
