/**
 * Services that an account administers for the organisation once AWS Organizations has registered it. Others, such as
 * GuardDuty and Security Hub, have an API of their own for it: registered here alone, they would not know.
 */
const services = {
  "access-analyzer.amazonaws.com":
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator-add.html",
  "config.amazonaws.com":
    "https://docs.aws.amazon.com/config/latest/developerguide/aggregated-register-delegated-administrator.html",
  "config-multiaccountsetup.amazonaws.com":
    "https://docs.aws.amazon.com/config/latest/developerguide/aggregated-register-delegated-administrator.html",
  "member.org.stacksets.cloudformation.amazonaws.com":
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html",
  "sso.amazonaws.com": "https://docs.aws.amazon.com/singlesignon/latest/userguide/delegated-admin-how-to-register.html",
} as const;

/** Principal of each service. */
export const delegableServices = Object.keys(services) as [keyof typeof services];
