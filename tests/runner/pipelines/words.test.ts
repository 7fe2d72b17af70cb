import assert from "node:assert/strict";
import { milliseconds } from "../../../runner/commands/wait";
import { previewArgs } from "../../../runner/engine/words";
import { UsageError } from "../../../runner/exit";

describe("--wait", () => {
  it("takes seconds, minutes and hours", () => {
    assert.deepEqual(["0", "600", "90s", "30m", "1.5h"].map(milliseconds), [0, 600_000, 90_000, 1_800_000, 5_400_000]);
  });

  it("refuses every other word, such as a stack's name that follows it", () => {
    for (const text of ["orders.pipeline", "-5", "1d", ""]) assert.throws(() => milliseconds(text), UsageError);
  });
});

describe("the preview of a Pulumi command line", () => {
  const cases = [
    ["up -s dev", "preview -s dev --non-interactive"],
    ["update --yes -f -s dev --refresh", "preview -s dev --refresh --non-interactive"],
    ["up -yf --target up --stack=dev", "preview --target up --stack=dev --non-interactive"],
    ["-s up up --plan plan.json --strict -m up", "-s up preview -m up --non-interactive"],
    ["destroy --skip-preview -y -s dev", "destroy -s dev --preview-only --non-interactive"],
    ["down --remove --exclude urn -s dev", "down --exclude urn -s dev --preview-only --non-interactive"],
  ] as const;
  for (const [line, preview] of cases) {
    it(`of 'pulumi ${line}' changes nothing and asks nothing`, () => {
      assert.deepEqual(previewArgs(line.split(" ")), preview.split(" "));
    });
  }
});
