import { z } from "zod";
import { covers, type FoundStatement, place, role, trustStatements } from "../../documents";
import { matches } from "../../patterns";
import { pins } from "../../principals";
import type { ResourceRule } from "../../rule";

const config = z.strictObject({
  preview: z
    .array(z.string())
    .default(["*-preview"])
    .describe("Names of roles that only read, * for any characters; they may be assumed from pull requests"),
});

/**
 * A role that outside tokens can assume names the audience and the subject of the token.
 *
 * The keys must be of the very issuer that is trusted, without a slash more or less. A subject names its owner.
 * Subjects of GitHub and GitLab name the repository and a branch, tag or environment as well, so that no pull
 * request can assume the role, unless the role's name says that it only previews. An environment of GitHub says nothing
 * about the branch, which the claim `ref` names.
 *
 * Service: iam. Severity: critical. Topics: trust, federation.
 */
export const iamFederatedTrustPinsAudienceAndSubject: ResourceRule<z.infer<typeof config>> = {
  name: "iam-federated-trust-pins-audience-and-subject",
  description: "A role that outside tokens can assume names the audience and the subject of the token.",
  level: "mandatory",
  severity: "critical",
  service: "iam",
  topics: ["trust", "federation"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  remedy:
    'Add StringEquals conditions on "<issuer>:aud" and "<issuer>:sub"; for GitHub "repo:<owner>/<repository>:ref:refs/heads/<branch>" or "...:environment:<name>".',
  unknowns:
    "A document that is unknown in a preview is judged in the update; a role of unknown name is no preview role.",
  config,
  types: [role],
  check(resource, report, { preview }) {
    const previews = preview.some((pattern) => matches(pattern, String(resource.props["name"])));
    for (const statement of trustStatements(resource, report).filter(admitsTokens)) {
      for (const issuer of issuersOf(statement)) {
        const values = (claim: string) =>
          statement.conditions
            .filter((each) => each.key === `${issuer.toLowerCase()}:${claim}` && pins(each))
            .flatMap((each) => each.values);
        const fact = (text: string) => report.violation(`${place(statement)}: ${text}.`);
        if (values("aud").length === 0) fact(`tokens of ${issuer} for any audience are trusted`);
        const subjects = values("sub");
        if (subjects.length === 0) fact(`tokens of ${issuer} with any subject are trusted`);
        for (const subject of subjects) {
          if (!namesOwner(subject)) fact(`subject ${subject} names no owner`);
          else if (!previews && isWide(subject)) fact(`subject ${subject} is wider than one branch or environment`);
          else if (!previews && /^repo:[^:]+:environment:/.test(subject) && values("ref").length === 0) {
            fact(`subject ${subject} is that of any branch`);
          }
        }
      }
    }
  },
};

/** Amazon Cognito's identities say whom they mean by other claims. */
function admitsTokens({ effect, actions, principals }: FoundStatement): boolean {
  const tokens = actions.some((action) => covers(action, "sts:AssumeRoleWithWebIdentity"));
  return effect === "Allow" && tokens && !(principals["Federated"] ?? []).includes("cognito-identity.amazonaws.com");
}

function issuersOf({ principals }: FoundStatement): string[] {
  return (principals["Federated"] ?? []).map((provider) => provider.replace(/^arn:[^/]*:oidc-provider\//, ""));
}

/** What stands before the first wildcard, without the word for the kind of subject, names somebody to its end. */
function namesOwner(subject: string): boolean {
  const [literal = ""] = subject
    .replace(/^(repo:|project_path:|org\/|organization:|pulumi:deploy:org:|sc:\/\/)/, "")
    .split(/[*?]/);
  return !/[*?]/.test(subject) || /[^:/][:/]/.test(literal);
}

/**
 * Claims: https://docs.github.com/en/actions/reference/security/oidc and
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/
 */
function isWide(subject: string): boolean {
  if (subject.startsWith("repo:")) {
    return !/^repo:[^*?:/]+\/[^*?:]+:(ref:refs\/(heads|tags)\/[^*?]|environment:[^*?])/.test(subject);
  }
  return subject.startsWith("project_path:") && !/^project_path:[^*?]+:ref_type:(branch|tag):ref:[^*?]/.test(subject);
}
