/** Work in approved regions only. */
import type { Statement } from "../../catalog/iam/document";

/**
 * Actions whose endpoint is in one region for the whole partition, so that the region of a request says nothing about
 * where something is: AWS's published example
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html)
 * without its services that are no longer offered, and without `acm:*`, `config:*`, `directconnect:*` and `kms:*`,
 * which work region by region and which it lists for their use by global services. `chatbot:*` is added: the channels
 * of announcements are made in it, and its endpoints are not where a company's regions are
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html).
 */
export const globalActions = [
  "aws-marketplace-management:*",
  "aws-marketplace:*",
  "budgets:*",
  "ce:*",
  "chatbot:*",
  "chime:*",
  "cloudfront:*",
  "cur:*",
  "ec2:DescribeRegions",
  "ec2:DescribeTransitGateways",
  "ec2:DescribeVpnGateways",
  "fms:*",
  "globalaccelerator:*",
  "health:*",
  "iam:*",
  "networkmanager:*",
  "organizations:*",
  "pricing:*",
  "route53-recovery-cluster:*",
  "route53-recovery-control-config:*",
  "route53-recovery-readiness:*",
  "route53:*",
  "route53domains:*",
  "s3:GetAccountPublic*",
  "s3:ListAllMyBuckets",
  "s3:ListMultiRegionAccessPoints",
  "s3:PutAccountPublic*",
  "shield:*",
  "sts:*",
  "support:*",
  "trustedadvisor:*",
  "waf-regional:*",
  "waf:*",
  "wafv2:*",
  "wellarchitected:*",
];

/** No exemption: what an administrator makes in another region, nobody would look for there. */
export function approvedRegions(regions: string[]): Statement {
  return {
    Sid: "ApprovedRegions",
    Effect: "Deny",
    NotAction: globalActions,
    Resource: "*",
    Condition: { StringNotEquals: { "aws:RequestedRegion": [...regions].sort() } },
  };
}
