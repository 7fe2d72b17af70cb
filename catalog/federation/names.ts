/** Names of federated roles: `<prefix>-ci-<name>-<access>`, which is like no name of `naming.ts`. */
import { type Access, platformPath } from "../naming";
import type { FederationPlace } from "./trust";

/** Of a federation: prefix 8 and the fixed words 11 leave plenty below the 64 of a role's name. */
export const federationName = {
  pattern: /^(?!.*--)[a-z][a-z0-9-]{0,22}[a-z0-9]$/,
  words: "must be 2 to 24 of a-z, 0-9 and single hyphens inside, beginning with a letter",
};

/** Name of the role, without its path `/slipway/`. */
export function federatedRoleName(prefix: string, name: string, access: Access): string {
  return `${prefix}-ci-${name}-${access}`;
}

export function federatedRoleArn(place: FederationPlace, prefix: string, name: string, access: Access): string {
  return `arn:${place.partition}:iam::${place.accountId}:role${platformPath}${federatedRoleName(prefix, name, access)}`;
}
