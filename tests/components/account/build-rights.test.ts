import assert from "node:assert/strict";
import type { Context } from "../../../catalog/iam";
import { allowedActions, unconditionedPass } from "../statements";
import { accountId, may, names, place } from "../toolchain/builds";
import { part } from "./update-places";

const document = (access: "update" | "preview") => part(access, "builds", place);
const ask = (action: string, resource: string, context: Context = {}) =>
  may({ document: document("update") }, { action, resource, context });
const regional = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${accountId}:${resource}`;
const role = (name: string) => `arn:aws:iam::${accountId}:role/services/${name}`;

describe("rights of the update role for builds", () => {
  it("make projects and report groups of the organisation, and run none", () => {
    assert.equal(ask("codebuild:CreateProject", regional("codebuild", "project/acme-orders-build")), "allowed");
    assert.equal(
      ask("codebuild:CreateReportGroup", regional("codebuild", "report-group/acme-orders-build-unit")),
      "allowed",
    );
    assert.equal(ask("codebuild:UpdateProject", regional("codebuild", "project/payroll")), "missing");
    assert.equal(ask("codebuild:StartBuild", regional("codebuild", "project/acme-orders-build")), "missing");
  });

  it("make roles of services only with the boundary", () => {
    const bounded = { "iam:PermissionsBoundary": names.boundaryArn("aws", accountId) };
    assert.equal(ask("iam:CreateRole", role("acme-orders-build"), bounded), "allowed");
    assert.equal(ask("iam:PutRolePolicy", role("acme-orders_prod-start"), bounded), "allowed");
    assert.equal(ask("iam:CreateRole", role("acme-orders-build")), "missing");
    assert.equal(ask("iam:CreateRole", `arn:aws:iam::${accountId}:role/acme-orders-build`, bounded), "missing");
    assert.equal(
      ask("iam:CreateInstanceProfile", `arn:aws:iam::${accountId}:instance-profile/services/acme-x`),
      "missing",
    );
  });

  it("hand roles of builds and batches to CodeBuild, and neither to another service nor other roles to it", () => {
    const to = (service: string) => ({ "iam:PassedToService": service });
    assert.equal(ask("iam:PassRole", role("acme-orders-build"), to("codebuild.amazonaws.com")), "allowed");
    assert.equal(ask("iam:PassRole", role("acme-orders-batch"), to("codebuild.amazonaws.com")), "allowed");
    assert.equal(ask("iam:PassRole", role("acme-orders-build"), to("lambda.amazonaws.com")), "missing");
    assert.equal(ask("iam:PassRole", role("acme-orders-start"), to("codebuild.amazonaws.com")), "missing");
    assert.deepEqual(unconditionedPass(document("update")), []);
  });

  it("only read for a preview, and fit a managed policy", () => {
    const writing = allowedActions(document("preview")).filter(
      (action) => !/^(BatchGet|Describe|Get|List)/.test(action.split(":")[1]!),
    );
    assert.deepEqual(writing, []);
    const ids = document("update").Statement.map(({ Sid }) => Sid);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(JSON.stringify(document("update")).length < 6_144);
  });
});
