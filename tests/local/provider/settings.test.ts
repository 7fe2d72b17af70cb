import assert from "node:assert/strict";
import { unknown } from "../../../local/model/types";
import { checkSettings, diffSettings, readSettings } from "../../../local/provider/settings";

describe("the configuration of a stand-in provider", () => {
  it("is read from the JSON texts that the SDK sends", () => {
    const configuration = readSettings({
      region: "eu-west-1",
      assumeRoles: JSON.stringify([{ roleArn: "arn:aws:iam::222222222222:role/slipway/acme-update" }]),
      allowedAccountIds: JSON.stringify(["222222222222"]),
      defaultTags: JSON.stringify({ tags: { team: "platform" } }),
    });
    assert.deepEqual(configuration, {
      region: "eu-west-1",
      hops: [{ roleArn: "arn:aws:iam::222222222222:role/slipway/acme-update" }],
      allowedAccountIds: ["222222222222"],
      forbiddenAccountIds: undefined,
      defaultTags: { team: "platform" },
    });
  });

  it("may name a region of any partition", () => {
    for (const region of ["eu-west-1", "us-gov-west-1", "cn-northwest-1", "eusc-de-east-1"]) {
      assert.deepEqual(checkSettings({ region }), [], region);
    }
  });

  it("is not read while a part of it is unknown", () => {
    assert.equal(readSettings({ region: "eu-west-1", assumeRoles: unknown }), undefined);
    assert.equal(readSettings({ region: "eu-west-1", allowedAccountIds: JSON.stringify([unknown]) }), undefined);
  });

  it("reports all its problems at once, each with its path", () => {
    const failures = checkSettings({
      region: "mars-1",
      assumeRole: "arn",
      assumeRoles: JSON.stringify([{ roleArn: "nonsense", name: "x" }]),
      allowedAccountIds: JSON.stringify(["12"]),
      defaultTags: JSON.stringify(["tags"]),
    });
    assert.deepEqual(failures.map(({ property }) => property).sort(), [
      "allowedAccountIds[0]",
      "assumeRole",
      "assumeRoles[0].name",
      "assumeRoles[0].roleArn",
      "defaultTags",
      "region",
    ]);
  });

  it("takes unknown values and the engine's own properties as they are", () => {
    assert.deepEqual(checkSettings({ region: unknown, assumeRoles: unknown, version: "7.48.0" }), []);
  });

  it("replaces the provider for another region, and only for that", () => {
    const before = { region: "eu-west-1", assumeRoles: "[1]", version: "7.47.0" };
    const after = { region: "eu-central-1", assumeRoles: "[2]", version: "7.48.0", defaultTags: "{}" };
    assert.deepEqual(diffSettings(before, after), {
      region: "update-replace",
      assumeRoles: "update",
      defaultTags: "add",
    });
    assert.deepEqual(diffSettings(before, { ...before }), {});
  });
});
