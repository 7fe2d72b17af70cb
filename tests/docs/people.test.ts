import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../catalog/package-root";
import { matrixTable } from "../../catalog/people/reference";

describe("docs/people.md", () => {
  it("has the table of what people may do as the roles are made from it", () => {
    const document = readFileSync(join(packageRoot(), "docs", "people.md"), "utf8");
    assert.ok(document.includes(`\n${matrixTable()}\n`), `put this table into it:\n${matrixTable()}`);
  });
});
