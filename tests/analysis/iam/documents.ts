/** Documents for tests of the lint: a sound statement of each kind, to be spoilt one fact at a time. */
import type { CheckedDocument, Kind } from "../../../analysis/iam";
import { lint } from "../../../analysis/iam";

export const own = { accounts: ["111111111111", "222222222222"], id: "o-a1b2c3d4e5" };

const role = "arn:aws:iam::111111111111:role/slipway/acme-pipeline";
const callers = {
  Principal: { AWS: "arn:aws:iam::111111111111:root" },
  Condition: { ArnEquals: { "aws:PrincipalArn": role } },
};

const allow = { Sid: "One", Effect: "Allow" };

/** A statement of each kind with which nothing is wrong. */
export const sound: Record<Kind, object> = {
  inline: { ...allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-artifacts/*" },
  managed: { ...allow, Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::acme-artifacts"] },
  boundary: { ...allow, NotAction: "iam:*", Resource: "*" },
  guardrail: { Sid: "One", Effect: "Deny", NotAction: "iam:*", Resource: "*" },
  trust: { ...allow, ...callers, Action: "sts:AssumeRole" },
  bucket: { ...allow, ...callers, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-artifacts/*" },
  key: { ...allow, ...callers, Action: "kms:Decrypt", Resource: "*" },
  topic: { ...allow, ...callers, Action: "sns:Publish", Resource: "arn:aws:sns:us-east-1:111111111111:approvals" },
  repository: { ...allow, ...callers, Action: "ecr:BatchGetImage" },
  endpoint: { ...allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-artifacts/*" },
  resource: { ...allow, ...callers, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:111111111111:work" },
};

export function document(kind: Kind, ...statements: object[]): CheckedDocument {
  return { name: `a ${kind}`, kind, json: JSON.stringify({ Version: "2012-10-17", Statement: statements }) };
}

/** Findings about a kind's sound statement with some elements replaced, and without those that are undefined. */
export function lintSpoilt(kind: Kind, change: object, organisation: Parameters<typeof lint>[1] = own) {
  return lint([document(kind, { ...sound[kind], ...change })], organisation);
}

/** As `rule: value`. */
export function told(findings: Awaited<ReturnType<typeof lint>>): string[] {
  return findings.map(({ rule, value }) => `${rule}: ${value}`);
}
