import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "../../../local/model";
import { moduleSchema, moduleText, sources } from "../../../local/model/generate/compose";
import { pulumiserviceSchema } from "../../../local/model/generate/pulumiservice";
import { generatedFolder } from "../../../local/model/schema";

describe("model: generated types", () => {
  it("are those of the installed packages (else run `npm run generate`)", () => {
    const files = readdirSync(generatedFolder);
    assert.ok(files.length > 200, `only ${files.length} modules in local/model/generated: run npm run generate`);
    for (const file of files) {
      const head = readFileSync(join(generatedFolder, file), "utf8").slice(0, 60);
      const version = /"package":"([^"]+)"/.exec(head)?.[1];
      const name = file === "pulumiservice.json" ? "pulumiservice" : "aws";
      assert.equal(version, packageVersion(name), `${file} is of another version: run npm run generate`);
    }
  });

  it("come out the same when they are generated again", function () {
    this.timeout(60_000);
    const from = sources();
    for (const module of ["codedeploy", "s3"]) {
      const text = moduleText(moduleSchema(module, from)!);
      const committed = readFileSync(join(generatedFolder, `${module}.json`), "utf8");
      assert.ok(text === committed, `local/model/generated/${module}.json differs: run npm run generate`);
    }
    const committed = readFileSync(join(generatedFolder, "pulumiservice.json"), "utf8");
    const same = moduleText(pulumiserviceSchema()) === committed;
    assert.ok(same, "local/model/generated/pulumiservice.json differs: run npm run generate");
  });
});
