import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { CodeRepositoryArgs } from "../../../components/toolchain/code-repository";
import { build, buildError } from "../harness";

const args = (changes: Partial<CodeRepositoryArgs> = {}): CodeRepositoryArgs => ({
  repositoryName: "orders",
  templateName: "acme-orders-Source",
  branch: "main",
  approvals: 2,
  region: "us-east-1",
  ...changes,
});

async function make(changes: Partial<CodeRepositoryArgs> = {}) {
  const { CodeRepository } = await import("../../../components/toolchain/code-repository");
  return build(() => ({ name: new CodeRepository("code", args(changes)).repositoryName }));
}

describe("CodeRepository", () => {
  it("is protected, and stays when its stack goes", async () => {
    const built = await make();
    const repository = built.one("aws:codecommit/repository:Repository");
    assert.equal(repository.inputs["repositoryName"], "orders");
    assert.equal(repository.inputs["defaultBranch"], "main");
    assert.equal(repository.protect, true);
    assert.equal(repository.retainOnDelete, true);
    assert.equal(built.outputs["name"], "orders");
  });

  it("asks for approvals of what reaches the released branch", async () => {
    const built = await make();
    const template = built.one("aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate").inputs;
    assert.equal(template["name"], "acme-orders-Source");
    assert.deepEqual(JSON.parse(template["content"] as string), {
      Version: "2018-11-08",
      DestinationReferences: ["refs/heads/main"],
      Statements: [{ Type: "Approvers", NumberOfApprovalsNeeded: 2 }],
    });
    const tie = built.one("aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation").inputs;
    assert.deepEqual([tie["approvalRuleTemplateName"], tie["repositoryName"]], ["acme-orders-Source", "orders"]);
  });

  it("has no rule when none is wanted", async () => {
    const types = (await make({ approvals: 0 })).resources.map(({ type }) => type);
    assert.deepEqual(types, ["slipway:toolchain:CodeRepository", "aws:codecommit/repository:Repository"]);
  });

  it("reports every unusable argument at once", async () => {
    const { CodeRepository } = await import("../../../components/toolchain/code-repository");
    const error = (await buildError(() => {
      new CodeRepository("code", args({ repositoryName: "a/b", templateName: "", approvals: 1.5 }));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "approvals",
      "repositoryName",
      "templateName",
    ]);
  });
});
