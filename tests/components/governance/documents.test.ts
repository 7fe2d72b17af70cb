import assert from "node:assert/strict";
import { loadCatalogue, prefixOf } from "../../../analysis/iam/catalogue";
import type { Context } from "../../../catalog/iam";
import { naming } from "../../../catalog/naming";
import { policySize } from "../../../catalog/quota";
import { regions } from "../../../catalog/regions";
import { guardrailDocuments } from "../../../components/governance/documents";
import { list } from "../statements";
import { administrator, ask, guardrails, member, names, rules } from "./rules";

const statements = guardrails.flatMap(({ document }) => document.Statement);
const role = (path: string) => `arn:aws:iam::${member}:role${path}`;
const bucket = `arn:aws:s3:::${names.stateBucket(member)}`;
const table = `arn:aws:dynamodb:us-east-1:${member}:table/${names.lockTable}`;
const key = `arn:aws:kms:us-east-1:${member}:key/1`;
const stateKey = { "kms:ResourceAliases": [names.stateKeyAlias("dev", "dev")] };
const elsewhere = { "aws:RequestedRegion": "ap-south-1" };

describe("guardrail documents", () => {
  const alarmKey = { "kms:ResourceAliases": ["alias/acme/break-glass"] };
  const refused: [what: string, statement: string, who: string, action: string, resource: string, context?: Context][] =
    [
      ["leaving", "KeepMembership", `role/${administrator}`, "organizations:LeaveOrganization", "*"],
      ["the root user's work", "DenyRootUser", "root", "s3:ListBucket", bucket],
      ["stopping a trail", "KeepRecords", `role/${administrator}`, "cloudtrail:StopLogging", "*"],
      ["deleting a trail", "KeepRecords", "role/platform", "cloudtrail:DeleteTrail", "*"],
      ["stopping a recorder", "KeepRecords", "role/platform", "config:StopConfigurationRecorder", "*"],
      ["deleting a detector", "KeepRecords", "role/platform", "guardduty:DeleteDetector", "*"],
      ["blinding a trail", "KeepRecordSettings", "role/platform", "cloudtrail:PutEventSelectors", "*"],
      ["blinding a detector", "KeepRecordSettings", "role/platform", "guardduty:UpdateDetector", "*"],
      [
        "squatting a platform role",
        "KeepPlatformRoles",
        "role/platform",
        "iam:CreateRole",
        role("/slipway/acme-update"),
      ],
      [
        "opening a platform role",
        "KeepPlatformRoles",
        "role/platform",
        "iam:UpdateAssumeRolePolicy",
        role("/slipway/acme-run-dev-update"),
      ],
      [
        "rewriting the boundary",
        "KeepPlatformRoles",
        "role/slipway/acme-update",
        "iam:CreatePolicyVersion",
        `arn:aws:iam::${member}:policy/slipway/acme-boundary`,
      ],
      ["becoming administrator", "KeepPlatformRoles", "role/platform", "iam:PutRolePolicy", role(`/${administrator}`)],
      [
        "silencing the alarm of break-glass",
        "KeepAlarm",
        "role/platform",
        "events:DisableRule",
        `arn:aws:events:us-east-1:${member}:rule/acme-break-glass`,
      ],
      [
        "redirecting it",
        "KeepAlarm",
        "role/platform",
        "sns:SetTopicAttributes",
        `arn:aws:sns:us-east-1:${member}:acme-break-glass`,
      ],
      ["disabling its key", "KeepStateKeys", "role/platform", "kms:DisableKey", key, alarmKey],
      ["emptying the store", "KeepStateStore", "role/platform", "s3:DeleteObjectVersion", `${bucket}/dev/x`],
      ["opening the store", "KeepStateStore", "role/platform", "s3:PutBucketPolicy", bucket],
      ["opening its copy", "KeepStateStore", "role/platform", "s3:PutBucketPolicy", `${bucket}-replica`],
      ["dropping the lock table", "KeepStateStore", "role/platform", "dynamodb:DeleteTable", table],
      ["deleting a state key", "KeepStateKeys", "role/platform", "kms:ScheduleKeyDeletion", key, stateKey],
      [
        "moving a state key's alias",
        "KeepStateAliases",
        "role/platform",
        "kms:UpdateAlias",
        `arn:aws:kms:us-east-1:${member}:${names.stateStoreKeyAlias}`,
      ],
      ["work in another region", "ApprovedRegions", "role/platform", "ec2:RunInstances", "*", elsewhere],
      [
        "an administrator's work in another region",
        "ApprovedRegions",
        `role/${administrator}`,
        "s3:CreateBucket",
        "*",
        elsewhere,
      ],
    ];
  for (const [what, statement, who, action, resource, context] of refused) {
    it(`refuse ${what}`, () => assert.equal(ask(who, action, resource, context), statement));
  }

  const allowed: typeof refused = [
    [
      "the administrator's roles of the platform",
      "",
      `role/${administrator}`,
      "iam:CreateRole",
      role("/slipway/acme-update"),
    ],
    ["roles of services", "", "role/slipway/acme-update", "iam:CreateRole", role("/services/acme-orders-dev-instance")],
    ["reading platform roles", "", "role/slipway/acme-preview", "iam:GetRole", role("/slipway/acme-update")],
    ["entering platform roles", "", "role/slipway/acme-run-dev-update", "sts:AssumeRole", role("/slipway/acme-update")],
    ["handing platform roles on", "", "role/slipway/acme-update", "iam:PassRole", role("/slipway/acme-codedeploy")],
    ["writing state", "", "role/slipway/acme-run-dev-update", "s3:PutObject", `${bucket}/dev/x`],
    ["deleting a lock object", "", "role/slipway/acme-run-dev-update", "s3:DeleteObject", `${bucket}/dev/x`],
    ["holding the lock", "", "role/slipway/acme-run-dev-update", "dynamodb:UpdateItem", table],
    ["opening secrets", "", "role/slipway/acme-run-dev-update", "kms:Decrypt", key, stateKey],
    [
      "the bucket of a service called state",
      "",
      "role/slipway/acme-update",
      "s3:PutBucketPolicy",
      `arn:aws:s3:::${names.artifactBucket("state", undefined, member, "us-east-1")}`,
    ],
    ["deleting another key", "", "role/slipway/acme-update", "kms:ScheduleKeyDeletion", key],
    ["the administrator's settings of trails", "", `role/${administrator}`, "cloudtrail:UpdateTrail", "*"],
    ["the administrator's state store", "", `role/${administrator}`, "s3:PutBucketPolicy", bucket],
    [
      "work in an approved region",
      "",
      "role/platform",
      "ec2:RunInstances",
      "*",
      { "aws:RequestedRegion": "eu-west-1" },
    ],
    ["global services from anywhere", "", "role/slipway/acme-update", "iam:GetRole", role("/x"), elsewhere],
    [
      "announcements in chat",
      "",
      "role/slipway/acme-update",
      "chatbot:UpdateSlackChannelConfiguration",
      "*",
      elsewhere,
    ],
  ];
  for (const [what, , who, action, resource, context] of allowed) {
    it(`allow ${what}`, () => assert.equal(ask(who, action, resource, context), "allowed"));
  }

  it("exempt no role of another name, and none of the administrator's name below a path", () => {
    for (const who of [
      "role/platform/OrganizationAccountAccessRole",
      "role/OrganizationAccountAccessRole2",
      "user/a",
    ]) {
      assert.equal(ask(who, "iam:CreateRole", role("/slipway/acme-update")), "KeepPlatformRoles", who);
    }
  });

  it("only deny, so that FullAWSAccess stays what allows", () => {
    assert.deepEqual(
      statements.filter(({ Effect }) => Effect !== "Deny"),
      [],
    );
  });

  it("name every statement once and only actions that AWS knows", async () => {
    const sids = statements.map(({ Sid }) => Sid);
    assert.equal(new Set(sids).size, sids.length);
    const patterns = statements.flatMap(({ Action, NotAction }) => [...list(Action), ...list(NotAction)]);
    const catalogue = await loadCatalogue(patterns.map(prefixOf));
    assert.deepEqual(
      patterns.filter((pattern) => pattern !== "*" && catalogue.expand(pattern).length === 0),
      [],
    );
  });

  it("keep platform roles and policies from every action of IAM but reading, simulating and handing on", async () => {
    const catalogue = await loadCatalogue(["iam"]);
    const [keep] = statements.filter(({ Sid }) => Sid === "KeepPlatformRoles");
    const kept = new Set(list(keep!.Action).flatMap((each) => catalogue.expand(each).map(({ name }) => name)));
    const free = catalogue
      .actionsOf("iam")
      .filter(({ resourceTypes }) => resourceTypes.some(({ name }) => name === "role" || name === "policy"))
      .map(({ name }) => name)
      .filter((name) => !kept.has(name) && !/^iam:(Get|List|Generate)/.test(name));
    assert.deepEqual(free.sort(), ["iam:PassRole", "iam:SimulatePrincipalPolicy"]);
  });

  it("fit the limit that AWS had until May 2026, with the longest names and every region", () => {
    const longest = { ...rules, names: naming("abcdefgh"), administrator: "r".repeat(64), regions };
    for (const { name, document } of guardrailDocuments(longest)) assert.ok(policySize("scp", document) <= 5120, name);
  });
});
