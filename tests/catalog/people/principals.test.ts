import assert from "node:assert/strict";
import { decide, policy } from "../../../catalog/iam";
import { admitPeople, isIdentityCenter, personPattern } from "../../../catalog/people/principals";

const toolchain = "111111111111";
const sso = (set: string, end: string, region = "eu-west-1/", account = toolchain) =>
  `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${region}AWSReservedSSO_${set}_${end}`;
const hash = "0123456789abcdef";
const victim = "arn:aws:iam::222222222222:role/slipway/acme-operator";

function enter(named: string[], arn: string, options: Parameters<typeof admitPeople>[1] = {}, context = {}) {
  return decide(
    {
      caller: { kind: "principal", arn, accountId: arn.split(":")[4]!, organizationId: "o-example00" },
      action: "sts:AssumeRole",
      resource: victim,
      resourceAccount: "222222222222",
      context: { "aws:userid": "AROAEXAMPLE:anna", "sts:RoleSessionName": "anna", ...context },
    },
    {
      identity: [{ name: "all", document: policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }) }],
      resource: { name: "trust", document: policy(...admitPeople(named, options)) },
    },
  ).verdict;
}

describe("roles that people sign in with", () => {
  it("are roles, and permission sets of IAM Identity Center with their end or an asterisk for it", () => {
    for (const arn of [
      `arn:aws:iam::${toolchain}:role/on-call`,
      `arn:aws-us-gov:iam::${toolchain}:role/platform/on-call`,
      sso("Developer", hash),
      sso("Developer", "*"),
      sso("Dev_Ops", "*", ""),
    ]) {
      assert.match(arn, personPattern);
    }
    assert.ok(isIdentityCenter(sso("Developer", "*", "")));
    assert.ok(!isIdentityCenter(`arn:aws:iam::${toolchain}:role/on-call`));
  });

  it("are never a pattern for more than one role or permission set", () => {
    for (const arn of [
      `arn:aws:iam::${toolchain}:role/*`,
      `arn:aws:iam::${toolchain}:root`,
      `arn:aws:iam::*:role/on-call`,
      sso("Dev*", hash),
      sso("Developer", "0123*"),
      sso("Developer", hash, "*/"),
      `arn:aws:iam::${toolchain}:role/aws-reserved/AWSServiceRoleForX`,
      `arn:aws:sts::${toolchain}:assumed-role/on-call/anna`,
    ]) {
      assert.doesNotMatch(arn, personPattern);
    }
  });

  it("are admitted exactly, whatever the random end of a permission set's role is", () => {
    const named = [sso("Dev", "*"), `arn:aws:iam::${toolchain}:role/on-call`];
    assert.equal(enter(named, sso("Dev", hash)), "allowed");
    assert.equal(enter(named, sso("Dev", "fedcba9876543210")), "allowed");
    assert.equal(enter(named, `arn:aws:iam::${toolchain}:role/on-call`), "allowed");
    for (const arn of [
      sso("Dev_Intern", hash),
      sso("DevX", hash),
      sso("Dev", hash, "eu-west-2/"),
      sso("Dev", hash, "eu-west-1/", "222222222222"),
      `arn:aws:iam::${toolchain}:role/x/on-call`,
      `arn:aws:iam::${toolchain}:role/on-call-2`,
      `arn:aws:iam::333333333333:role/on-call`,
    ]) {
      assert.equal(enter(named, arn), "missing", arn);
    }
  });

  it("are admitted by the account that each is of, and by no other account's root", () => {
    const named = [sso("Dev", "*"), sso("Ops", "*", "eu-west-1/", "222222222222")];
    const statements = admitPeople(named, {});
    assert.deepEqual(
      statements.map(({ Principal }) => Principal),
      [{ AWS: `arn:aws:iam::${toolchain}:root` }, { AWS: "arn:aws:iam::222222222222:root" }],
    );
    assert.equal(enter(named, sso("Ops", hash)), "missing");
  });

  it("keep the name of their own session, by which an approver is known", () => {
    const named = [sso("Dev", "*"), `arn:aws:iam::${toolchain}:role/on-call`];
    const as = (userid: string, name: string) =>
      enter(named, sso("Dev", hash), {}, { "aws:userid": userid, "sts:RoleSessionName": name });
    assert.equal(as("AROAEXAMPLE:anna@acme.example", "anna@acme.example"), "allowed");
    for (const name of ["bert@acme.example", "acme.example", "Anna@acme.example", "anna@acme.example2", ""]) {
      assert.equal(as("AROAEXAMPLE:anna@acme.example", name), "missing", name);
    }
    assert.equal(enter(named, sso("Dev", hash), {}, { "sts:RoleSessionName": [] }), "missing");
  });

  it("must be of the organisation, and ask in the region, when these are given", () => {
    const named = [sso("Dev", "*")];
    assert.equal(enter(named, sso("Dev", hash), { organizationId: "o-example00" }), "allowed");
    assert.equal(enter(named, sso("Dev", hash), { organizationId: "o-another000" }), "missing");
    const region = { region: "us-east-1" };
    assert.equal(enter(named, sso("Dev", hash), region, { "aws:RequestedRegion": "us-east-1" }), "allowed");
    assert.equal(enter(named, sso("Dev", hash), region, { "aws:RequestedRegion": "eu-west-1" }), "missing");
    assert.equal(enter(named, sso("Dev", hash), region), "missing");
  });
});
