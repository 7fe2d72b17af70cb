import assert from "node:assert/strict";
import { iamPassRoleNamesItsService as passRole } from "../../policies/rules/iam/iam-pass-role-names-its-service";
import { iamStatementHasNoWildcardActionOnWildcardResource as wildcard } from "../../policies/rules/iam/iam-statement-has-no-wildcard-action-on-wildcard-resource";
import { document, judge, messages, type Part, unknown } from "./fixtures";

const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Sid: "S",
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const rolePolicy = (...statements: object[]): Part => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  inputs: { policy: document(...statements) },
});
const inRole = (...statements: object[]): Part => ({
  type: "aws:iam/role:Role",
  inputs: { inlinePolicies: [{ name: "p", policy: document(...statements) }] },
});
describe("iam-statement-has-no-wildcard-action-on-wildcard-resource", () => {
  it("passes exact actions on everything, and wildcard actions on named resources", () => {
    assert.deepEqual(
      messages(
        wildcard,
        rolePolicy(
          allow("ec2:DescribeInstances", "*"),
          allow("s3:*", ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]),
          allow("kms:*", "arn:aws:kms:*:1:key/*"),
          { Effect: "Deny", Action: "*", Resource: "*" },
        ),
      ),
      [],
    );
  });

  for (const resource of ["*", "arn:aws:s3:::*", "arn:aws:ec2:*:1:*", "arn:aws:ec2:*:1:*/*"]) {
    it(`finds a wildcard action on ${resource}`, () => {
      assert.deepEqual(messages(wildcard, rolePolicy(allow(["s3:GetObject", "s3:Put*"], resource))), [
        `mandatory: policy: statement S allows s3:Put* on ${resource}.`,
      ]);
    });
  }

  it("finds each statement once, in separate policies and inside roles, and not excused by a condition", () => {
    const conditioned = allow("*", "*", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } });
    assert.equal(judge(wildcard, rolePolicy(conditioned, allow("s3:*", "*"))).length, 2);
    assert.deepEqual(messages(wildcard, inRole(conditioned)), [
      "mandatory: inlinePolicies[0].policy: statement S allows * on *.",
    ]);
  });

  it("finds NotAction and NotResource", () => {
    assert.equal(judge(wildcard, rolePolicy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })).length, 1);
    assert.equal(
      judge(wildcard, rolePolicy({ Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::b" })).length,
      1,
    );
  });

  it("leaves policies of resources to the rule about principals", () => {
    const key: Part = {
      type: "aws:kms/key:Key",
      inputs: { policy: document(allow("kms:*", "*", { Principal: "*" })) },
    };
    assert.deepEqual(messages(wildcard, key), []);
  });

  it("says that it cannot judge an unknown document, and reads a secret one", () => {
    const [finding, ...rest] = judge(wildcard, { type: "aws:iam/policy:Policy", inputs: { policy: unknown } });
    assert.equal(rest.length, 0);
    assert.equal(finding!.level, "advisory");
    assert.match(finding!.message, /^policy is unknown before the update/);
    const secret = { type: "aws:iam/policy:Policy", inputs: { policy: { $secret: document(allow("*", "*")) } } };
    assert.equal(judge(wildcard, secret)[0]!.level, "mandatory");
  });
});

describe("iam-pass-role-names-its-service", () => {
  const service = { Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } };

  it("passes named roles for a named service", () => {
    const roles = ["arn:aws:iam::1:role/slipway/acme-codedeploy", "arn:aws:iam::1:role/services/acme-*"];
    assert.deepEqual(messages(passRole, rolePolicy(allow("iam:PassRole", roles, service))), []);
  });

  it("finds a missing service and a wildcard resource, each as a fact of its own", () => {
    assert.deepEqual(messages(passRole, rolePolicy(allow("iam:PassRole", "*"))), [
      "mandatory: policy: statement S allows iam:PassRole without naming a service in iam:PassedToService.",
      "mandatory: policy: statement S allows iam:PassRole on *.",
    ]);
  });

  for (const action of ["iam:*", "*", "iam:pass*"]) {
    it(`sees iam:PassRole in ${action}`, () => {
      assert.equal(judge(passRole, inRole(allow(action, "arn:aws:iam::1:role/x"))).length, 1);
    });
  }

  it("sees iam:PassRole behind a NotAction that does not name it, and not behind one that does", () => {
    const but = (NotAction: string) => ({ Effect: "Allow", NotAction, Resource: "arn:aws:iam::1:role/x" });
    assert.equal(judge(passRole, rolePolicy(but("s3:*"))).length, 1);
    assert.equal(judge(passRole, rolePolicy(but("iam:*"))).length, 0);
  });

  const weak: Array<[string, object]> = [
    ["IfExists", { StringEqualsIfExists: { "iam:PassedToService": "ec2.amazonaws.com" } }],
    ["ForAllValues", { "ForAllValues:StringEquals": { "iam:PassedToService": "ec2.amazonaws.com" } }],
    ["a negation", { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }],
    ["a wildcard service", { StringLike: { "iam:PassedToService": "*.amazonaws.com" } }],
  ];
  for (const [what, Condition] of weak) {
    it(`takes ${what} for no service`, () => {
      assert.equal(
        judge(passRole, rolePolicy(allow("iam:PassRole", "arn:aws:iam::1:role/x", { Condition }))).length,
        1,
      );
    });
  }

  for (const resource of ["arn:aws:iam::1:role/*", "arn:aws:iam::*:role/x", "arn:aws:iam::1:*"]) {
    it(`finds ${resource}`, () => {
      assert.equal(judge(passRole, rolePolicy(allow("iam:PassRole", resource, service))).length, 1);
    });
  }

  it("ignores denials", () => {
    assert.deepEqual(judge(passRole, rolePolicy({ Effect: "Deny", Action: "iam:PassRole", Resource: "*" })), []);
  });
});

describe("roles as often published for a pipeline that deploys CloudFormation", () => {
  const ifExists = { Condition: { StringEqualsIfExists: { "iam:PassedToService": "cloudformation.amazonaws.com" } } };
  const published = rolePolicy(
    allow(["s3:*", "cloudformation:*", "ec2:*"], "*"),
    allow("iam:PassRole", "arn:aws:iam::111111111111:role/deploy", ifExists),
  );

  it("are refused for their wildcards, and for a service that may be absent", () => {
    assert.deepEqual(messages(wildcard, published), [
      "mandatory: policy: statement S allows s3:*, cloudformation:*, ec2:* on *.",
    ]);
    assert.deepEqual(messages(passRole, published), [
      "mandatory: policy: statement S allows iam:PassRole without naming a service in iam:PassedToService.",
    ]);
  });
});
