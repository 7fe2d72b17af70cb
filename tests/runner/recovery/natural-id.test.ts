import assert from "node:assert/strict";
import { naturalId } from "../../../runner/recovery/natural-id";
import { place } from "./resources";

describe("the id of what was declared", () => {
  it("is the declared name, in the form of the type's import", () => {
    const cases: [string, Record<string, unknown>, string][] = [
      ["aws:iam/role:Role", { name: "acme-update", path: "/slipway/" }, "acme-update"],
      ["aws:iam/rolePolicy:RolePolicy", { role: "acme-update", name: "run" }, "acme-update:run"],
      ["aws:kms/alias:Alias", { name: "alias/acme" }, "alias/acme"],
      ["aws:codedeploy/deploymentGroup:DeploymentGroup", { appName: "a", deploymentGroupName: "g" }, "a:g"],
    ];
    for (const [type, inputs, id] of cases) assert.equal(naturalId(type, inputs, place), id);
  });

  it("is an ARN where the import wants one, in the resource's own region", () => {
    const policy = { name: "acme-boundary", path: "/slipway/" };
    assert.equal(
      naturalId("aws:iam/policy:Policy", policy, { ...place, partition: "aws-cn" }),
      "arn:aws-cn:iam::111111111111:policy/slipway/acme-boundary",
    );
    assert.equal(
      naturalId("aws:sns/topic:Topic", { name: "t", region: "eu-west-1" }, place),
      "arn:aws:sns:eu-west-1:111111111111:t",
    );
  });

  it("is not known when AWS chooses it, or a part of the name is missing", () => {
    assert.equal(naturalId("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, place), undefined);
    assert.equal(naturalId("aws:iam/rolePolicy:RolePolicy", { name: "run" }, place), undefined);
  });
});
