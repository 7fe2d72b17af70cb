import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Laptop } from "../../../local/provider/laptop";
import { laptopCloud, startProvider, startTimeout, type TestProvider } from "./cloud";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";

describe("holding a creation", () => {
  let folder: string;
  let file: string;
  let laptop: Laptop;
  let provider: TestProvider;

  before(async function () {
    this.timeout(startTimeout);
    folder = mkdtempSync(join(tmpdir(), "slipway-hold-"));
    file = join(folder, "hold.json");
    laptop = await laptopCloud({ hold: file });
    provider = await startProvider(laptop);
    await provider.configure({ region: "eu-west-1" });
  });
  after(() => {
    provider.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => rmSync(`${file}.reached`, { force: true }));

  async function reached(): Promise<void> {
    while (!existsSync(`${file}.reached`)) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  for (const [moment, exists] of [
    ["before", false],
    ["after", true],
  ] as const) {
    it(`stops ${moment} the resource exists, until the file is gone`, async () => {
      const name = `/held-${moment}`;
      writeFileSync(file, JSON.stringify({ type: logGroup, name: "held", moment }));
      const creation = provider.create(logGroup, "held", { name });
      await reached();
      assert.equal((await provider.read(logGroup, name)).id, exists ? name : "");
      rmSync(file);
      assert.equal((await creation).id, name);
    });
  }

  it("leaves other resources, and previews, alone", async () => {
    writeFileSync(file, JSON.stringify({ type: logGroup, name: "held", moment: "before" }));
    await provider.create(logGroup, "other", { name: "/other" });
    await provider.create(logGroup, "held", { name: "/previewed" }, true);
    assert.equal(existsSync(`${file}.reached`), false);
    rmSync(file);
  });
});
