import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixture } from "../../catalog/organization";
import { slipway } from "./slipway";

describe("commands that look at a graph", () => {
  it("graph refuses a stack that no file declares, and names the near ones", async () => {
    const { code, stdout, stderr } = await slipway("-C", fixture, "graph", "ledger.pipelin");
    assert.equal(code, 2, stdout);
    assert.equal(stdout, "");
    assert.match(stderr, /no file declares a stack "ledger\.pipelin"\. Did you mean "ledger\.pipeline"/);
  });

  it("prove ends with 2 for a file that holds no graph, and says how to write one", async () => {
    const directory = mkdtempSync(join(tmpdir(), "slipway-graph-"));
    try {
      writeFileSync(join(directory, "text.json"), "graph");
      writeFileSync(join(directory, "other.json"), "{}");
      for (const file of ["missing.json", "text.json", "other.json"]) {
        const { code, stderr } = await slipway("-C", fixture, "prove", "--graph", join(directory, file));
        assert.equal(code, 2, stderr);
        assert.match(stderr, new RegExp(`--graph .*${file.replace(".", "\\.")}: .*slipway graph --json`));
        assert.doesNotMatch(stderr, /\n {4}at /);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
