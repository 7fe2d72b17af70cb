/** The service control policies of the organisation. They only deny: AWS's own FullAWSAccess stays attached beside them. */
import { type PolicyDocument, policy } from "../../catalog/iam/document";
import { denyRootUser, keepMembership, keepRecords } from "./membership";
import type { GuardedPlatform } from "./place";
import { keepAlarm, keepPlatformRoles, keepStateKeys, keepStateStore } from "./platform";
import { approvedRegions } from "./regions";

export interface GuardrailDocument {
  /** Last part of its name. */
  name: string;
  description: string;
  document: PolicyDocument;
}

export interface GuardrailRules extends GuardedPlatform {
  /** Regions that accounts may use. */
  regions: string[];
}

/** Three, so that with FullAWSAccess and those of a landing zone there is room on every target. */
export function guardrailDocuments(rules: GuardrailRules): GuardrailDocument[] {
  return [
    {
      name: "membership",
      description: "Accounts stay members, leave their root user alone, and keep their records",
      document: policy(keepMembership(), denyRootUser(rules), ...keepRecords(rules)),
    },
    {
      name: "platform",
      description: "Only administrators change the roles, the state and the alarm that Slipway works with",
      document: policy(keepPlatformRoles(rules), keepStateStore(rules), ...keepStateKeys(rules), keepAlarm(rules)),
    },
    {
      name: "regions",
      description: "Accounts work in approved regions only",
      document: policy(approvedRegions(rules.regions)),
    },
  ];
}
