import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { runInNewContext } from "node:vm";
import { bundleNames, bundlePath, bundleText } from "../../functions/bundle";

describe("bundles of functions", () => {
  for (const name of bundleNames) {
    it(`${name}: the committed file is what the generator writes`, () => {
      assert.equal(readFileSync(bundlePath(name), "utf8"), bundleText(name), "run: npm run generate");
    });

    it(`${name}: loads with nothing but Node and the SDK, and exports its handler`, () => {
      const wanted = new Set<string>();
      const load = (id: string) => {
        wanted.add(id);
        return id.startsWith("@aws-sdk/") ? new Proxy({}, { get: () => class {} }) : require(id);
      };
      const module = { exports: {} as Record<string, unknown> };
      runInNewContext(bundleText(name), { require: load, module, exports: module.exports, Buffer });
      assert.equal(typeof module.exports["handler"], "function");
      for (const id of wanted) {
        // What is loaded at the start is what the other tests run against: an installed package, too.
        assert.ok(id.startsWith("@aws-sdk/client-") ? require.resolve(id) : builtinModules.includes(id.slice(5)), id);
      }
    });

    it(`${name}: names no path of the machine that made it`, () => {
      assert.doesNotMatch(bundleText(name), new RegExp(process.cwd()));
    });
  }
});
