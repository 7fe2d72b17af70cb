/** Trust of a role that CI runs assume: audience and subject are pinned in every statement, or there is none. */
import { type ConditionBlock, type PolicyDocument, policy, type Statement } from "../iam/document";
import type { Access } from "../naming";
import { policySize } from "../quota/documents";
import { limits } from "../quota/limits";
import type { Binding } from "./bindings";
import { bindingFindings, FederationError, type FederationFinding } from "./findings";
import { issuerOf, providerArn } from "./issuers";
import { claimsOf } from "./subjects";

export interface FederationPlace {
  partition: string;
  /** Account of the roles and of the identity providers. */
  accountId: string;
}

export interface FederatedTrust extends FederationPlace {
  access: Access;
  /** Any of them is admitted. */
  bindings: readonly [Binding, ...Binding[]];
}

/** Everything that is wrong with a trust's bindings, its length included. */
export function trustFindings(trust: FederatedTrust): FederationFinding[] {
  const findings = bindingFindings(trust.bindings, trust.access);
  if (findings.length > 0) return findings;
  const size = policySize("trust", document(trust));
  const { value } = limits.trustPolicyLength;
  return size <= value
    ? []
    : [{ property: "bindings", value: size, reason: `make a trust of more than ${value} characters; make two roles` }];
}

/** Throws `FederationError` with all findings. */
export function federatedTrust(trust: FederatedTrust): PolicyDocument {
  const findings = trustFindings(trust);
  if (findings.length > 0) throw new FederationError(findings);
  return document(trust);
}

function document({ bindings, access, ...place }: FederatedTrust): PolicyDocument {
  return policy(...bindings.map((binding, index) => statement(place, binding, access, index)));
}

function statement(place: FederationPlace, binding: Binding, access: Access, index: number): Statement {
  const issuer = issuerOf(binding);
  const { subjects, others } = claimsOf(binding, access);
  const key = (claim: string) => `${issuer.path}:${claim}`;
  const equal: ConditionBlock[string] = {
    [key("aud")]: issuer.audience,
    ...("equals" in subjects ? { [key("sub")]: single(subjects.equals) } : {}),
    ...Object.fromEntries(Object.entries(others).map(([claim, value]) => [key(claim), value])),
  };
  return {
    Sid: `${sidOf(binding)}${index}`,
    Effect: "Allow",
    Principal: { Federated: providerArn(place.partition, place.accountId, issuer) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: equal,
      ...("like" in subjects ? { StringLike: { [key("sub")]: subjects.like } } : {}),
    },
  };
}

function single(values: string[]): string | string[] {
  return values.length === 1 ? values[0]! : values;
}

/** IAM takes letters and digits only. */
function sidOf({ provider }: Binding): string {
  return provider.replace(/(^|-)([a-z])/g, (_, _hyphen, letter: string) => letter.toUpperCase());
}
