import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { placeholderFile } from "../../../../components/targets/lambda/placeholder";

describe("a function's code before its first release", () => {
  it("answers plainly on Node", async () => {
    const { path, text } = placeholderFile("nodejs24.x", "src/index.handler");
    assert.equal(path, "src/index.js");
    const exports: Record<string, () => Promise<unknown>> = {};
    runInNewContext(text, { exports });
    assert.deepEqual(JSON.parse(JSON.stringify(await exports["handler"]!())), {
      statusCode: 503,
      body: "There is no release yet.",
    });
  });

  it("lies where Python and Ruby look for their handlers", () => {
    const python = placeholderFile("python3.14", "app.main.handle");
    assert.equal(python.path, "app/main.py");
    assert.match(python.text, /^def handle\(event, context\):\n {4}return \{"statusCode":503,/);
    const ruby = placeholderFile("ruby3.4", "app.handle");
    assert.equal(ruby.path, "app.rb");
    assert.match(ruby.text, /^def handle\(event:, context:\)\n/);
  });

  it("is no program for runtimes that run no source text", () => {
    assert.deepEqual(placeholderFile("java25", "acme.Handler::handle"), {
      path: "no-release-yet.txt",
      text: "There is no release yet.\n",
    });
  });
});
