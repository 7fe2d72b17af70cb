import assert from "node:assert/strict";
import { join } from "node:path";
import type { describeCatalog } from "../../../catalog/describe";
import { packageRoot } from "../../../catalog/package-root";
import { slipway } from "./slipway";

const organization = join(packageRoot(), "tests", "fixtures", "organization");

describe("slipway catalog show", () => {
  it("has a line for each pipeline: its service, its sources, and its waves in order", async () => {
    const { stdout } = await slipway("-C", organization, "catalog", "show");
    const section = stdout.split("\n\n").find((each) => each.startsWith("Services\n"))!;
    const lines = section.split("\n").slice(2);
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ {2,}/).slice(2)),
      [
        ["globex-hello", "gitlab globex/hello main", "test"],
        [
          "globex-ledger",
          "codecommit ledger main, s3 globex-rates/daily/rates.zip, ecr globex/platform/runtime:stable",
          "test -> production[prod-eu-west-1, prod]",
        ],
        ["globex-payments", "gitlab globex/money/payments main", "test -> prod-eu-west-1 -> prod"],
        ["globex-portal_test", "given globex/portal develop", "test"],
        ["globex-portal_live", "given globex/portal main", "prod-eu-west-1 -> prod"],
        ["globex-price-feed", "mirror-2 globex/price-feed release/1.x", "test -> prod"],
        ["globex-quotes", "gitlab globex/quotes main", "test -> prod-eu-west-1"],
        ["globex-search", "gitlab globex/search main", "test"],
        ["globex-web", "gitlab globex/web main", "test -> prod"],
      ],
    );
  });

  it("has a line for each caller of each role, and the same in its JSON", async () => {
    const { stdout } = await slipway("-C", organization, "catalog", "show");
    const section = stdout.split("\n\n").find((each) => each.startsWith("Who may assume what\n"))!;
    const { stdout: json } = await slipway("-C", organization, "catalog", "show", "--json");
    const { assumptions, people } = JSON.parse(json) as ReturnType<typeof describeCatalog>;
    const lines = section.split("\n").slice(1);
    assert.equal(lines.filter((line) => /^ {2}\S/.test(line)).length, assumptions.length);
    assert.deepEqual(
      lines.filter((line) => /^ {6}\S/.test(line)).map((line) => line.trim()),
      assumptions.flatMap(({ callers }) => callers.map(({ who }) => who)),
    );
    const deploy = assumptions.find(({ role }) => role.endsWith("777788889999:role/slipway/globex-deploy"))!;
    assert.equal(deploy.account, "live");
    assert.deepEqual(
      deploy.callers.map(({ who }) => who),
      ["globex-pipeline", "globex-pipeline-live"].map((name) => `arn:aws:iam::444455556666:role/slipway/${name}`),
    );
    assert.match(
      section,
      /\/services\/globex-ledger-build of toolchain, so that builds of globex-ledger run, by\n +codebuild\.amazonaws\.com\n/,
    );
    assert.deepEqual(people, []);
  });
});
