import assert from "node:assert/strict";
import { loadCatalogue } from "../../../analysis/iam/catalogue";

describe("the catalogue of IAM actions", () => {
  it("holds the services that are asked for, whatever their case, and no others", async () => {
    const catalogue = await loadCatalogue(["S3", "no-service"]);
    assert.ok(catalogue.actionsOf("s3").length > 100);
    assert.deepEqual(catalogue.actionsOf("ec2"), []);
    assert.ok(catalogue.services.includes("ec2"));
    assert.ok(!catalogue.services.includes("no-service"));
  });

  it("expands wildcards to the actions of the service", async () => {
    const { expand } = await loadCatalogue(["kms"]);
    const names = expand("kms:generatedatakey*").map(({ name }) => name);
    assert.ok(names.includes("kms:GenerateDataKey"));
    assert.ok(names.includes("kms:GenerateDataKeyWithoutPlaintext"));
    assert.ok(names.every((name) => name.startsWith("kms:GenerateDataKey")));
    assert.deepEqual(expand("kms:Fetch*"), []);
  });

  it("knows the resources of an action, and the condition keys of the action and of each resource", async () => {
    const { expand } = await loadCatalogue(["iam"]);
    const [pass] = expand("iam:PassRole");
    assert.deepEqual(
      pass!.resourceTypes.map(({ name }) => name),
      ["role"],
    );
    assert.ok(pass!.resourceTypes[0]!.arn.includes(":role/"));
    assert.ok(pass!.conditionKeys.includes("iam:PassedToService"));
    assert.ok(pass!.resourceTypes[0]!.conditionKeys.some((key) => key.startsWith("aws:ResourceTag/")));
    assert.deepEqual(expand("iam:ListRoles")[0]!.resourceTypes, []);
  });
});
