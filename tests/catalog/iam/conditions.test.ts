import assert from "node:assert/strict";
import { conditionsHold } from "../../../catalog/iam/conditions";
import type { ConditionBlock } from "../../../catalog/iam/document";
import { type Context, factsOf } from "../../../catalog/iam/pattern";

const variable = (inside: string) => `\${${inside}}`;
const holds = (block: ConditionBlock, context: Context = {}) => conditionsHold(block, factsOf(context), true);

describe("conditions of IAM policies", () => {
  const cases: Array<[operator: string, wanted: string | string[], context: Context, holds: boolean]> = [
    ["StringEquals", "a", { k: "a" }, true],
    ["StringEquals", ["a", "b"], { k: "b" }, true],
    ["StringEquals", "A", { k: "a" }, false],
    ["StringEquals", "a*", { k: "ab" }, false],
    ["StringEqualsIgnoreCase", "A", { k: "a" }, true],
    ["StringNotEquals", ["a", "b"], { k: "b" }, false],
    ["StringNotEquals", ["a", "b"], { k: "c" }, true],
    ["StringLike", "a*c?", { k: "abbcd" }, true],
    ["StringLike", "a?", { k: "abc" }, false],
    ["StringNotLike", "a*", { k: "abc" }, false],
    ["ArnEquals", "arn:aws:iam::1:role/slipway/*", { k: "arn:aws:iam::1:role/slipway/x" }, true],
    ["ArnLike", "arn:aws:iam::*", { k: "arn:aws:iam::1:role/x" }, true],
    ["ArnLike", "arn:*:role/x", { k: "arn:aws:iam::1:role/x" }, false],
    ["ArnNotEquals", ["arn:aws:iam::1:role/x"], { k: "arn:aws:iam::1:role/y" }, true],
    ["ArnNotLike", ["arn:aws:iam::1:role/*"], { k: "arn:aws:iam::1:role/y" }, false],
    ["Bool", "true", { k: "True" }, true],
    ["Bool", "false", { k: "true" }, false],
    ["Null", "true", {}, true],
    ["Null", "true", { k: "x" }, false],
    ["Null", "false", { k: "x" }, true],
    ["Null", "false", {}, false],
    ["NumericLessThanEquals", "10", { k: "10" }, true],
    ["NumericLessThan", "10", { k: "9.5" }, true],
    ["NumericGreaterThan", "10", { k: "9" }, false],
    ["NumericNotEquals", "10", { k: "11" }, true],
    ["NumericEquals", "10", { k: "ten" }, false],
    ["DateGreaterThan", "2026-01-01T00:00:00Z", { k: "2026-06-01T00:00:00Z" }, true],
    ["DateLessThan", "1767225600", { k: "2025-12-31T23:59:59Z" }, true],
    ["IpAddress", "10.0.0.0/8", { k: "10.1.2.3" }, true],
    ["IpAddress", "10.0.0.0/8", { k: "11.1.2.3" }, false],
    ["IpAddress", "10.1.2.3", { k: "10.1.2.3" }, true],
    ["IpAddress", "2001:db8::/32", { k: "2001:db8::1" }, true],
    ["IpAddress", "2001:db8::/32", { k: "10.1.2.3" }, false],
    ["NotIpAddress", "10.0.0.0/8", { k: "11.1.2.3" }, true],
    ["ForAnyValue:StringEquals", "a", { k: ["a", "b"] }, true],
    ["ForAnyValue:StringEquals", "c", { k: ["a", "b"] }, false],
    ["ForAnyValue:StringNotEquals", "a", { k: ["a", "b"] }, true],
    ["ForAllValues:StringEquals", ["a", "b"], { k: ["a", "b"] }, true],
    ["ForAllValues:StringEquals", "a", { k: ["a", "b"] }, false],
    ["ForAllValues:StringNotEquals", "c", { k: ["a", "b"] }, true],
    ["ForAllValues:StringNotEquals", "a", { k: ["a", "b"] }, false],
    ["ForAnyValue:StringLike", "alias/x/*", { k: ["alias/x/y"] }, true],
  ];
  for (const [operator, wanted, context, expected] of cases) {
    it(`${operator} ${JSON.stringify(wanted)} is ${expected} of ${JSON.stringify(context)}`, () => {
      assert.equal(holds({ [operator]: { k: wanted } }, context), expected);
    });
  }

  const absent: Array<[operator: string, holds: boolean]> = [
    ["StringEquals", false],
    ["StringNotEquals", true],
    ["StringNotLike", true],
    ["ArnNotEquals", true],
    ["ArnLike", false],
    ["NumericNotEquals", true],
    ["NotIpAddress", true],
    ["Bool", false],
    ["StringEqualsIfExists", true],
    ["BoolIfExists", true],
    ["ForAnyValue:StringEquals", false],
    ["ForAnyValue:StringNotEquals", false],
    ["ForAllValues:StringEquals", true],
    ["ForAnyValue:StringEqualsIfExists", true],
  ];
  for (const [operator, expected] of absent) {
    it(`${operator} is ${expected} when the key is absent`, () => {
      assert.equal(holds({ [operator]: { k: "a" } }), expected);
    });
  }

  it("tests the value, not the presence, when an IfExists key is there", () => {
    assert.equal(holds({ StringEqualsIfExists: { k: "a" } }, { k: "b" }), false);
  });

  it("needs every operator and every key", () => {
    const block = { StringEquals: { a: "1", b: "2" }, Bool: { c: "true" } };
    assert.equal(holds(block, { a: "1", b: "2", c: "true" }), true);
    assert.equal(holds(block, { a: "1", b: "3", c: "true" }), false);
    assert.equal(holds(block, { a: "1", b: "2", c: "false" }), false);
  });

  it("compares keys without regard to case", () => {
    assert.equal(holds({ StringEquals: { "AWS:PrincipalOrgId": "o-1" } }, { "aws:PrincipalOrgID": "o-1" }), true);
  });

  it("replaces variables in values, and takes one without a value for matching nothing", () => {
    const block = { StringEquals: { team: variable("aws:PrincipalTag/team") } };
    assert.equal(holds(block, { team: "red", "aws:PrincipalTag/team": "red" }), true);
    assert.equal(holds(block, { team: "red", "aws:PrincipalTag/team": "blue" }), false);
    assert.equal(holds(block, { team: "" }), false);
    assert.equal(holds({ StringEquals: { team: variable("aws:PrincipalTag/team, 'red'") } }, { team: "red" }), true);
  });

  it("takes a wildcard inside a variable's value, or written as a variable, literally", () => {
    const context = { k: "anything", "aws:PrincipalTag/t": "*" };
    assert.equal(holds({ StringLike: { k: variable("aws:PrincipalTag/t") } }, context), false);
    assert.equal(holds({ StringLike: { k: variable("*") } }, { k: "anything" }), false);
    assert.equal(holds({ StringLike: { k: variable("*") } }, { k: "*" }), true);
  });

  for (const operator of ["StringEqual", "ForAnyValues:StringEquals", "NullIfExists", "constructor"]) {
    it(`throws for the unknown operator ${operator}`, () => {
      assert.throws(() => holds({ [operator]: { k: "a" } }, { k: "a" }), new RegExp(operator));
    });
  }

  it("throws when a multi-valued key is tested without ForAnyValue or ForAllValues", () => {
    assert.throws(() => holds({ StringEquals: { k: "a" } }, { k: ["a"] }), /several values.*ForAnyValue/);
  });
});
