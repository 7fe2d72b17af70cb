import assert from "node:assert/strict";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { slipway } from "./slipway";

describe("slipway catalog show", () => {
  it("has a line for each pipeline: its service, its sources, and its waves in order", async () => {
    const organization = join(packageRoot(), "tests", "fixtures", "organization");
    const { stdout } = await slipway("-C", organization, "catalog", "show");
    const section = stdout.split("\n\n").find((each) => each.startsWith("Services\n"))!;
    const lines = section.split("\n").slice(2);
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ {2,}/).slice(2)),
      [
        [
          "globex-ledger",
          "codecommit ledger main, s3 globex-rates/daily/rates.zip, ecr globex/platform/runtime:stable",
          "test -> production[prod-eu-west-1, prod]",
        ],
        ["globex-payments", "gitlab globex/money/payments main", "test -> prod-eu-west-1 -> prod"],
        ["globex-portal_test", "given globex/portal develop", "test"],
        ["globex-portal_live", "given globex/portal main", "prod-eu-west-1 -> prod"],
        ["globex-price-feed", "mirror-2 globex/price-feed release/1.x", "test -> prod"],
      ],
    );
  });
});
