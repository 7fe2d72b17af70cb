/** How large a policy document is in the eyes of the service that keeps it. */
import type { PolicyDocument } from "../iam/document";
import type { LimitId } from "./limits";

export type DocumentKind = "inline" | "managed" | "trust" | "bucket" | "key" | "topic" | "repository" | "scp";

export interface QuotaDocument {
  /** The role for `inline` and `trust`; else the policy, bucket, key alias, topic or repository. */
  name: string;
  kind: DocumentKind;
  /** Id of the account that it lies in. */
  account: string;
  /** As it is sent, or the document that `JSON.stringify` sends. */
  document: PolicyDocument | string;
}

/** The quota of each kind of document. */
export const documentLimits = {
  inline: "inlinePolicySize",
  managed: "managedPolicySize",
  trust: "trustPolicyLength",
  bucket: "bucketPolicySize",
  key: "keyPolicySize",
  topic: "topicPolicySize",
  repository: "repositoryPolicySize",
  scp: "controlPolicySize",
} as const satisfies Record<DocumentKind, LimitId>;

/**
 * Characters for IAM, ECR and Organizations, bytes of UTF-8 for the others. IAM says that it does not count white space of inline
 * and managed policies; white space inside a string is counted here all the same, so that what fits here fits there.
 */
export function policySize(kind: DocumentKind, document: PolicyDocument | string): number {
  const sent = typeof document === "string" ? document : JSON.stringify(document);
  if (kind === "inline" || kind === "managed") return JSON.stringify(JSON.parse(sent)).length;
  return ["trust", "repository", "scp"].includes(kind) ? sent.length : Buffer.byteLength(sent, "utf8");
}
