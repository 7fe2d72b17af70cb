import assert from "node:assert/strict";
import type { LambdaTarget } from "../../../functions/release/target";
import { RefusedError, UsageError } from "../../../runner/exit";
import { contentFor, zipAt } from "../../../runner/release/content";
import { digestOf } from "../../functions/release/world/cloud";

const digest = digestOf("a");
const target: LambdaTarget = {
  kind: "lambda",
  function: "acme-orders-prod",
  alias: "live",
  alarms: [],
  codedeploy: { application: "a", group: "g" },
};
const search = { digest, target, histories: [], repository: () => undefined };

describe("a zip that no environment has run", () => {
  it("is named by its place, with the version where there is one", () => {
    assert.deepEqual(zipAt("s3://b/k/e/y.zip", digest), { bucket: "b", key: "k/e/y.zip", digest });
    assert.deepEqual(zipAt("s3://b/k#v1", digest), { bucket: "b", key: "k", version: "v1", digest });
  });

  for (const text of ["b/k", "s3://b", "s3://b/", "https://b/k"]) {
    it(`is not '${text}'`, () => assert.throws(() => zipAt(text, digest), UsageError));
  }

  it("is what is released, by its own digest", () => {
    const zip = zipAt("s3://b/k", digest);
    assert.deepEqual(contentFor({ ...search, zip }), {
      content: { digest, images: {}, zip },
      origin: {},
      where: "s3://b/k",
    });
  });

  it("is for functions that are a zip", () => {
    const zip = zipAt("s3://b/k", digest);
    assert.throws(() => contentFor({ ...search, zip, target: { ...target, image: "web" } }), UsageError);
  });

  it("is asked for where nothing else says what a digest is", () => {
    assert.throws(
      () => contentFor(search),
      (error: Error) => error instanceof RefusedError && /--zip s3:/.test(error.message),
    );
  });
});
