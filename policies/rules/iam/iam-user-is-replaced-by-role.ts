import type { ResourceRule } from "../../rule";

const kinds: Record<string, string> = {
  "aws:iam/accessKey:AccessKey": "an access key",
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "a credential for one service",
  "aws:iam/sshKey:SshKey": "an SSH key",
  "aws:iam/user:User": "an IAM user",
  "aws:iam/userLoginProfile:UserLoginProfile": "a password",
};

/**
 * There are no IAM users, access keys, passwords or other credentials that last.
 *
 * Service: iam. Severity: high. Topics: credentials.
 */
export const iamUserIsReplacedByRole: ResourceRule = {
  name: "iam-user-is-replaced-by-role",
  description: "There are no IAM users, access keys, passwords or other credentials that last.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["credentials"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#lock-away-credentials",
  remedy: "Use a role: of a service, by federation, or of IAM Identity Center for people.",
  unknowns: "Needs no value.",
  types: Object.keys(kinds),
  check({ type }, report) {
    report.violation(`This is ${kinds[type]}.`);
  },
};
