/** Runs of CI outside AWS that may act for the company: whom a role trusts, and the workflow that uses it. */
export * from "./bindings";
export { assumeWithToken, type Token, type TrustedRole } from "./claims";
export { FederationError, type FederationFinding } from "./findings";
export {
  githubClaims,
  type IdentityProvider,
  type Issuer,
  identityProviders,
  issuerOf,
  normaliseIssuer,
  providerArn,
  standardClaims,
} from "./issuers";
export { type TrustFlaw, type TrustRule, trustFlaws } from "./lint";
export { federatedRoleArn, federatedRoleName } from "./names";
export { operationsOf } from "./operations";
export { type FederatedRolePlan, federatedCallers, federatedProviders, federatedRoles } from "./roles";
export { claimsOf } from "./subjects";
export { type FederatedTrust, type FederationPlace, federatedTrust, trustFindings } from "./trust";
