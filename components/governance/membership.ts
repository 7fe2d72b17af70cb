/** What no account of the organisation may do to itself: leave, be its root user's, or stop its records. */
import type { Statement } from "../../catalog/iam/document";
import { type GuardedPlatform, notAdministrator } from "./place";

/**
 * No exemption: an account leaves by the management account, which no SCP concerns.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 */
export function keepMembership(): Statement {
  return { Sid: "KeepMembership", Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" };
}

/**
 * The root user of an account, with its own credentials. Sessions that the management account gets by
 * `sts:AssumeRoot` are refused as well: who needs one, for a bucket that has locked everybody out, detaches the
 * guardrail from that account first, and both are on record.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 */
export function denyRootUser({ partition }: Pick<GuardedPlatform, "partition">): Statement {
  return {
    Sid: "DenyRootUser",
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { ArnLike: { "aws:PrincipalArn": `arn:${partition}:iam::*:root` } },
  };
}

/**
 * Records of CloudTrail, Config and GuardDuty go on. Stopping and deleting them is nobody's, not even an
 * administrator's; changing them is the administrator's, who sets them up. Trails of the whole organisation belong to
 * the management account, which no SCP concerns.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_cloudtrail.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_config.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_guardduty.html
 */
export function keepRecords(platform: GuardedPlatform): Statement[] {
  return [
    {
      Sid: "KeepRecords",
      Effect: "Deny",
      Action: [
        "cloudtrail:DeleteEventDataStore",
        "cloudtrail:DeleteTrail",
        "cloudtrail:StopEventDataStoreIngestion",
        "cloudtrail:StopLogging",
        "config:DeleteConfigurationRecorder",
        "config:DeleteDeliveryChannel",
        "config:DeleteRetentionConfiguration",
        "config:StopConfigurationRecorder",
        "guardduty:DeleteDetector",
        "guardduty:DeleteMembers",
        "guardduty:DeletePublishingDestination",
        "guardduty:DisassociateFromAdministratorAccount",
        "guardduty:DisassociateFromMasterAccount",
        "guardduty:DisassociateMembers",
        "guardduty:StopMonitoringMembers",
      ],
      Resource: "*",
    },
    {
      Sid: "KeepRecordSettings",
      Effect: "Deny",
      Action: [
        "cloudtrail:PutEventSelectors",
        "cloudtrail:PutInsightSelectors",
        "cloudtrail:UpdateEventDataStore",
        "cloudtrail:UpdateTrail",
        "config:DeleteConfigRule",
        "config:DeleteOrganizationConfigRule",
        "config:PutConfigurationRecorder",
        "config:PutDeliveryChannel",
        "config:PutRetentionConfiguration",
        "guardduty:CreateFilter",
        "guardduty:CreateIPSet",
        "guardduty:UpdateDetector",
        "guardduty:UpdateFilter",
        "guardduty:UpdateIPSet",
        "guardduty:UpdateMemberDetectors",
        "guardduty:UpdatePublishingDestination",
      ],
      Resource: "*",
      Condition: notAdministrator(platform),
    },
  ];
}
